"""The XML of a view in; what its root and the elements in it say, or why it cannot be read, out."""

from __future__ import annotations

from collections.abc import Mapping
from xml.parsers.expat import ExpatError, ParserCreate

from ...dataclass import dataclass
from ...errors import DataError


@dataclass(frozen=True, slots=True)
class Markup:
    """`root`: the name of the root; `texts`: those of the elements right below it, the first of each name."""

    root: str
    attributes: Mapping[str, str]
    texts: Mapping[str, str]

    def flag(self, attribute: str) -> bool:
        """A boolean of the root, true where it is not said."""
        return self.attributes.get(attribute, "true").lower() not in ("false", "0", "f", "no")


def read(xml: bytes) -> Markup:
    """DataError for what is no XML document in UTF-8, and for one that defines entities, which may grow without end."""
    reader = _Reader()
    parser = ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler, parser.EntityDeclHandler = reader.text, reader.entity
    try:
        parser.Parse(xml, True)
    except ExpatError as error:
        raise DataError(f"The XML cannot be read: {error}.") from error
    return Markup(
        reader.root, reader.attributes, {name: "".join(parts).strip() for name, parts in reader.texts.items()}
    )


class _Reader:
    """What expat calls as it reads. `path`: the elements that it is in."""

    def __init__(self) -> None:
        self.root = ""
        self.attributes: Mapping[str, str] = {}
        self.texts: dict[str, list[str]] = {}
        self.path: list[str] = []
        self._into: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.path:
            self.root, self.attributes = name, attributes
        if len(self.path) == 1 and name not in self.texts:
            self._into = self.texts.setdefault(name, [])
        self.path.append(name)

    def end(self, name: str) -> None:
        self.path.pop()
        if len(self.path) == 1:
            self._into = None

    def text(self, text: str) -> None:
        if self._into is not None and len(self.path) == 2:
            self._into.append(text)

    def entity(self, name: str, *of: object) -> None:
        raise DataError(f"The XML cannot be read: it defines the entity {name!r}.")
