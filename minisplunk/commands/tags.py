"""tags: the tags of the values of fields, as fields of their own.

Search Reference, tags. Tags come in the order of their names, whatever stands before them (its example 4). [unverified]
on a real Splunk: fields that are there already keep their values, and get the tags that they lack; the tags of an
internal field count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..spl.arguments import Arguments, Names, Option, boolean, listed
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row, distinct, multivalue, texts

TAG = "tag"
TAG_OF = "tag::"
_Tag = tuple[str, str, str]
"""Its name, the field and the value that have it."""


@dataclass(frozen=True, slots=True)
class Tags(Command):
    """No `fields` are all fields; `allowed_tags` None are all tags."""

    name = "tags"
    kind = Kind.STREAMING
    arguments = Arguments(
        Names("fields", least=0),
        outputfield=Option(str),
        inclname=Option(boolean, False),
        inclvalue=Option(boolean, False),
        allowed_tags=Option(listed),
    )

    fields: tuple[str, ...]
    outputfield: str | None
    inclname: bool
    inclvalue: bool
    allowed_tags: frozenset[str] | None

    def needs(self, wanted: Fields) -> Fields:
        """Which fields have tags is not known before the search runs."""
        return wanted | Fields(frozenset(self.fields)) if self.fields else Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        if self.outputfield is not None:
            return before and before.adding((self.outputfield,))
        return before and before.adding((TAG, *(TAG_OF + name for name in self.fields)), more=not self.fields)

    def operator(self, search: Context) -> PerRow:
        fields = {name: tags for name, tags in search.tags().items() if not self.fields or name in self.fields}

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                found = [
                    (tag, name, value)
                    for name, tags in fields.items()
                    for value in texts(row.get(name))
                    for tag in tags(value)
                    if self.allowed_tags is None or tag in self.allowed_tags
                ]
                self._write(row, sorted(found))
                yield row

        return run

    def _write(self, row: Row, found: list[_Tag]) -> None:
        if self.outputfield is not None:
            _add(row, self.outputfield, [self._shown(tag) for tag in found])
            return
        _add(row, TAG, [tag for tag, _, _ in found])
        for name in sorted({name for _, name, _ in found}):
            _add(row, TAG_OF + name, [tag for tag, of, _ in found if of == name])

    def _shown(self, found: _Tag) -> str:
        tag, name, value = found
        return "::".join((*((name,) if self.inclname else ()), *((value,) if self.inclvalue else ()), tag))


def _add(row: Row, name: str, values: list[str]) -> None:
    if values:
        row[name] = multivalue(distinct([*texts(row.get(name)), *values]))
