"""An event that is a JSON or XML document in; its wanted fields, as the spath command names them, out.

props.conf.spec, KV_MODE: json and xml take nothing from events that are not of that format. [unverified]: an event has
XML in it when it has an element, whatever stands before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any, Protocol

from ..documents.json import closed, complete_prefix, flatten
from ..documents.xml import Reader
from ..spl.fields import Fields
from .default import DEFAULT, Event
from .limited import Extracted, Limits, Losses
from .names import keeper
from .stage import Document
from .typed import decoder

_CUTOFF = (
    "{{}} beyond the first {{}} characters of some events, where the automatic extraction of {} stops "
    "(limits.conf, [spath] extraction_cutoff)."
)


class Format(Protocol):
    name: str

    def fields(self, text: str, characters: int) -> Extracted | None:
        """All that end within the first characters; None when the text is not of this format."""

    def whole(self, text: str) -> Extracted:
        """All fields of a text of this format."""

    def some(self, names: frozenset[str]) -> Document:
        """Reads the fields of these names, and no others."""

    def few(self, texts: Sequence[Any], most: int) -> bool:
        """Whether texts, all of them str or bytes, surely have no more than so many fields each."""


class Json:
    name = "JSON"

    def fields(self, text: str, characters: int) -> Extracted | None:
        document = complete_prefix(text, characters)
        return None if document is None else flatten(document) or {}

    def whole(self, text: str) -> Extracted:
        return flatten(text) or flatten(closed(text)) or {}

    def some(self, names: frozenset[str]) -> Document:
        return decoder(names)

    def few(self, texts: Sequence[Any], most: int) -> bool:
        """A document has at most one value more than it has commas. To replace them finds one after the other by the
        processor's own search, where to count them looks at each character, and takes twice as long."""
        comma, other = (",", ";") if isinstance(texts[0], str) else (b",", b";")
        return True not in [comma in text.replace(comma, other, most - 1) for text in texts]


class Xml:
    name = "XML"

    def __init__(self) -> None:
        self._reader = Reader()

    def fields(self, text: str, characters: int) -> Extracted | None:
        return self._reader.fields(text[:characters])

    def whole(self, text: str) -> Extracted:
        return self._reader.fields(text)

    def some(self, names: frozenset[str]) -> Document:
        return Document(Reader(names).fields)

    def few(self, texts: Sequence[Any], most: int) -> bool:
        return all(_few_of_xml(text, most) for text in texts)


def _few_of_xml(text: str, most: int) -> bool:
    """A text lies between two tags; an attribute has an equal sign and two quotation marks."""
    texts = text.count("<") // 2
    return texts + text.count("=") <= most or texts + (text.count("'") + text.count('"')) // 2 <= most


def finder(document: Format, wanted: Fields, limits: Limits, losses: Losses) -> Document:
    """Reads the wanted fields of an event. Those of some names are read alone, where no limit can apply."""
    if wanted.patterns:
        return _by_pattern(document, wanted, limits, losses)
    names = frozenset(name for name in wanted.names if name and name not in DEFAULT)
    (some, some_of_all), few = document.some(names), document.few
    most, characters = limits.fields, limits.document_characters

    def find(raw: str) -> Event:
        if len(raw) <= characters and few((raw,), most):
            return some(raw)
        return {name: value for name, value in _limited(document, raw, limits, losses).items() if name in names}

    def finds(raws: Sequence[Any]) -> Sequence[Event | None] | None:
        """Those that a limit applies to are left out."""
        if some_of_all is None:
            return None
        if max(map(len, raws)) <= characters and few(raws, most):
            return some_of_all(raws)
        within = [len(raw) <= characters and few((raw,), most) for raw in raws]
        found = some_of_all(list(compress(raws, within)))
        if found is None:
            return None
        events = iter(found)
        return [next(events) if one else None for one in within]

    return Document(find, finds)


def _by_pattern(document: Format, wanted: Fields, limits: Limits, losses: Losses) -> Document:
    keep: Callable[[str], bool] = (lambda name: name not in DEFAULT) if wanted.everything else keeper(wanted)

    def find(raw: str) -> Event:
        return {name: value for name, value in _limited(document, raw, limits, losses).items() if keep(name)}

    return Document(find)


def _limited(document: Format, raw: str, limits: Limits, losses: Losses) -> Extracted:
    characters = limits.document_characters
    fields = document.fields(raw, characters)
    if fields is None:
        return {}
    if len(raw) > characters:
        losses.tell(fields, document.whole(raw), _CUTOFF.format(document.name), characters)
    return losses.first(fields, limits.fields)
