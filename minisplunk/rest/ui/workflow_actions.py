"""data/ui/workflow-actions: what may be done with an event or a field, in a menu of Splunk Web.

workflow_actions.conf.spec: without a type and a label an action is skipped; one that links has a `link.uri`, one that
searches a `search.search_string`. The endpoint is in the REST API Reference's list of endpoints alone.

[unverified]: that an action which would be skipped is refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..eai.acl import acl_routes
from ..eai.arguments import given
from ..eai.collection import routes
from ..eai.shape import Shape
from ..eai.stanzas import Change, StanzaStore
from ..http import HttpError, Request
from ..instance import Splunkd

_NEEDS = {"link": "link.uri", "search": "search.search_string"}
"""What an action of each type needs."""
SHAPE = Shape(
    "data/ui/workflow-actions",
    title="workflow-actions",
    required=("label", "type"),
    optional=(
        *("disabled", "display_location", "eventtypes", "fields", "link.method", "link.target", "link.uri"),
        *("search.app", "search.earliest", "search.latest", "search.preserve_timerange", "search.search_string"),
        *("search.target", "search.view"),
    ),
    flags=frozenset({"disabled", "search.preserve_timerange"}),
    prefixes=("link.postargs.",),
)


class WorkflowActionStore(StanzaStore):
    """Stanzas of workflow_actions.conf."""

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        if change.settings.keys() == {"disabled"}:
            return change.settings
        before = {} if change.now is None else {key: setting.value for key, setting in change.now.settings.items()}
        wanted = {**before, **change.settings}
        _, kind = given(wanted, "label", "type")
        if kind not in _NEEDS:
            raise HttpError(400, f"Invalid value for argument 'type': {kind!r} is none of {', '.join(_NEEDS)}.")
        given(wanted, _NEEDS[kind])
        return change.settings


STORE = WorkflowActionStore(SHAPE, "workflow_actions")
ROUTES = (*routes(STORE), *acl_routes(STORE))
