"""replace: gives whole values of fields another text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..dataclass import dataclass
from ..errors import Span
from ..limits import bounded
from ..spl import lexer
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.wildcards import filled, parts
from ..values import Row, multivalue, texts

Replacing = Callable[[str], str | None]
"""The new text of a value, None when it stays as it is."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """`old` may have wildcards; `new` keeps what they stand for, or has none."""

    old: str
    new: str

    @property
    def fullness(self) -> int:
        """How much of a value it names."""
        return len(self.old) - self.old.count("*")

    def of(self, value: str) -> str | None:
        found = parts(self.old, value)
        if found is None:
            return None
        return filled(self.new, found) if "*" in self.new else self.new


@dataclass(frozen=True, slots=True)
class Replace(Command):
    """No `fields` means all but internal ones.

    A value is replaced once. Of replacements without wildcards the later one goes first, of those with wildcards the
    one that matches more fully (Search Reference, replace, "Usage"), which is taken to be the one that names more of
    the value; without wildcards it is fuller than with. Case counts.

    [unverified] on a real Splunk: each value of a multivalue field is replaced. The page says that fields which stats
    or eval have made are left alone; public searches replace values of such fields, so here they are as others.
    """

    name = "replace"
    kind = Kind.STREAMING

    replacements: tuple[Replacement, ...]
    fields: tuple[str, ...]

    @classmethod
    def parse(cls, p: Parser) -> Replace:
        """`(<wc-string> WITH <wc-string>)... [IN <field-list>]`, with commas or without."""
        replacements: list[Replacement] = []
        fields: tuple[str, ...] = ()
        while p.peek() is not None:
            if p.accept(","):
                continue
            if replacements and p.accept("in"):
                fields = _fields(p)
            else:
                replacements.append(_replacement(p))
        if not replacements:
            raise p.error(_USAGE)
        return cls(tuple(replacements), fields)

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        replaced = self._replacing()

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                for name in self.fields or [name for name in row if name[:1] != "_"]:
                    values = texts(row.get(name))
                    new = [replaced(value) for value in values]
                    if any(text is not None for text in new):
                        kept = [value if text is None else text for value, text in zip(values, new, strict=True)]
                        row[name] = bounded(multivalue(kept))
                yield row

        return run

    def _replacing(self) -> Replacing:
        whole: Mapping[str, str] = {r.old: r.new for r in self.replacements if "*" not in r.old}
        wild = sorted((r for r in self.replacements if "*" in r.old), key=lambda r: -r.fullness)

        def replaced(value: str) -> str | None:
            if value in whole:
                return whole[value]
            return next((new for r in wild if (new := r.of(value)) is not None), None)

        return replaced


_USAGE = "Usage: replace (<old> WITH <new>)+ [IN <field-list>]."


def _replacement(p: Parser) -> Replacement:
    old, start = _text(p)
    if not p.accept("with"):
        raise p.error(_USAGE, start)
    new, end = _text(p)
    if new.count("*") not in (0, old.count("*")):
        raise p.error(f"Wildcard mismatch: '{old}' with '{new}'.", Span(start.start, end.end))
    return Replacement(old, new)


def _text(p: Parser) -> tuple[str, Span]:
    token = lexer.value(p.source, p.position, p.end)
    if token is None or token.kind == "punctuation":
        raise p.error(_USAGE)
    p.position = token.span.end
    return token.text, token.span


def _fields(p: Parser) -> tuple[str, ...]:
    start = p.rest()
    fields = p.fields()
    if not fields:
        raise p.error("The IN clause names no field.", start)
    if any("*" in name for name in fields):
        raise p.unsupported("A wildcard in the IN clause.", start)
    return fields
