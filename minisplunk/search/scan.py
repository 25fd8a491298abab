"""The events of a base search: the store read newest first, filtered as early as each test allows.

What SQLite can test (time, kind of event, literals in the raw text) it tests; then the raw text is tested for
terms; then the fields that the search needs are extracted and compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..fields import Knowledge
from ..functions import Environment
from ..spl import matcher
from ..spl.ast import And, Fields, SearchTerm
from ..store import Meta, Store
from ..values import Row, fold
from .access import Access
from .base import Base, facts, named_indexes

_MAX_LITERALS = 4  # more of them cost SQLite more time than they save
_MIN_LENGTH = 3

Report = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is to be done with the events of one index, host, source and source type."""

    raw_test: Callable[[str, str], bool] | None
    extract: Callable[[int, int, str], Row]
    test: matcher.Test | None
    literals: frozenset[str]


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

    def run(self) -> Iterator[Row]:
        kinds = self.kinds()
        if not kinds:
            return
        indexed = self.base.indexed
        bounded = indexed != type(indexed).ALL
        for _, time_us, indextime, number, raw in self.store.scan(self.base.window, kinds.keys(), _shared(kinds)):
            kind = kinds[number]
            if bounded and indextime not in indexed:
                continue
            if kind.raw_test is not None and not kind.raw_test(fold(raw), raw):
                continue
            row = kind.extract(time_us, indextime, raw)
            if kind.test is None or kind.test(row):
                yield row

    def kinds(self) -> dict[int, _Kind]:
        """The kinds of events that may match at all, by their number in the store."""
        found: dict[int, _Kind] = {}
        for number, meta in self.metas().items():
            exempt = self.knowledge.exempt(meta)
            rest = matcher.known(self.base.term, facts(meta, exempt))
            if rest is not False:
                found[number] = self._kind(meta, And((), self.base.term.span) if rest is True else rest, exempt)
        return found

    def metas(self) -> dict[int, Meta]:
        """The kinds of events in the indexes that this search reads."""
        readable = self.access.test(named=named_indexes(self.base.term))
        return {number: meta for number, meta in self.store.metas().items() if readable({"index": meta.index})}

    def _kind(self, meta: Meta, term: SearchTerm, exempt: frozenset[str]) -> _Kind:
        needed = matcher.requirement(term, exempt)
        wanted = Fields.of(matcher.fields_compared(term)) | self.wanted
        extract = self.knowledge.extractor(meta, wanted, self.report, self.environment)
        return _Kind(needed.test, extract, matcher.tester(term, covered=True), frozenset(needed.literals))


def _shared(kinds: dict[int, _Kind]) -> tuple[str, ...]:
    """Literals that every kind requires, the longest first."""
    shared = frozenset.intersection(*(kind.literals for kind in kinds.values()))
    useful = sorted((text for text in shared if len(text) >= _MIN_LENGTH), key=lambda text: (-len(text), text))
    return tuple(useful[:_MAX_LITERALS])
