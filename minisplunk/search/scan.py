"""The events of a base search: a source read newest first, filtered as early as each test allows.

What the source can test (time, kind of events, literals in the raw text) it tests; then the raw text is tested for
terms; then the fields that the search needs are extracted and compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from itertools import chain
from operator import length_hint

from ..dataclass import dataclass
from ..fields import ADDRESS, Extract, ExtractAll, Extraction, ExtractRows, Knowledge
from ..ingest.written import written
from ..sources import Ask, Block, Meta, ReadAll, Source
from ..spl import matcher
from ..spl.ast import And, SearchTerm
from ..spl.environment import Environment
from ..spl.fields import Fields
from ..times import TimeRange
from ..values import Row, fold
from .access import Access
from .base import Base
from .control import Control
from .sampling import Sample

Report = Callable[[str, str], None]


@dataclass(slots=True)
class Progress:
    """How far a scan is: events read from the source so far, and those of them that matched.

    After `most` that matched it is finalized, or a few later; 0 for no limit.
    """

    scanned: int = 0
    matched: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Scan:
    """A base search over a source, for commands that need the fields `wanted`. `indexed`: of these and of what the
    search compares, only those that events were indexed with. `metrics`: it is for metric data points, not events.
    `sample`: which of the events that match are taken."""

    source: Source
    knowledge: Knowledge
    base: Base
    wanted: Fields
    access: Access
    environment: Environment
    report: Report
    control: Control = field(default_factory=Control)
    progress: Progress = field(default_factory=Progress)
    indexed: bool = False
    metrics: bool = False
    sample: Sample | None = None

    def blocks(self) -> Iterator[Iterator[Row]]:
        """The rows in blocks. Those that are taken have matched. What may have messages is done row by row."""
        kinds, indexed, progress, control = _Kinds(self), self.base.indexed, self.progress, self.control
        bounded, sampled = indexed != TimeRange.ALL, None if self.sample is None else self.sample.test()
        ask = Ask(self.base.window, kinds.required, self._read, ADDRESS in self.wanted.names, kinds.document)
        for read in self.source.scan(ask):
            block = read.where([time in indexed for time in read.indextimes]) if bounded else read
            if control.asked and control.checkpoint():
                return
            rows = kinds.rows(block)
            if sampled is not None:
                rows = list(filter(sampled, rows)) if isinstance(rows, list) else filter(sampled, rows)
            if not isinstance(rows, list):
                yield self._one_by_one(rows)
                continue
            passing = iter(rows)
            progress.matched += len(rows)
            try:
                yield passing
            finally:
                progress.matched -= length_hint(passing)
        if control.asked:
            control.checkpoint()

    def _one_by_one(self, rows: Iterable[Row]) -> Iterator[Row]:
        progress, control = self.progress, self.control
        for row in rows:
            if control.asked and control.checkpoint():
                return
            progress.matched += 1
            yield row

    def _read(self, events: int) -> bool:
        """Count events that were read; whether no more are wanted. None were while SQLite is busy, which can't wait."""
        if events and self.control.asked:
            self.control.checkpoint()
        progress = self.progress
        progress.scanned += events
        if 0 < progress.most <= progress.matched:
            self.control.finalize()
        return self.control.over

    def required(self) -> Callable[[int, Meta], Sequence[str] | None]:
        """As `required` of Ask."""
        return _Kinds(self).required

    def extraction(self) -> Extraction:
        """How the events of this search get their fields."""
        view = self.knowledge.view
        dated = written(lambda: view.of_indexing().written("props"))
        return self.knowledge.extraction(self.report, self.environment, dated)

    def readable(self) -> dict[int, Meta]:
        """The kinds of events in the indexes that this search reads, of which a disabled one is none."""
        reads = self.reads()
        return {number: meta for number, (meta, _) in self.source.kinds().items() if reads(meta.index)}

    def reads(self) -> Callable[[str], bool]:
        """Whether this search reads an index."""
        allowed = self.access.test(named=self.base.named)
        found: dict[str, bool] = {}

        def test(index: str) -> bool:
            if index not in found:
                fact: Row = {"index": index}
                asked = matcher.known(self.base.term, {"index": index}) is not False
                kept = index not in self.access.disabled and (index in self.access.metrics) == self.metrics
                found[index] = kept and allowed(fact) and asked
            return found[index]

        return test

    def rest(self, meta: Meta) -> SearchTerm | bool:
        """What the base search still asks of events of a kind; False when none of them can match."""
        return matcher.known(self.base.term, self.knowledge.facts(meta, indexed=self.indexed))


