"""Events that a base search leaves out, each with the first clause that it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..dataclass import dataclass
from ..fields import Extract, ExtractRows
from ..search import Run
from ..search.scan import Scan
from ..sources import Ask, Event, Meta
from ..spl import matcher
from ..spl.ast import SearchTerm
from ..spl.fields import Fields
from ..values import Row, fold, texts
from .clauses import ClauseTerm, clauses

Test = Callable[[Row, str, str], bool]


@dataclass(frozen=True, slots=True)
class LookAlike:
    """`clause`: the first that the event fails; `field`: the field it asks for, "" when that is not one; `found`: the
    event's values of it; `passed`: how many of the clauses it meets."""

    row: Row
    clause: str
    field: str
    found: list[str]
    passed: int


def nearest_first(looks: Iterable[LookAlike]) -> list[LookAlike]:
    """Those first that meet most clauses."""
    return sorted(looks, key=lambda look: -look.passed)


def look_alikes(run: Run, wanted: Fields) -> Iterator[LookAlike]:
    """Every event of the window that the base search leaves out; its row has the `wanted` fields. Raises Cancelled."""
    if run.scan is None:
        return
    scan = run.scan
    tested = [clause for clause in clauses(run) if not clause.metadata]
    if not tested:
        return
    compared = Fields.of(name for clause in tested for name in matcher.fields_compared(clause.term))
    extraction = scan.extraction()
    kinds = {
        number: _Kind(
            extraction.of(meta, compared | wanted),
            extraction.tables(meta, compared | wanted),
            _tests(tested, scan.knowledge.exempt(meta)),
        )
        for number, meta in _readable(scan).items()
    }
    control = scan.control.unfinalized()
    ask = Ask(scan.base.window, lambda number, meta: () if number in kinds else None, lambda read: control.cancelled)
    for block in scan.source.scan(ask):
        for event in block.events():
            yield from kinds[event.kind].judge(event)
    if control.asked:
        control.checkpoint()


def _readable(scan: Scan) -> dict[int, Meta]:
    """Kinds of events that pass the clauses on index, source type, source and host."""
    return {number: meta for number, meta in scan.readable().items() if scan.rest(meta) is not False}


@dataclass(frozen=True, slots=True)
class _Kind:
    extract: Extract
    extract_rows: ExtractRows | None
    clauses: list[tuple[ClauseTerm, Test]]

    def judge(self, event: Event) -> Iterator[LookAlike]:
        folded, found = fold(event.raw), (event.time, event.indextime, event.raw, event.fields)
        for row in [self.extract(*found)] if self.extract_rows is None else self.extract_rows(*found):
            outcomes = [(clause, test(row, folded, event.raw)) for clause, test in self.clauses]
            failed = next((clause for clause, passed in outcomes if not passed), None)
            if failed is not None:
                field, passed = _field(failed.term), sum(passed for _, passed in outcomes)
                yield LookAlike(row, failed.text, field, texts(row.get(field)), passed)


def _tests(tested: list[ClauseTerm], exempt: frozenset[str]) -> list[tuple[ClauseTerm, Test]]:
    return [(clause, _test(clause.term, exempt)) for clause in tested]


def _test(term: SearchTerm, exempt: frozenset[str]) -> Test:
    needed, tester = matcher.requirement(term, exempt), matcher.tester(term)

    def test(row: Row, folded: str, raw: str) -> bool:
        if not all(literal in folded for literal in needed.literals):
            return False
        if needed.test is not None and not needed.test(folded, raw):
            return False
        return tester is None or tester(row)

    return test


def _field(term: SearchTerm) -> str:
    names = matcher.fields_compared(term) - {"_raw"}
    return min(names) if len(names) == 1 else ""
