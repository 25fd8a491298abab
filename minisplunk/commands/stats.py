"""stats: aggregates over all results, or over each group of results with the same values of some fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..functions import Environment
from ..spl.ast import Context, Fields
from ..spl.parser import Parser, boolean, natural
from ..values import Row, Value
from . import names
from .aggregation import Term
from .aggregation import read as read_term
from .grouping import Key, aggregated, counted, keys_by, natural_order
from .pieces import in_pieces

# `partitions` only says how many threads to use; `delim` only how a multivalue field prints as one text, and here it
# stays multivalue.
_OPTIONS: dict[str, Callable[[str], Any]] = {
    "partitions": natural,
    "delim": str,
    "allnum": boolean,
    "dedup_splitvals": boolean,
}


@dataclass(frozen=True, slots=True)
class Stats:
    """One row for each combination of values of the `by` fields, or one row for all."""

    name: ClassVar[str] = "stats"
    generating: ClassVar[bool] = False

    terms: tuple[Term, ...]
    by: tuple[str, ...]
    dedup_splitvals: bool

    @classmethod
    def parse(cls, p: Parser) -> Stats:
        """`[partitions=] [allnum=] [delim=] <stats-agg-term>... [BY <field-list>] [dedup_splitvals=<bool>]`."""
        options: dict[str, Any] = {}
        terms: list[Term] = []
        while p.peek() is not None and not p.at("by"):
            if (option := p.option(_OPTIONS)) is not None:
                options[option[0]] = option[1]
            elif not p.accept(","):
                terms.append(read_term(p))
        by = _by(p, options) if p.accept("by") else ()
        if options.get("allnum"):
            raise p.unsupported("The option allnum=true.", p.rest())
        if not terms:
            raise p.unsupported("Without a statistical function.", p.rest())
        _check(p, terms, by)
        return cls(tuple(terms), by, options.get("dedup_splitvals", False))

    @property
    def columns(self) -> tuple[str, ...]:
        """The output fields in order; a term with a wildcard has one."""
        return self.by + tuple(term.name for term in self.terms)

    def needs(self, wanted: Fields) -> Fields:
        """The same whatever is wanted after it: without a by clause, whether there is a row depends on all terms."""
        return Fields.of({*self.by, *(field for term in self.terms for field in term.fields)})

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        """An aggregate without a value gives no field, and a row without any field is none."""
        rows, terms = self._expanded(rows)
        groups = self._groups(rows, terms, search)
        if not self.by and not groups:
            groups[()] = [term.factory().result() for term in terms]
        columns = [term.name for term in terms]
        for key in natural_order(groups, search.obey):
            row: Row = dict(zip(self.by, key, strict=True))
            row.update((name, value) for name, value in zip(columns, groups[key], strict=True) if value is not None)
            if row:
                yield row

    def _expanded(self, rows: Iterable[Row]) -> tuple[Iterable[Row], list[Term]]:
        """The terms without wildcards; for those all rows must have been seen."""
        if not any(term.wildcard for term in self.terms):
            return rows, list(self.terms)
        gathered = list(rows)
        known = dict.fromkeys(name for row in gathered for name, value in row.items() if value is not None)
        return gathered, [term for wild in self.terms for term in wild.expanded(known, self.by)]

    def _groups(self, rows: Iterable[Row], terms: list[Term], search: Context) -> dict[Key, list[Value]]:
        keys = keys_by(self.by, distinct=self.dedup_splitvals)
        if len(terms) == 1 and terms[0].counts_rows:
            return {key: [count] for key, count in counted(rows, keys).items()}
        environment = Environment(search.now, search.zone, search.message)
        readers = [term.reader(environment) for term in terms]
        timed = any(term.timed for term in terms)
        groups = aggregated(rows, keys, readers, [term.factory for term in terms], timed=timed)
        return {
            key: [aggregate.result() for aggregate in group] for key, group in in_pieces(groups.items(), search.obey)
        }


def _by(p: Parser, options: dict[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    while (token := p.peek()) is not None:
        if (option := p.option(_OPTIONS)) is not None:
            options[option[0]] = option[1]
            continue
        if p.accept(","):
            continue
        name = names.field(p, "a field to group by")
        if "=" in name and not token.quoted:
            raise p.error(f"The argument '{name}' is invalid.", token.span)
        if "*" in name:
            raise p.error(f"Wildcards are not supported in the by clause: '{name}'.", token.span)
        if name in found:
            raise p.error(f"Repeated group-by field '{name}'.", token.span)
        found.append(name)
    if not found:
        raise p.error("The by clause names no field.")
    return tuple(found)


def _check(p: Parser, terms: list[Term], by: tuple[str, ...]) -> None:
    """Each output has a name of its own, and no aggregate has two (Search Reference, stats, "Renaming fields")."""
    seen: set[str] = set()
    fields: set[tuple[str, str | None]] = set()
    for term in terms:
        if term.name in by:
            message = f"The output field '{term.name}' cannot have the same name as a group-by field."
            raise p.error(message, term.span)
        if term.name in seen:
            raise p.error(f"The output field '{term.name}' is given twice.", term.span)
        if term.expr is None and (term.function, term.field) in fields:
            raise p.error(f"'{term.function}' of one field cannot be renamed to several names.", term.span)
        seen.add(term.name)
        fields.add((term.function, term.field if term.expr is None else None))
