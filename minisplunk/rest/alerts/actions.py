"""alerts/alert_actions: the alert actions that there are, with their settings; and admin/alert_actions, the same."""

from __future__ import annotations

from ...conf.objects import ConfObject
from ...conf.parser import DEFAULT, TRUE
from ..eai.entry import Answer, Content, Entry
from ..eai.namespaces import acl_of, found
from ..eai.paging import paged
from ..http.request import Request
from ..http.route import Route
from ..instance.splunkd import Splunkd

CONF = "alert_actions"
_COMMAND = 'sendalert $action_name$ results_file="$results.file$" results_link="$results.url$"'
"""What runs a custom action; minisplunk runs its script without it."""


def listing(splunkd: Splunkd, request: Request) -> Answer:
    items = [item for item in found(splunkd, request, CONF) if item.name != DEFAULT]
    return paged(request, CONF, [_entry(splunkd, request, item) for item in sorted(items, key=lambda item: item.name)])


def get(splunkd: Splunkd, request: Request) -> Answer:
    items = found(splunkd, request, CONF, request.args["name"])
    return paged(request, CONF, [_entry(splunkd, request, item) for item in items])


def _entry(splunkd: Splunkd, request: Request, item: ConfObject) -> Entry:
    """Values are texts but for `disabled`, as captured of 10.6."""
    content: dict[str, Content] = {key: setting.value for key, setting in item.stanza.settings.items()}
    if item.stanza.get("is_custom").lower() in TRUE:
        content = {"command": _COMMAND, "label": item.name, "description": "", "icon_path": "", **content}
    content["disabled"] = item.stanza.get("disabled").lower() in TRUE
    return Entry(item.name, content, acl_of(splunkd, request, item))


ROUTES = (
    Route("GET", "alerts/alert_actions", listing),
    Route("GET", "alerts/alert_actions/{name}", get),
)
