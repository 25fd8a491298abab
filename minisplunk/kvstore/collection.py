"""collections.conf as a context sees it, and a name, in; the collection of that name out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..conf import Stanza, View
from ..conf.parser import DEFAULT
from ..dataclass import dataclass
from ..errors import NotFound
from .field_types import TYPES, Convert

CONF = "collections"
_FIELD = "field."


@dataclass(frozen=True, slots=True)
class Collection:
    """A stanza of collections.conf, in the app that it stands in. `types`: what fits a value to the type of its field,
    by field. `enforce`: a document with a value that does not fit is refused; otherwise that value alone is left out.

    collections.conf.spec, `field.<name>` and `enforceTypes`. Splunk takes types that it does not know, and infers those
    of other fields from the JSON (splunk-sdk-python, test_kvstore_conf.py: `number1`).
    """

    app: str
    name: str
    types: Mapping[str, Convert] = field(default_factory=dict, compare=False)
    enforce: bool = False

    @classmethod
    def of(cls, stanza: Stanza, app: str) -> Collection:
        """Raises NotFound for a collection that is disabled."""
        if stanza.flag("disabled", strict=False):
            raise missing(stanza.name)
        types = {
            key.removeprefix(_FIELD): TYPES[setting.value]
            for key, setting in stanza.settings.items()
            if key.startswith(_FIELD) and setting.value in TYPES
        }
        return cls(app, stanza.name, types, stanza.flag("enforceTypes", strict=False))

    @classmethod
    def named(cls, name: str, view: View) -> Collection:
        """The collection of a name that counts in a view. Raises NotFound."""
        stanza = view.conf(CONF).stanzas.get(name)
        if stanza is None or name == DEFAULT:
            raise missing(name)
        return cls.of(stanza, view.levels(CONF)[name].app)


def missing(name: str) -> NotFound:
    return NotFound(f"The collection '{name}' does not exist or is not available.")
