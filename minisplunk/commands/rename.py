"""rename: gives fields new names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.names import Renaming
from ..spl.parser import Parser
from ..values import Row, Value

_USAGE = "Usage: rename [old_name AS/TO/-> new_name]+."


@dataclass(frozen=True, slots=True)
class Rename(Command):
    """Renamings are done from left to right; a later one sees the names that an earlier one gave."""

    name = "rename"
    kind = Kind.STREAMING

    renamings: tuple[Renaming, ...]

    @classmethod
    def parse(cls, p: Parser) -> Rename:
        """`<wc-field> AS <wc-field>...`, separated by blanks or commas."""
        renamings: dict[str, Renaming] = {}
        while (token := p.peek()) is not None:
            if p.accept(","):
                continue
            renaming = _renaming(p)
            if renaming.old in renamings:
                raise p.error(f"The field '{renaming.old}' cannot be renamed to several names.", token.span)
            renamings[renaming.old] = renaming
        if not renamings:
            raise p.error(_USAGE)
        return cls(tuple(renamings.values()))

    def needs(self, wanted: Fields) -> Fields:
        for renaming in reversed(self.renamings):
            wanted = _before(renaming, wanted)
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        for renaming in self.renamings:
            before = before and _moved(before, renaming)
        return before

    def operator(self, search: Context) -> PerRow:
        return self._all_renamed

    def _all_renamed(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            renamed = row
            for renaming in self.renamings:
                renamed = _renamed(renamed, renaming)
            yield renamed


def _renaming(p: Parser) -> Renaming:
    start = p.peek()
    old = p.field()
    if not p.accept("as", "to"):
        if not p.accept("-"):
            raise p.error(_USAGE)
        p.expect(">")
    new = p.field("a new name")
    try:
        return Renaming(old, new)
    except ValueError as error:
        raise p.error(str(error), start.span if start else None) from error


def _moved(columns: Columns, renaming: Renaming) -> Columns:
    """A column takes the place of the one that had its new name."""
    moved = {name: new for name in columns.names if (new := renaming.of(name)) is not None}
    targets = set(moved.values())
    return columns.renamed(lambda name: moved.get(name, None if name in targets else name))


def _renamed(row: Row, renaming: Renaming) -> Row:
    """The row with the value under its new name, in its old place among the columns.

    A field that is not there takes away what had the new name (Search Reference, rename, "Renaming a field that does
    not exist" and "You can't merge multiple fields into one field"); a pattern that nothing matches changes nothing.
    """
    if renaming.old == renaming.new:
        return row
    if renaming.wildcard:
        moved = {name: new for name in row if (new := renaming.of(name)) is not None}
    elif row.get(renaming.old) is None:
        row.pop(renaming.new, None)
        return row
    else:
        moved = {renaming.old: renaming.new}
    if not moved:
        return row
    targets = set(moved.values())
    renamed: dict[str, Value] = {}
    for name, value in row.items():
        if name in moved:
            renamed[moved[name]] = value
        elif name not in targets:
            renamed[name] = value
    return renamed


def _before(renaming: Renaming, wanted: Fields) -> Fields:
    """The fields to give to one renaming, so that it can give the wanted ones."""
    if not renaming.wildcard:
        return wanted.without({renaming.new}) | Fields(frozenset({renaming.old}))
    if wanted.patterns or renaming.old.count("*") > 1:
        return wanted | Fields.of({renaming.old})
    sources = {source for name in wanted.names if (source := renaming.back(name)) is not None}
    return wanted | Fields(frozenset(sources))
