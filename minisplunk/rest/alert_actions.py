"""alerts/alert_actions: the alert actions that there are, with their settings; and admin/alert_actions, the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..conf.objects import ConfObject
from ..conf.parser import DEFAULT, TRUE
from .http import Answer, Content, Entry, Request
from .namespaces import acl_of, found
from .paging import paged
from .routes import Route

if TYPE_CHECKING:
    from .door import Door

CONF = "alert_actions"
_COMMAND = 'sendalert $action_name$ results_file="$results.file$" results_link="$results.url$"'
"""What runs a custom action; minisplunk runs its script without it."""


def listing(door: Door, request: Request) -> Answer:
    items = [item for item in found(door, request, CONF) if item.name != DEFAULT]
    return paged(request, CONF, [_entry(door, request, item) for item in sorted(items, key=lambda item: item.name)])


def get(door: Door, request: Request) -> Answer:
    items = found(door, request, CONF, request.args["name"])
    return paged(request, CONF, [_entry(door, request, item) for item in items])


def _entry(door: Door, request: Request, item: ConfObject) -> Entry:
    """Values are texts but for `disabled`, as captured of 10.6."""
    content: dict[str, Content] = {key: setting.value for key, setting in item.stanza.settings.items()}
    if item.stanza.get("is_custom").lower() in TRUE:
        content = {"command": _COMMAND, "label": item.name, "description": "", "icon_path": "", **content}
    content["disabled"] = item.stanza.get("disabled").lower() in TRUE
    return Entry(item.name, content, acl_of(door, request, item))


ROUTES = (
    Route("GET", "alerts/alert_actions", listing),
    Route("GET", "alerts/alert_actions/{name}", get),
)
