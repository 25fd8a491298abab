"""convert: changes how values are written: times, durations, sizes, numbers with units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..dataclass import dataclass
from ..errors import Span
from ..operators.conversions import CONVERSIONS, Conversion, Environment
from ..spl import names
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.names import Renaming
from ..spl.parser import Parser
from ..times import unknown_directives
from ..values import Row, texts

_TIMEFORMAT = "%m/%d/%Y %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Term:
    """`type` applied to fields; `renaming` leads from a field to where its converted values go."""

    type: str
    renaming: Renaming

    @property
    def in_place(self) -> bool:
        return self.renaming.old == self.renaming.new


@dataclass(frozen=True, slots=True)
class Convert(Command):
    name = "convert"
    kind = Kind.STREAMING
    takes = {"timeformat": str}

    timeformat: str
    terms: tuple[Term, ...]

    @classmethod
    def parse(cls, p: Parser) -> Convert:
        """`[timeformat=<string>] (<type>[(<wc-field>)] [AS <wc-field>])...`; public content has the format at the end,
        too, after conversions that it is for."""
        start = p.rest()
        given: dict[str, Any] = {}
        terms: list[Term] = []
        while p.peek() is not None:
            if not p.option(cls.takes, given) and not p.accept(","):
                terms.append(_term(p))
        if not terms:
            raise p.error("No conversion was specified.")
        timeformat = given.get("timeformat", _TIMEFORMAT)
        if unknown := unknown_directives(timeformat):
            raise p.unsupported(f"The time format variable '{unknown[0]}'.", start)
        return cls(timeformat, tuple(terms))

    def needs(self, wanted: Fields) -> Fields:
        """What had a new name is still needed: it stays where nothing could be converted."""
        return wanted | Fields.of({term.renaming.old for term in self.terms if self._reads(term, wanted)})

    @staticmethod
    def _reads(term: Term, wanted: Fields) -> bool:
        if not term.renaming.wildcard:
            return True
        if term.in_place:
            return False
        return bool(wanted.patterns) or any(term.renaming.back(name) is not None for name in wanted.names)

    def columns(self, before: Columns | None) -> Columns | None:
        new = [term.renaming.new for term in self.terms if not term.renaming.wildcard]
        return before and before.adding(new, more=any(t.renaming.wildcard and not t.in_place for t in self.terms))

    def operator(self, search: Context) -> PerRow:
        environment = Environment(self.timeformat, search.now, search.zone)
        left_out = [term.renaming.old for term in self.terms if term.type == "none"]
        work = [(term, CONVERSIONS[term.type]) for term in self.terms]

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                for term, conversion in work:
                    for field in _chosen(term, row, left_out):
                        _convert(row, field, term, conversion, environment)
                yield row

        return run


def _chosen(term: Term, row: Row, left_out: list[str]) -> list[str]:
    """The fields that a term is for; a wildcard is not for those that a none() names."""
    found = names.matching((term.renaming.old,), row)
    if not term.renaming.wildcard or term.type == "none":
        return found
    return [field for field in found if not any(names.match(pattern, field) is not None for pattern in left_out)]


def _convert(row: Row, field: str, term: Term, conversion: Conversion, environment: Environment) -> None:
    """What cannot be converted stays in its place, or is removed by num(); it is not copied to another field."""
    values = texts(row[field])
    results = [conversion.convert(value, environment) for value in values]
    if conversion.whole and None in results:
        return
    if term.in_place and not conversion.removes:
        results = [value if result is None else result for value, result in zip(values, results, strict=True)]
    kept = [result for result in results if result is not None]
    if kept:
        row[term.renaming.of(field) or field] = kept[0] if len(kept) == 1 else [t for k in kept for t in texts(k)]
    elif values and term.in_place:
        del row[field]


def _term(p: Parser) -> Term:
    """Without a field in its parentheses a conversion is of all fields."""
    token = p.next("a conversion")
    type = token.text.lower()
    if token.kind != "word" or p.at("="):
        raise p.error(f"Invalid argument: '{token.text}'", token.span)
    field = (p.parenthesised() if p.at("(") else "") or "*"
    if type not in CONVERSIONS:
        raise p.error(f"The conversion type '{token.text}' is invalid.", token.span)
    new = p.field("a new name") if p.accept("as") else field
    try:
        return Term(type, Renaming(field, new))
    except ValueError as error:
        raise p.error(str(error), Span(token.span.start, p.position)) from error
