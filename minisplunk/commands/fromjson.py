"""fromjson: the members of a JSON object in a field become fields.

Search Reference, fromjson: an array gives a multivalue field, an object within stays JSON, null gives no field.
[unverified] on a real Splunk: what is no object changes nothing; what is found replaces a field that is there; numbers
and the objects within are written anew, as the JSON functions write them; of a field with several values each is read,
and a key of several of them has several values; null in an array gives no value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..documents import tree
from ..documents.json import whole
from ..documents.tree import Tree
from ..limits import check_values
from ..spl.arguments import Arguments, Name, Option
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row, multivalue, text, texts


@dataclass(frozen=True, slots=True)
class Fromjson(Command):
    name = "fromjson"
    kind = Kind.STREAMING
    arguments = Arguments(Name("field", "a field that holds JSON"), prefix=Option(str, ""))

    field: str
    prefix: str

    def needs(self, wanted: Fields) -> Fields:
        """A key may not be there, and then its field stays as it is."""
        return wanted | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((), more=True)

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                found: dict[str, list[str]] = {}
                for document in texts(row.get(self.field)):
                    members = tree.read_container(document)
                    for key, value in members.items() if isinstance(members, dict) else ():
                        found.setdefault(self.prefix + whole(key), []).extend(_values(value))
                for name, values in found.items():
                    if name and values:
                        check_values(len(values))
                        row[name] = multivalue(values)
                yield row

        return run


def _values(value: Tree) -> Iterator[str]:
    for single in value if isinstance(value, list) else (value,):
        if isinstance(single, str):
            yield whole(single)
        elif isinstance(single, bool):
            yield "true" if single else "false"
        elif isinstance(single, (dict, list)):
            yield tree.written(single)
        elif single is not None:
            yield text(single)
