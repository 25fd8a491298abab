"""mvcombine: results that differ in one field alone become one result, in which that field has the values of all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import partial

from ..dataclass import dataclass
from ..limits import Account, Memory, check_values, weight
from ..operators.grouping import whole
from ..operators.rows import Gathered
from ..spl.arguments import DELIMITER, Arguments, Name, Option
from ..spl.columns import Columns
from ..spl.command import Command, Context, Formats, Kind, Reducer
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Delimited, Row, texts

_WEIGHED = 64
"""One result of so many is weighed."""


@dataclass(frozen=True, slots=True)
class Mvcombine(Command):
    """`delim` stands between the values where nomv makes one text of them (Search Reference, mvcombine, "Specifying
    delimiters").

    [unverified] on a real Splunk: the combined result stands where the first of them stood; what has no such field
    stays as it is; one that has several values of it is combined too.
    """

    name = "mvcombine"
    kind = Kind.TRANSFORMING
    arguments = Arguments(
        Name("field", "the name of a field"),
        delim=Option(DELIMITER, " "),
    )

    field: str
    delim: str

    @classmethod
    def parse(cls, p: Parser) -> Mvcombine:
        """`[delim=<string>] <field>`."""
        place = p.rest()
        read = cls(**cls.arguments.read(p))
        if read.field.startswith("_"):
            raise p.unsupported(f"The internal field '{read.field}', to which it does not apply.", place)
        return read

    def needs(self, wanted: Fields) -> Fields:
        """All, whatever is wanted after it: each may keep results apart."""
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def formats(self, before: Formats) -> Formats:
        return before

    def operator(self, search: Context) -> Reducer:
        return Gathered(search.memory, partial(self._combined, search.memory))

    def _combined(self, memory: Memory, rows: Iterable[Row]) -> Iterator[Row]:
        account = memory.account()
        try:
            groups = self._groups(account, rows)
            for row in rows:
                if row.get(self.field) is None:
                    yield row
                elif (combined := groups.pop(whole(row, but=self.field), None)) is not None:
                    check_values(len(combined))
                    row[self.field] = Delimited(combined, self.delim) if len(combined) > 1 else combined[0]
                    yield row
        finally:
            account.hold(0)

    def _groups(self, account: Account, rows: Iterable[Row]) -> dict[Hashable, list[str]]:
        """The values of the results that are alike in all else. Raises LimitError for too many of them."""
        groups: dict[Hashable, list[str]] = {}
        held = 0
        for number, row in enumerate(rows, start=1):
            values = texts(row.get(self.field))
            if values:
                key = whole(row, but=self.field)
                groups.setdefault(key, []).extend(values)
                if number % _WEIGHED == 0:
                    held += _WEIGHED * weight(values)
                    account.require(held + len(groups) * weight(key), self.name)
        return groups
