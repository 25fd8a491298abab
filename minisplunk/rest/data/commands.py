"""data/commands: the search commands that apps define, each a script; those of Splunk itself are not listed.

REST API Reference, "Search endpoint descriptions", data/commands; contents as a third party captured them of 10.6, with
the defaults of commands.conf.spec. minisplunk does not run such scripts: a search that names one is refused.
"""

from __future__ import annotations

from ...conf.objects import NOBODY, ConfObject
from ...conf.parser import TRUE
from ..eai import Content
from ..eai.collection import routes
from ..eai.shape import Shape
from ..eai.stanzas import StanzaStore

SHAPE = Shape("data/commands", title="commandsconf", wildcard=True, endpoints=("list", "get", "_reload"))
_MOST_INPUTS = 50_000
_FLAGS = {
    **dict.fromkeys(("changes_colorder", "enableheader"), True),
    **dict.fromkeys(("generates_timeorder", "generating", "outputheader", "passauth", "requires_preop"), False),
    **dict.fromkeys(("disabled", "retainsevents", "streaming", "supports_rawargs"), False),
}
"""Booleans, and what they are where nothing is said."""


class CommandStore(StanzaStore):
    """Stanzas of commands.conf."""

    def content(self, item: ConfObject) -> dict[str, Content]:
        stanza = item.stanza
        return {
            **{key: setting.value for key, setting in stanza.settings.items()},
            **{key: stanza.get(key).lower() in TRUE if stanza.get(key) else value for key, value in _FLAGS.items()},
            "eai:appName": item.level.app,
            "eai:userName": item.level.user or NOBODY,
            "filename": stanza.get("filename") or f"{item.name}.py",
            "maxinputs": stanza.integer("maxinputs", _MOST_INPUTS, strict=False),
            "required_fields": stanza.get("required_fields") or "*",
            "type": stanza.get("type") or "python",
        }


ROUTES = routes(CommandStore(SHAPE, "commands"))
