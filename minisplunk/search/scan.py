"""The events of a base search: the store read newest first, filtered as early as each test allows.

What SQLite can test (time, kind of event, literals in the raw text) it tests; then the raw text is tested for
terms; then the fields that the search needs are extracted and compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ..fields import Extract, Knowledge
from ..functions import Environment
from ..spl import matcher
from ..spl.ast import And, Fields, SearchTerm
from ..store import Meta, Store
from ..times import TimeRange
from ..values import Row, fold
from .access import Access
from .base import Base
from .control import Control

_MAX_LITERALS = 4  # more of them cost SQLite more time than they save
_MIN_LENGTH = 3

Report = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is to be done with the events of one index, host, source and source type."""

    raw_test: Callable[[str, str], bool] | None
    extract: Extract
    test: matcher.Test | None
    literals: frozenset[str]


@dataclass(slots=True)
class Progress:
    """How far a scan is: events read from the store so far, and those of them that matched.

    After `most` that matched it is finalized, or a few later; 0 for no limit.
    """

    scanned: int = 0
    matched: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Scan:
    """A base search over a store, for the rest of the pipeline that needs the fields `wanted`."""

    store: Store
    knowledge: Knowledge
    base: Base
    wanted: Fields
    access: Access
    environment: Environment
    report: Report
    control: Control = field(default_factory=Control)
    progress: Progress = field(default_factory=Progress)

    def run(self) -> Iterator[Row]:
        kinds = self.kinds()
        if not kinds:
            return
        indexed = self.base.indexed
        bounded = indexed != TimeRange.ALL
        progress = self.progress
        events = self.store.scan(self.base.window, kinds.keys(), _shared(kinds), self._read)
        for _, time_us, indextime, number, fields, raw in events:
            kind = kinds[number]
            if bounded and indextime not in indexed:
                continue
            if kind.raw_test is not None and not kind.raw_test(fold(raw), raw):
                continue
            row = kind.extract(time_us, indextime, raw, fields)
            if kind.test is None or kind.test(row):
                progress.matched += 1
                yield row
        if self.control.asked:
            self.control.obey()

    def _read(self, events: int) -> bool:
        """Count events that were read; whether no more are wanted. None were while SQLite is busy, which can't wait."""
        if events and self.control.asked:
            self.control.obey()
        progress = self.progress
        progress.scanned += events
        if 0 < progress.most <= progress.matched:
            self.control.finalize()
        return self.control.over

    def kinds(self) -> dict[int, _Kind]:
        """The kinds of events that may match at all, by their number in the store.

        What settings do to the others is no matter of this search, even if it is not supported.
        """
        found: dict[int, _Kind] = {}
        totals = self.store.totals()
        for number, meta in self.metas().items():
            rest = number in totals and totals[number].meets(self.base.window) and self.rest(meta)
            if rest is not False:
                found[number] = self._kind(meta, And((), self.base.term.span) if rest is True else rest)
        return found

    def rest(self, meta: Meta) -> SearchTerm | bool:
        """What the base search still asks of events of a kind; False when none of them can match."""
        return matcher.known(self.base.term, self.knowledge.facts(meta))

    def metas(self) -> dict[int, Meta]:
        """The kinds of events in the indexes that this search reads, of which a disabled one is none."""
        there = self.store.metas()
        readable = self.access.test(named=self.base.named)
        indexes = {
            index
            for index in {meta.index for meta in there.values()}
            if index not in self.access.disabled
            and readable({"index": index})
            and matcher.known(self.base.term, {"index": index}) is not False
        }
        return {number: meta for number, meta in there.items() if meta.index in indexes}

    def _kind(self, meta: Meta, term: SearchTerm) -> _Kind:
        needed = matcher.requirement(term, self.knowledge.exempt(meta))
        wanted = Fields.of(matcher.fields_compared(term)) | self.wanted
        extract = self.knowledge.extractor(meta, wanted, self.report, self.environment)
        return _Kind(needed.test, extract, matcher.tester(term, covered=True), frozenset(needed.literals))


def _shared(kinds: dict[int, _Kind]) -> tuple[str, ...]:
    """Literals that every kind requires, the longest first."""
    shared = frozenset.intersection(*(kind.literals for kind in kinds.values()))
    useful = sorted((text for text in shared if len(text) >= _MIN_LENGTH), key=lambda text: (-len(text), text))
    return tuple(useful[:_MAX_LITERALS])
