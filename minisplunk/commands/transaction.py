"""transaction: rows that belong together, by the values of fields, by time, by a first and a last one, as one row.

Search Reference, transaction, which also says what it does with rows that are not the newest first: they come together
wrongly, and no error tells. [unverified] on a real Splunk: what operators/transactions.py lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..dataclass import dataclass
from ..errors import PlacedError, Span, SplError, worded
from ..functions import check, compile_expr
from ..operators.rows import Gathered
from ..operators.spans import TimeSpan
from ..operators.transactions import MADE, ORPHAN, Definition, Rendering, Test, transactions
from ..spl import matcher
from ..spl.arguments import Arguments, Names, Notation, Option, Reader, boolean, natural, positive
from ..spl.ast import Expr, SearchTerm, fields_of, subsearches
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.environment import Environment
from ..spl.fields import Fields
from ..spl.parser import Parser, parser_of
from ..values import Row

MAXEVENTS = 1_000
_UNBOUNDED = re.compile(r"-\d+")
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What `startswith` and `endswith` ask of a row: a search or an eval expression."""

    terms: SearchTerm | None = None
    expr: Expr | None = None

    @classmethod
    def read(cls, p: Parser) -> Filter:
        """`"<search>"`, `(<search>)`, `eval(<expression>)`; public searches also have a bare word or comparison."""
        token = p.peek()
        if token is None:
            raise p.error("Expected a search expression, or eval(<expression>).")
        if token.quoted:
            p.next()
            return cls(terms=_quoted(token.text, token.span))
        if not token.is_word("eval"):
            return cls(terms=_testable(p.search_term()))
        p.next()
        p.expect("(")
        expr = p.expression()
        p.expect(")")
        if not check(expr):
            raise p.error("The expression must be a Boolean expression, which is true or false.", expr.span)
        return cls(expr=expr)

    @property
    def fields(self) -> frozenset[str]:
        if self.terms is not None:
            return matcher.fields_compared(self.terms)
        return frozenset() if self.expr is None else fields_of(self.expr)

    def test(self, environment: Environment) -> Test:
        if self.terms is not None:
            return matcher.tester(self.terms) or (lambda row: True)
        assert self.expr is not None
        holds = compile_expr(self.expr, environment)
        return lambda row: holds(row) is True


def _quoted(text: str, place: Span) -> SearchTerm:
    """A fault in it is placed at the whole of it."""
    try:
        return _testable(parser_of(text).search_terms())
    except PlacedError as error:
        error.span = place
        raise


def _testable(terms: SearchTerm) -> SearchTerm:
    if inner := next(subsearches(terms), None):
        raise SplError("A filter of a transaction holds no subsearch.", inner.span)
    matcher.check(terms)
    return terms


def _span(text: str) -> int | None:
    """Microseconds; None where a negative number takes the bound away."""
    if _UNBOUNDED.match(text):
        return None
    if text == "0":
        return 0
    return round(TimeSpan.read(text).seconds * _MICROSECONDS)


def _count(text: str) -> int | None:
    return None if _UNBOUNDED.fullmatch(text) else natural(text)


def _mvlist(p: Parser) -> bool | frozenset[str]:
    """True or false, or the fields that come as lists: with commas between them, or in quotes with blanks as well."""
    token = p.next("true, false or fields")
    if token.quoted:
        return frozenset(token.text.replace(",", " ").split())
    names = [token.text]
    while p.accept(","):
        names.append(p.field())
    if len(names) > 1:
        return frozenset(names)
    try:
        return boolean(names[0])
    except ValueError:
        return frozenset(names)


_READERS: dict[str, Reader | Notation] = {
    "connected": boolean,
    "delim": str,
    "endswith": Notation(Filter.read),
    "keepevicted": boolean,
    "keeporphans": boolean,
    "maxevents": _count,
    "maxopenevents": positive,
    "maxopentxn": positive,
    "maxpause": _span,
    "maxspan": _span,
    "mvlist": Notation(_mvlist),
    "mvraw": boolean,
    "nullstr": str,
    "startswith": Notation(Filter.read),
    "unifyends": boolean,
}
"""By option; transactiontypes.conf has the same, and `fields`. `delim` is what a list is joined with where it has to be
one text, as nomv does: here lists stay lists."""


