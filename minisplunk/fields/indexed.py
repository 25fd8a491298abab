"""Fields that came with an event, or were made when it was indexed, as the store keeps them, in; the wanted ones in the
event out.

props.conf.spec, KV_MODE: what INDEXED_EXTRACTIONS and KV_MODE both find is extracted twice. Checked by others on Splunk
10.4.0: every value of a JSON document is there twice then, also with KV_MODE = auto, while a key=value pair leaves an
indexed field of its name as it is. [unverified]: the indexed value comes first; XML does as JSON does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from ..spl.fields import Fields
from ..values import Value, multivalue, texts
from .default import Event
from .names import keeper

UNTIMED = " "
"""What they begin with where the event's time is not from its text, but from what it came in."""
MARK = UNTIMED + "{}"
"""Of such an event that has none."""
Own = Mapping[str, Value]
Add = Callable[[Event, str], Own]

_decode = msgspec.json.Decoder(dict[str, str | list[str]]).decode


def stored(fields: Mapping[str, Value]) -> str:
    """As the store keeps them: a JSON object of texts and lists of texts."""
    return msgspec.json.encode(fields).decode()


def joined(first: Mapping[str, Value], more: str | None) -> str | None:
    """Fields and stored ones together, as the store keeps them; None for none."""
    if not first:
        return more
    fields = IndexedFields(first)
    for name, value in _decode(more).items() if more else ():
        fields.add(name, value)
    return fields.stored()


def untimed(fields: str | None) -> str:
    """The stored fields of an event, None for none, with the mark that its time is not from its text."""
    return UNTIMED + fields if fields else MARK


class IndexedFields(dict[str, Value]):
    """Indexed fields to be changed. What is stored keeps its mark of an event whose time is not from its text."""

    mark = ""

    @classmethod
    def of(cls, fields: str | None) -> IndexedFields:
        made = cls(_decode(fields) if fields else {})
        made.mark = UNTIMED if fields and fields.startswith(UNTIMED) else ""
        return made

    def stored(self) -> str | None:
        return self.mark + stored(self) if self or self.mark else None

    def add(self, name: str, value: Value) -> None:
        """One more value, or several, of a field that may have some already."""
        alone = name not in self and isinstance(value, str)
        self[name] = value if alone else multivalue([*texts(self.get(name)), *texts(value)])


def adder(wanted: Fields) -> Add:
    """Puts the wanted indexed fields into an event, in front of what a document in it says of them; gives the fields
    that the event was indexed with."""
    keep = keeper(wanted)

    def add(event: Event, fields: str) -> Own:
        own = _decode(fields)
        for name, value in own.items():
            if keep(name):
                found = event.get(name)
                event[name] = value if found is None else [*texts(value), *texts(found)]
        return own

    return add


def add_found(event: Event, found: Event, own: Own | None) -> None:
    """Adds what a document says to an event: new fields, and further values of those that it was indexed with."""
    for name, value in found.items():
        if name not in event:
            event[name] = value
        elif own is not None and name in own:
            event[name] = [*texts(event[name]), *texts(value)]
