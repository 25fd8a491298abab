"""alerts/alert_actions: the alert actions that there are, with their settings; and admin/alert_actions, the same."""

from __future__ import annotations

from collections.abc import Callable

from ...conf.objects import ConfObject
from ...conf.parser import TRUE
from ..eai import Content, Entry
from ..eai.collection import routes
from ..eai.namespaces import acl_of
from ..eai.shape import Shape
from ..eai.stanzas import StanzaStore
from ..http import Request
from ..instance import Splunkd

_COMMAND = 'sendalert $action_name$ results_file="$results.file$" results_link="$results.url$"'
"""What runs a custom action; minisplunk runs its script without it."""

SHAPE = Shape("alerts/alert_actions", title="alert_actions", wildcard=True, endpoints=("list", "get"))


class AlertActionStore(StanzaStore):
    """Stanzas of alert_actions.conf."""

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[ConfObject], Entry]:
        return lambda item: Entry(item.name, self.content(item), acl_of(splunkd, request, item))

    def content(self, item: ConfObject) -> dict[str, Content]:
        """Values are texts but for `disabled`, as captured of 10.6."""
        content: dict[str, Content] = {key: setting.value for key, setting in item.stanza.settings.items()}
        if item.stanza.get("is_custom").lower() in TRUE:
            content = {"command": _COMMAND, "label": item.name, "description": "", "icon_path": "", **content}
        return {**content, "disabled": item.stanza.get("disabled").lower() in TRUE}


ROUTES = routes(AlertActionStore(SHAPE, "alert_actions"))
