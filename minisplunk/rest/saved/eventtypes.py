"""saved/eventtypes: the event types that events are given at search time.

REST API Reference, "Knowledge endpoint descriptions", saved/eventtypes; eventtypes.conf.spec; contents as a third party
captured them of 10.6, where an update leaves the settings that it does not name.

[unverified]: `tags`, which the reference calls deprecated, are set in tags.conf, as Splunk Web's form for event types
has it, with blanks or commas between them; a priority that is none of 1 to 10 is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from ...conf import Layers, View
from ...conf.objects import NOBODY, ConfObject
from ..eai import Content, Entry
from ..eai.acl import acl_routes
from ..eai.arguments import whole_number
from ..eai.collection import routes
from ..eai.namespaces import views_of
from ..eai.shape import Shape
from ..eai.stanzas import Change, StanzaStore
from ..http import HttpError, Request
from ..instance import Splunkd

CONF, _TAGS = "eventtypes", "tags"
_PRIORITIES = range(1, 11)
"""From the highest to the lowest."""


def _priority(name: str, text: str) -> str:
    if whole_number(name, text) not in _PRIORITIES:
        raise HttpError(400, f"Invalid value for argument '{name}': {text} is none of 1 to {_PRIORITIES[-1]}.")
    return text


EVENTTYPES = Shape(
    "saved/eventtypes",
    title="eventtypes",
    required=("search",),
    optional=("color", "description", "disabled", "priority", _TAGS),
    reads={"priority": _priority},
)


class EventTypeStore(StanzaStore):
    """Stanzas of eventtypes.conf."""

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[ConfObject], Entry]:
        see = views_of(splunkd, request)

        def entry(item: ConfObject) -> Entry:
            view = see(item.level.app, item.level.user or NOBODY)
            content: dict[str, Content] = {**self.content(item), _TAGS: _enabled(view, item.name)}
            return self.entry(splunkd, request, item, content)

        return entry

    def content(self, item: ConfObject) -> dict[str, Content]:
        priority = item.stanza.integer("priority", _PRIORITIES[0], strict=False)
        return {"color": "none", "description": "", **super().content(item), "priority": priority}

    def write(self, splunkd: Splunkd, request: Request, change: Change, settings: Mapping[str, str]) -> None:
        """The tags go to their own conf file, in the same change."""
        if _TAGS not in settings:
            super().write(splunkd, request, change, settings)
            return
        to, wanted = change.to, re.findall(r"[^\s,]+", settings[_TAGS])
        before = _enabled(views_of(splunkd, request)(to.app, to.user or NOBODY), change.name)
        tags = {**dict.fromkeys(before, "disabled"), **dict.fromkeys(wanted, "enabled")}

        def tagged(layers: Layers) -> Layers:
            return layers.with_settings(to.app, _TAGS, _tagged(change.name), tags, user=to.user) if tags else layers

        rest = {key: value for key, value in settings.items() if key != _TAGS}
        owner = self.new_owner(splunkd, request, change)
        splunkd.splunk.change(to.app, CONF, change.name, rest, user=to.user, owner=owner, then=tagged)


def _enabled(view: View, name: str) -> list[str]:
    """The tags of an event type."""
    stanza = view.conf(_TAGS).stanzas.get(_tagged(name))
    return [] if stanza is None else sorted(key for key, one in stanza.settings.items() if one.value == "enabled")


def _tagged(name: str) -> str:
    """The stanza of tags.conf that has the tags of an event type (tags.conf.spec)."""
    return f"eventtype={quote(name, safe='')}"


STORE = EventTypeStore(EVENTTYPES, CONF)

ROUTES = (*routes(STORE), *acl_routes(STORE))
