"""streamstats: running aggregates, over the results so far or a window of them, added to each result.

Counts, windows and resets, and the error for a time_window over unsorted results, as measured on 10.4.2 by a third
party; the rest by the Search Reference, streamstats. When the command needs too much memory, the search ends with an
error, where splunkd adds no more fields.

[unverified] That a result with several values of a by-field belongs to the group of each, as in stats, and gets their
aggregates as several values; that a field which is there already stays where the aggregate of that name has nothing to
compute; that a result without a by-field resets nothing; that a day of a time_window has 24 hours; that without a
window all results count, where a sentence of that page has the last 10,000.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ..dataclass import dataclass
from ..errors import PlacedError, Span, SplError
from ..functions import check, compile_expr
from ..operators.aggregation import Aggregation, Term, read
from ..operators.grouping import Accumulators, By, Key, beside
from ..operators.running import Moving, Running, Total, Window
from ..operators.spans import TimeSpan
from ..spl import lexer
from ..spl.arguments import Notation, Reader, boolean, natural
from ..spl.ast import Expr, fields_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.environment import Environment
from ..spl.fields import Fields
from ..spl.parser import Parser, parser_of
from ..values import Row, number

MAX_WINDOW = 10_000
"""limits.conf.spec, [streamstats] max_stream_window: the most results in a window, be it of results or of time."""
_DAY = 24 * 60 * 60
_DAYS = {"d": 1, "w": 7}
_UP_TO_PARENTHESIS = re.compile(r'((?:[^"\\]|\\.)*)"\)"', re.DOTALL)
_UNSORTED = (
    "Error in 'streamstats' command: time_window can only be used on input that is sorted in time order "
    "(both ascending and descending order are ok)."
)


def _condition(p: Parser) -> Expr:
    """`(<eval-expression>)`, or the same in quotes; as documented also `"("<eval-expression>")"`.

    In quotes those within the expression are escaped, and a fault in it is placed at the whole of it.
    """
    start = p.peek()
    if p.accept("("):
        expr = p.expression()
        p.expect(")")
        return _boolean(p, expr)
    if start is None or not start.quoted:
        raise p.error("Expected an expression in parentheses or in quotes.")
    written = p.next().text
    if written == "(":
        found = _UP_TO_PARENTHESIS.match(p.source.text, p.position, p.end)
        if found is None:
            raise p.error("Mismatched parentheses.", start.span)
        written, p.position = lexer.unescape(found[1]), found.end()
    try:
        return _boolean(p, parser_of(written).whole_expression())
    except PlacedError as error:
        error.span = Span(start.span.start, p.position)
        raise


def _boolean(p: Parser, expr: Expr) -> Expr:
    if not check(expr):
        raise p.error("The expression must be a Boolean expression, which is true or false.", expr.span)
    return expr


_OPTIONS: dict[str, Reader | Notation] = {
    "allnum": boolean,
    "current": boolean,
    "global": boolean,
    "reset_after": Notation(_condition),
    "reset_before": Notation(_condition),
    "reset_on_change": boolean,
    "time_window": TimeSpan.read,
    "window": natural,
}


@dataclass(frozen=True, slots=True)
class Resets:
    """When all that was seen is forgotten: where the group changes, before and after results of a condition."""

    on_change: bool
    before: Expr | None
    after: Expr | None

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(name for expr in (self.before, self.after) if expr is not None for name in fields_of(expr))


@dataclass(frozen=True, slots=True)
class Streamstats(Command):
    """`current`: whether a result counts in its own aggregates."""

    name = "streamstats"
    kind = Kind.CENTRALIZED
    takes = _OPTIONS

    terms: tuple[Term, ...]
    by: tuple[str, ...]
    current: bool
    window: Window | None
    resets: Resets
    span: Span

    @classmethod
    def parse(cls, p: Parser) -> Streamstats:
        """`<option>... <stats-agg-term>... [BY <field-list>]`, the options in any place."""
        span = p.rest()
        terms, by, options = read(p, _OPTIONS)
        before, after = options.get("reset_before"), options.get("reset_after")
        resets = Resets(options.get("reset_on_change", False), before, after)
        return cls(terms, by, options.get("current", True), _window(p, options, span), resets, span)

    @property
    def groups_by(self) -> tuple[str, ...]:
        return self.by

    def needs(self, wanted: Fields) -> Fields:
        time = {"_time"} if self._timed else set()
        return wanted | Aggregation(self.terms, self.by, {}).fields | Fields(self.resets.fields | time)

    def columns(self, before: Columns | None) -> Columns | None:
        """A field that no result gets is not among them (measured on 10.4.2 by a third party)."""
        return before and before.adding((), more=True)

    def supplies(self, before: frozenset[str] | None) -> frozenset[str] | None:
        wild = any(term.wildcard for term in self.terms)
        return None if before is None or wild else before.union(term.name for term in self.terms)

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            made, account = Accumulators(self.terms, self.by, search), search.memory.account()
            window = self.window
            seen = Moving(self.name, made, account, window) if window else Total(self.name, made, account)
            try:
                yield from self._run(rows, made, seen, search.environment)
            finally:
                seen.close()

        return run

    def _run(self, rows: Iterable[Row], made: Accumulators, seen: Running, environment: Environment) -> Iterator[Row]:
        keys_of, timed = By(self.by).of, self._timed or made.timed
        before, after = _test(self.resets.before, environment), _test(self.resets.after, environment)
        current, on_change = self.current, self.resets.on_change
        last: Sequence[Key] = ()
        time = None
        for row in rows:
            if timed:
                time = number(row.get("_time"))
                if not seen.move(time):
                    raise SplError(_UNSORTED, self.span)
            keys = keys_of(row)
            if not keys:
                yield row
                continue
            if (before and before(row)) or (on_change and keys != last):
                seen.clear()
            last = keys
            if made.learns:
                made.learn((row,))
            entry = [read(row) for read in made.readers], time
            if current:
                seen.add(keys, entry)
            found = seen.results(keys[0]) if len(keys) == 1 else beside([seen.results(key) for key in keys])
            if not current:
                seen.add(keys, entry)
            row.update(found)
            if after and after(row):
                seen.clear()
            yield row

    @property
    def _timed(self) -> bool:
        return self.window is not None and self.window.seconds is not None


def _test(expr: Expr | None, environment: Environment) -> Callable[[Row], bool] | None:
    if expr is None:
        return None
    holds = compile_expr(expr, environment)
    return lambda row: holds(row) is True


def _window(p: Parser, options: dict[str, Any], place: Span) -> Window | None:
    """`global` counts with `window` alone."""
    rows, seconds = options.get("window", 0), None
    if span := options.get("time_window"):
        if span.unit not in _DAYS and not span.microseconds:
            raise p.unsupported("A time_window of months or longer.", place)
        seconds = _DAYS.get(span.unit, 0) * span.count * _DAY or span.microseconds / 1_000_000
    if not rows and seconds is None:
        return None
    return Window(min(rows or MAX_WINDOW, MAX_WINDOW), seconds, bool(rows) and not options.get("global", True))
