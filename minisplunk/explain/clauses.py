"""The clauses of a base search, each as a filter of its own."""

from __future__ import annotations

from dataclasses import replace

from ..dataclass import dataclass
from ..search import Run
from ..search.scan import Progress, Scan
from ..spl.ast import SearchTerm
from ..spl.fields import Fields
from ..spl.matcher import METADATA, fields_compared
from ..spl.written import written


@dataclass(frozen=True, slots=True)
class ClauseTerm:
    """A term that events must match, and the text in which the user, or a macro, wrote it, or a data model has it."""

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
    terms = run.scan.base.term.terms
    if not run.parted.stages[0].command.only_base:
        return [ClauseTerm(term, written(term)) for term in terms]
    text = run.prepared.text.text
    return [ClauseTerm(term, text[term.span.start : term.span.end]) for term in terms]


def alone(scan: Scan, *terms: SearchTerm) -> Scan:
    """The scan with only these clauses, in the same indexes and time range; it has counters of its own, and is
    cancelled with the search."""
    where = (term for term in scan.base.term.terms if fields_compared(term) == {"index"})
    base = replace(scan.base, term=replace(scan.base.term, terms=(*where, *terms)))
    return replace(scan, base=base, wanted=Fields(), control=scan.control.unfinalized(), progress=Progress())