@dataclass(frozen=True, slots=True, eq=False)
class _Kind:
    """What is to be done with the events of a kind, or of several for which that is the same."""

    raw_test: Callable[[str, str], bool] | None
    extract: Extract
    extract_all: ExtractAll
    extract_rows: ExtractRows | None
    test: matcher.Test | None

    def rows(self, block: Block) -> Iterable[Row]:
        if self.raw_test is not None:
            test = self.raw_test
            block = block.where([test(fold(raw), raw) for raw in block.raws])
        times, indextimes, _, fields, raws, found = block
        if not raws:
            return []
        if self.extract_rows is not None:
            rows: Iterable[Row] = chain.from_iterable(map(self.extract_rows, times, indextimes, raws, fields))
        else:
            rows = self.extract_all(times, indextimes, raws, fields, found)
        return rows if self.test is None else filter(self.test, rows)

    def rows_of(self, time: int, indextime: int, fields: str | None, raw: str) -> Iterable[Row]:
        """Of a single event."""
        if self.raw_test is not None and not self.raw_test(fold(raw), raw):
            return ()
        if self.extract_rows is not None:
            rows = self.extract_rows(time, indextime, raw, fields)
            return rows if self.test is None else filter(self.test, rows)
        row = self.extract(time, indextime, raw, fields)
        return (row,) if self.test is None or self.test(row) else ()


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What the base search asks of kinds of events that do not differ in what it looks at."""

    term: SearchTerm
    needed: matcher.Requirement
    test: matcher.Test | None


class _Kinds(dict[int, _Kind]):
    """What is to be done with each kind of events, worked out when its first event comes.

    What settings do to kinds that have no event in the scan is no matter of this search, even if it is not supported.
    """

    def __init__(self, scan: Scan) -> None:
        super().__init__()
        self._scan, self._reads = scan, scan.reads()
        self._extraction = scan.extraction()
        self._compared = sorted(matcher.fields_compared(scan.base.term))
        self._asked: dict[object, _Asked | None] = {}
        self._metas: dict[int, Meta] = {}
        self._shared: dict[object, _Kind] = {}

    def required(self, number: int, meta: Meta) -> Sequence[str] | None:
        """See Ask."""
        if not self._reads(meta.index):
            return None
        self._metas[number] = meta
        asked = self._of(meta)
        return None if asked is None else asked.needed.literals

    def document(self, number: int, meta: Meta, also: str) -> ReadAll | None:
        """See Ask."""
        asked, scan = self._of(meta), self._scan
        if asked is None or scan.indexed:
            return None
        wanted = Fields.of(matcher.fields_compared(asked.term)) | scan.wanted
        return self._extraction.document(meta, wanted, also)

    def rows(self, block: Block) -> Iterable[Row]:
        """A list where the same is to be done with all events of the block, and is done."""
        if not block.kinds:
            return []
        first = block.kinds[0]
        if block.kinds.count(first) == len(block.kinds):
            return self[first].rows(block)
        planned = {self.get(number) for number in block.kinds}
        if len(planned) == 1 and None not in planned:
            return self[first].rows(block)
        return (  # a kind is planned when its turn comes
            row
            for time, indextime, number, fields, raw in zip(*block[:5], strict=True)
            for row in self[number].rows_of(time, indextime, fields, raw)
        )

    def __missing__(self, number: int) -> _Kind:
        kind = self[number] = self._planned(self._metas[number])
        return kind

    def _of(self, meta: Meta) -> _Asked | None:
        """Kinds with the same settings, and the same values of what the search compares, share the answer."""
        knowledge = self._scan.knowledge
        shared = knowledge.seen(meta, indexed=self._scan.indexed).fields
        key = (knowledge.stanzas(meta), *(shared.get(name) for name in self._compared))
        if key not in self._asked:
            rest = self._scan.rest(meta)
            self._asked[key] = None if rest is False else self._ask(rest, meta)
        return self._asked[key]

    def _ask(self, rest: SearchTerm | bool, meta: Meta) -> _Asked:
        term = And((), self._scan.base.term.span) if isinstance(rest, bool) else rest
        exempt = matcher.fields_compared(term) if self._scan.indexed else self._scan.knowledge.exempt(meta)
        needed = matcher.requirement(term, exempt)
        return _Asked(term, needed, matcher.tester(term, covered=True))

    def _planned(self, meta: Meta) -> _Kind:
        asked, scan = self._of(meta), self._scan
        assert asked is not None  # the source gives no events that were not asked for
        wanted = Fields.of(matcher.fields_compared(asked.term)) | scan.wanted
        extract, extract_all = self._extraction.of_all(meta, wanted, indexed=scan.indexed)
        extract_rows = None if scan.indexed else self._extraction.tables(meta, wanted)
        kind = _Kind(asked.needed.test, extract, extract_all, extract_rows, asked.test)
        return kind if extract_rows else self._shared.setdefault((asked, extract), kind)
