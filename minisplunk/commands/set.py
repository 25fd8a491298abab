"""set: the results of two subsearches as sets: all of them, those of one alone, or those of both.

Search Reference, set; limits.conf.spec, [set]. Results are the same when all their fields are, those that begin with an
underscore too; so events are cut down to some fields first. [unverified] on a real Splunk: a result that comes again in
one subsearch counts once; results of the first subsearch come first.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import chain

from ..dataclass import dataclass
from ..limits import Account, estimated, row_weight
from ..operators.rows import chunks
from ..operators.subsearches import MAXTIME
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.pipeline import Pipeline
from ..values import Row, texts

MAXOUT = 50_000
"""Results of each subsearch (limits.conf.spec, [set] maxresultrows)."""
_Results = dict[frozenset[Hashable], Row]
"""By their fields and values."""


def _less(results: _Results, others: _Results) -> Iterator[Row]:
    return (row for key, row in results.items() if key not in others)


_OPERATIONS: dict[str, Callable[[_Results, _Results], Iterable[Row]]] = {
    "union": lambda first, second: chain(first.values(), _less(second, first)),
    "diff": lambda first, second: chain(_less(first, second), _less(second, first)),
    "intersect": lambda first, second: (row for key, row in first.items() if key in second),
}


@dataclass(frozen=True, slots=True)
class Set(Command):
    name = "set"
    kind = Kind.GENERATING
    beyond = False

    operation: str
    first: Pipeline
    second: Pipeline

    @classmethod
    def parse(cls, p: Parser) -> Set:
        """`(union | diff | intersect) <subsearch> <subsearch>`."""
        if not p.at(*_OPERATIONS):
            raise p.error("Expected union, diff or intersect.")
        operation = p.next().text.lower()
        first, second = p.subsearch(), p.subsearch()
        p.done()
        return cls(operation, first, second)

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def columns(self, before: Columns | None) -> Columns | None:
        first, second = self.first.columns(), self.second.columns()
        return first and first.adding(second.names if second else (), more=second is None or second.more)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        """Every field counts."""
        return Inner(self.first, Fields.ALL, MAXOUT), Inner(self.second, Fields.ALL, MAXOUT)

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            accounts = search.memory.account(), search.memory.account()
            try:
                first = self._results(search, self.first, accounts[0])
                second = self._results(search, self.second, accounts[1])
                yield from _OPERATIONS[self.operation](first, second)
            finally:
                for account in accounts:
                    account.hold(0)

        return run

    def _results(self, search: Context, pipeline: Pipeline, account: Account) -> _Results:
        results: _Results = {}
        held = 0
        for chunk in chunks(search.subsearch(pipeline, maxout=MAXOUT, maxtime=MAXTIME)):
            held += 2 * estimated(chunk, row_weight)
            account.require(held, self.name)
            for row in chunk:
                key = frozenset((name, *texts(value)) for name, value in row.items() if value is not None)
                results.setdefault(key, row)
        return results
