"""A calculation of a dataset in; what it reads and makes, and the step that does it to an event, out.

Knowledge Manager Manual, "Add fields to a data model dataset": they are done in the order in which they are listed, and
a later one sees what an earlier one has made.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ..dataclass import dataclass
from ..errors import MinisplunkError
from ..functions import check, compile_expr
from ..functions.regex import MatchLimit, RegexError, compile_regex
from ..limits import bounded
from ..lookups.enrichment import Enrichment
from ..operators.locations import database
from ..spl.ast import fields_of
from ..spl.command import Context
from ..spl.parser import parse_expression
from ..values import Row, text, texts
from .model import Calculation, Eval, GeoIp, Lookup, Rex
from .reading import ModelError

Work = Callable[[Row], object]
"""Changes an event in place."""


@dataclass(frozen=True, slots=True)
class Step:
    """`work`: made for a search, once. `replaces`: nothing is left of what its outputs were before."""

    inputs: frozenset[str]
    outputs: frozenset[str]
    work: Callable[[Context], Work]
    replaces: bool = False


@lru_cache(maxsize=4096)
def step(calculation: Calculation) -> Step:
    """Read once for all searches. Raises ModelError for a calculation that cannot be done, and says why."""
    try:
        match calculation:
            case Eval():
                return _eval(calculation)
            case Rex():
                return _rex(calculation)
            case Lookup():
                return _lookup(calculation)
            case GeoIp():
                return _geo_ip(calculation)
    except (MinisplunkError, RegexError) as error:
        raise ModelError(str(error)) from error


def _outputs(calculation: Calculation) -> frozenset[str]:
    return frozenset(field.name for field in calculation.outputs)


def _eval(calculation: Eval) -> Step:
    """A null result removes the field, as in the eval command."""
    expression = parse_expression(calculation.expression)
    if check(expression):
        raise ModelError("Fields cannot be assigned a boolean result.")
    name = calculation.outputs[0].name

    def work(search: Context) -> Work:
        evaluate = compile_expr(expression, search.environment)

        def calculate(event: Row) -> None:
            value = evaluate(event)
            if value is None:
                event.pop(name, None)
            else:
                event[name] = bounded(value)

        return calculate

    return Step(fields_of(expression), frozenset({name}), work, replaces=True)


def _rex(calculation: Rex) -> Step:
    """As the rex command does it: a group that takes no part in the match leaves its field as it is."""
    regex, outputs = compile_regex(calculation.expression), _outputs(calculation)
    groups = tuple(name for name in regex.names if name in outputs)
    if not groups:
        raise ModelError("the regular expression has no group of the name of an output field")

    def work(search: Context) -> Work:
        def extract(event: Row) -> None:
            for value in texts(event.get(calculation.input)):
                try:
                    found = regex.search(value)
                except MatchLimit as error:
                    search.message("WARN", str(error))
                    return
                if found is not None:
                    event.update((name, part) for name in groups if (part := found.group(name)) is not None)
                    return

        return extract

    return Step(frozenset({calculation.input}), outputs, work)


def _lookup(calculation: Lookup) -> Step:
    enrichment = Enrichment(calculation.table, calculation.inputs, calculation.columns)

    def work(search: Context) -> Work:
        """A lookup that is not there, or lacks a column, costs its fields and a message."""
        try:
            table = search.lookup(calculation.table)
            fault = enrichment.fault(table)
        except MinisplunkError as error:
            fault = error.message
        if fault:
            search.message("WARN", f"A lookup of a data model is left out: {fault}")
            return lambda event: None
        return enrichment.filler(table)

    return Step(frozenset(enrichment.needs()), _outputs(calculation), work)


def _geo_ip(calculation: GeoIp) -> Step:
    """As the iplocation command does it: nothing where the address has no location, or the field several values."""

    def work(search: Context) -> Work:
        locations = database(search)

        def locate(event: Row) -> None:
            address = event.get(calculation.input)
            if address is None or isinstance(address, list):
                return
            found = locations.of(text(address), "en")
            event.update((field, found[name]) for name, field in calculation.found if name in found)

        return locate

    return Step(frozenset({calculation.input}), _outputs(calculation), work)