@dataclass(frozen=True, slots=True)
class Transaction(Command):
    """`given`: the options, by name; `transaction`: the stanza of transactiontypes.conf that has those not given."""

    name = "transaction"
    kind = Kind.DATASET  # results come newest first, so none can be given before all rows are there
    arguments = Arguments(
        Names("fields", least=0), name=Option(str), **{name: Option(read) for name, read in _READERS.items()}
    )

    fields: tuple[str, ...]
    given: Mapping[str, Any]
    transaction: str | None
    span: Span

    @classmethod
    def parse(cls, p: Parser) -> Transaction:
        """`[<field-list>] [name=] [<txn-definition-options>] [<memcontrol-options>] [<rendering-options>]`."""
        span = p.rest()
        read = cls.arguments.read(p)
        fields, transaction = read.pop("fields"), read.pop("name")
        return cls(fields, {name: value for name, value in read.items() if value is not None}, transaction, span)

    @property
    def groups_by(self) -> tuple[str, ...]:
        return self.fields

    @property
    def drops_null(self) -> tuple[str, ...]:
        """Of several fields one is enough."""
        every = len(self.fields) == 1 and not self.given.get("keeporphans") and self.given.get("connected", True)
        return self.fields if every and self.given.get("unifyends", True) and self.transaction is None else ()

    def needs(self, wanted: Fields) -> Fields:
        """What a transaction type asks for is not known before the search runs."""
        if self.transaction is not None:
            return Fields.ALL
        filters = (self.given.get(name) for name in ("startswith", "endswith"))
        asked = frozenset(name for filter_ in filters if filter_ for name in filter_.fields)
        counted = {"_raw", "linecount"} if "linecount" in wanted else frozenset[str]()
        return wanted | Fields(frozenset(self.fields) | asked | counted | {"_time"})

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((*MADE, ORPHAN) if self.given.get("keeporphans") else MADE)

    def operator(self, search: Context) -> Reducer:
        with worded(self.name):
            fields, given = self._definition(search)
        definition, rendering = _defined(fields, given, search), _rendered(given)

        def work(rows: Iterable[Row]) -> Iterator[Row]:
            return transactions(rows, definition, rendering, search.memory, search)

        return Gathered(search.memory, work)

    def _definition(self, search: Context) -> tuple[tuple[str, ...], Mapping[str, Any]]:
        """The fields and the options; what the search gives counts first (Search Reference, transaction, name)."""
        if self.transaction is None:
            return self.fields, self.given

        def written(key: str) -> str:
            return search.setting("transactiontypes", self.transaction or "", key)

        settings = {key: value for key in _READERS if (value := written(key))}
        fields = tuple(written("fields").replace(",", " ").split())
        if not settings and not fields:
            raise SplError(f"Could not find the transaction type '{self.transaction}'.", self.span)
        read = {key: self._read(key, value) for key, value in settings.items()}
        return self.fields or fields, {**read, **self.given}

    def _read(self, key: str, value: str) -> Any:
        read = _READERS[key]
        try:
            return read.read(parser_of(value)) if isinstance(read, Notation) else read(value)
        except ValueError as error:
            raise SplError(f"transactiontypes.conf, [{self.transaction}], {key}: not a {error}.", self.span) from error
        except PlacedError as error:
            error.span = self.span
            raise


def _defined(fields: tuple[str, ...], given: Mapping[str, Any], search: Context) -> Definition:
    """`unifyends` is what `connected` is, unless it is given (Search Reference, transaction)."""
    starts, ends = given.get("startswith"), given.get("endswith")
    connected = given.get("connected", True)
    return Definition(
        fields=fields,
        maxspan=given.get("maxspan"),
        maxpause=given.get("maxpause"),
        maxevents=given.get("maxevents", MAXEVENTS),
        starts=starts and starts.test(search.environment),
        ends=ends and ends.test(search.environment),
        connected=connected,
        unifyends=given.get("unifyends", connected),
        maxopentxn=given.get("maxopentxn") or search.limit("transactions", "maxopentxn", 5_000),
        maxopenevents=given.get("maxopenevents") or search.limit("transactions", "maxopenevents", 100_000),
        keepevicted=given.get("keepevicted", False),
        keeporphans=given.get("keeporphans", False),
    )


def _rendered(given: Mapping[str, Any]) -> Rendering:
    lists = given.get("mvlist", False)
    listed: Callable[[str], bool] = lists.__contains__ if isinstance(lists, frozenset) else lambda name: bool(lists)
    return Rendering(listed, given.get("nullstr", "NULL"), given.get("mvraw", False))
