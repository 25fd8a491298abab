"""saved/fvtags: what the values of fields are tagged with, an entry for each `<field>=<value>` of tags.conf.

REST API Reference, "Knowledge endpoint descriptions", saved/fvtags; an entry has the name of its stanza. It takes and
shows `<tag>=enabled`, as tags.conf.spec has it. [unverified]: that splunkd shows no more than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, unquote

from ...conf.objects import ConfObject
from ...conf.parser import DEFAULT
from ..eai import Entry
from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.shape import USUAL, Shape
from ..eai.stanzas import Change, StanzaStore
from ..http import HttpError, Request
from ..instance import Splunkd

CONF = "tags"
ENABLED, DISABLED = "enabled", "disabled"
FVTAGS = Shape(
    "saved/fvtags",
    title="fvtags",
    wildcard=True,
    flags=frozenset(),
    endpoints=[name for name in USUAL if name != "switch"],
)


class TagStore(StanzaStore):
    """A name may have the value as it is, or URL-encoded as the stanza has it."""

    def seen(self, splunkd: Splunkd, request: Request, name: str | None = None) -> Iterable[ConfObject]:
        items = super().seen(splunkd, request)
        if name is None:
            return items
        found = list(items)
        return [item for item in found if item.name == name] or [
            item for item in found if pair_of(item.name) == pair_of(name)
        ]

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        if "=" not in name:
            raise HttpError(400, f"'{name}' is not <field>=<value>.")
        return super().create(splunkd, request, stanza_of(*pair_of(name)), settings)

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        return super().update(splunkd, request, self.one(splunkd, request, name).name, settings)

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        for tag, state in change.settings.items():
            if state.lower() not in (ENABLED, DISABLED):
                raise HttpError(
                    400, f"Invalid value for argument '{tag}': {state!r} is neither {ENABLED} nor {DISABLED}."
                )
        return change.settings

    def is_entry(self, stanza: str) -> bool:
        return stanza != DEFAULT and "=" in stanza


def pair_of(name: str) -> tuple[str, str]:
    """The field and the value of a stanza, or of what stands for one."""
    field, _, value = name.partition("=")
    return unquote(field.strip()), unquote(value)


def stanza_of(field: str, value: str) -> str:
    """tags.conf.spec: the value is URL-encoded; `*` is a wildcard in it. HttpError 400 for what names no field."""
    if not field or "=" in field:
        raise HttpError(400, f"Tags are of the values of a field, and {field!r} is the name of none.")
    return f"{field}={quote(value, safe='*')}"


def tags_of(item: ConfObject) -> list[str]:
    """Those that are enabled."""
    settings = item.stanza.settings.items()
    return sorted(key for key, setting in settings if setting.value.lower() == ENABLED)


STORE = TagStore(FVTAGS, CONF)

ROUTES = (*routes(STORE), *acl_routes(STORE))
