"""The clauses of a base search, each as a filter of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..search import Run
from ..search.scan import Scan
from ..spl.ast import And, Fields, SearchTerm
from ..spl.matcher import METADATA, fields_compared


@dataclass(frozen=True, slots=True)
class ClauseTerm:
    """One term of the outermost AND, and the text in which the user, or a macro, wrote it."""

    term: SearchTerm
    text: str

    @property
    def metadata(self) -> bool:
        """Whether it asks only for index, host, source or source type."""
        return fields_compared(self.term) <= METADATA


def clauses(run: Run) -> list[ClauseTerm]:
    """The clauses of a run's base search, in order; none for a search that scans nothing."""
    if run.scan is None:
        return []
    term = run.scan.base.term
    terms = term.terms if isinstance(term, And) else (term,)
    flat = [inner for found in terms for inner in _flattened(found)]
    return [ClauseTerm(inner, run.source.text[inner.span.start : inner.span.end]) for inner in flat]


def _flattened(term: SearchTerm) -> Iterator[SearchTerm]:
    if isinstance(term, And):
        for inner in term.terms:
            yield from _flattened(inner)
    else:
        yield term


def alone(scan: Scan, term: SearchTerm) -> Scan:
    """The same scan, were this its only clause."""
    return replace(scan, base=replace(scan.base, term=term), wanted=Fields())
