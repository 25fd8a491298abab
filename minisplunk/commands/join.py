"""join: each row with the rows of a subsearch that have the same values of some fields.

[unverified] on a real Splunk: a multivalue field is compared as a whole; fields that begin with an underscore are none
of those that both sides have; with `usetime` a row without `_time` matches none; aliases stand before all fields,
`_time` too; the subsearch's `_time` and `_raw` replace those of the row like any other field.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from ..dataclass import dataclass
from ..limits import Account, estimated, row_weight
from ..operators.grouping import combination
from ..operators.rows import Gathered, Rows, chunks
from ..spl.arguments import Arguments, Clause, Names, Option, Subsearch, boolean, natural, one_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, Operator
from ..spl.fields import Fields
from ..spl.lexer import Token
from ..spl.parser import Parser
from ..spl.pipeline import Pipeline, Stage
from ..values import Row, number
from .fromdataset import Fromdataset

MAXOUT, MAXTIME = 50_000, 60
"""Rows of a subsearch that can be joined, and seconds that it may take (limits.conf.spec, [join] subsearch_maxout,
subsearch_maxtime)."""

_DATASETS = ("datamodel:", "inputlookup:", "savedsearch:")
_Equal = tuple[str, str]
"""A field of the rows, and the subsearch's that must have the same value."""
_Matches = dict[tuple[Hashable, ...], list[Row]]
"""The subsearch's rows by the values of the fields that are compared."""


@dataclass(frozen=True)
class Dataset(Subsearch):
    """`[ ... ]`, or `<type>:<name>`, which is the subsearch that has only the from command for it."""

    def begins(self, p: Parser) -> bool:
        token = p.peek()
        return p.at("[") or (token is not None and not token.quoted and token.text.startswith(_DATASETS))

    def read(self, p: Parser, before: Any) -> Pipeline:
        if p.at("["):
            return p.subsearch()
        token = p.peek()
        command = Fromdataset.parse(p)
        assert token is not None  # what names a dataset
        return Pipeline((Stage(command, token.span, p.read_since(token)),))


_DATASET = Dataset()


class _Names(Names):
    def begins(self, p: Parser) -> bool:
        return not _DATASET.begins(p)


def _where(p: Parser) -> tuple[tuple[Token, Token], ...]:
    """`<alias>.<field> = <alias>.<field> ...`"""
    found: list[tuple[Token, Token]] = []
    while (token := p.peek()) is not None and "." in token.text and not _DATASET.begins(p):
        p.next()
        p.expect("=")
        found.append((token, p.next("a field of the other side")))
    if not found:
        raise p.error("The where clause compares no fields.")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Join(Command):
    """`equal`: what is compared; all fields that both sides have when empty. `left` and `right`: what stands before the
    names of fields in results, if anything; `limit`: matches of a row, 0 for all."""

    name = "join"
    arguments = Arguments(
        _Names("fields", least=0),
        Clause("where", "where", _where),
        _DATASET,
        type=Option(one_of("inner", "left", "outer"), "inner"),
        max=Option(natural, 1),
        overwrite=Option(boolean, True),
        usetime=Option(boolean, False),
        earlier=Option(boolean, True),
        return_multivalue=Option(boolean, unsupported=bool, attribute=""),
        left=Option(str, ""),
        right=Option(str, ""),
    )

    subsearch: Pipeline
    equal: tuple[_Equal, ...]
    outer: bool
    limit: int
    overwrite: bool
    usetime: bool
    earlier: bool
    left: str = ""
    right: str = ""

    @classmethod
    def parse(cls, p: Parser) -> Join:
        """`[<field-list> | left=<alias> right=<alias> where <alias>.<field>=<alias>.<field>...] <dataset>`, options
        anywhere (Search Reference, join). Without a where clause aliases are ignored."""
        given = cls.arguments.read(p)
        where = given["where"]
        left, right = (f"{given[side]}." if where else "" for side in ("left", "right"))
        if where and (given["fields"] or "." in (left, right) or left == right):
            raise p.error("A where clause needs two aliases, left= and right=, and no other fields.", where[0][0].span)
        return cls(
            given["subsearch"],
            tuple(_equal(p, pair, left, right) for pair in where) or tuple((name, name) for name in given["fields"]),
            given["type"] != "inner",
            given["max"],
            given["overwrite"],
            given["usetime"],
            given["earlier"],
            left,
            right,
        )

    @property
    def kind(self) -> Kind:
        """Search Reference, join, "Usage"."""
        return Kind.CENTRALIZED if self.equal else Kind.DATASET

    @property
    def groups_by(self) -> tuple[str, ...]:
        return tuple(mine for mine, _ in self.equal)

    @property
    def drops_null(self) -> tuple[str, ...]:
        return () if self.outer else tuple(mine for mine, _ in self.equal)

    def needs(self, wanted: Fields) -> Fields:
        return self._side(wanted, self.left, [mine for mine, _ in self.equal])

    def columns(self, before: Columns | None) -> Columns | None:
        inner = self.subsearch.columns()
        names = inner.names if inner else ()
        more = inner is None or inner.more
        renamed = before and before.renamed(lambda name: self.left + name)
        return renamed and renamed.adding([self.right + name for name in names], more=more)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return (Inner(self.subsearch, self._side(wanted, self.right, [theirs for _, theirs in self.equal]), MAXOUT),)

    def _side(self, wanted: Fields, alias: str, compared: list[str]) -> Fields:
        """What one side must give, whose fields have an alias in what is wanted."""
        if not compared or (alias and wanted.patterns):
            return Fields.ALL
        if alias:
            wanted = Fields(frozenset(name[len(alias) :] for name in wanted.names if name.startswith(alias)))
        return wanted | Fields(frozenset([*compared, "_time"] if self.usetime else compared))

    def operator(self, search: Context) -> Operator:
        return partial(self._streamed, search) if self.equal else _Common(self, search)

    def _streamed(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        return self.joined(rows, self.found(search), self.equal, search.memory.account())

    def found(self, search: Context) -> Iterator[Row]:
        maxout = search.limit(self.name, "subsearch_maxout", MAXOUT)
        maxtime = search.limit(self.name, "subsearch_maxtime", MAXTIME)
        return search.subsearch(self.subsearch, maxout=maxout, maxtime=maxtime)

    def joined(
        self, rows: Iterable[Row], found: Iterable[Row], equal: tuple[_Equal, ...], account: Account
    ) -> Iterator[Row]:
        """The rows in their order, each as often as it matches. What was found is read before the first of them."""
        mine = [name for name, _ in equal]
        try:
            matches = self._by_values(found, [name for _, name in equal], account)
            for row in rows:
                values = combination(row, mine)
                matching = [] if values is None else self._matching(row, matches.get(values, []))
                if matching:
                    yield from (self._merged(row, match) for match in matching)
                elif self.outer:
                    yield self._named(row, self.left)
        finally:
            account.hold(0)

    def _by_values(self, found: Iterable[Row], compared: list[str], account: Account) -> _Matches:
        """Those without one of the fields match nothing, and those beyond `limit` are not kept unless time decides."""
        matches: _Matches = {}
        most = 0 if self.usetime else self.limit
        held = 0
        for chunk in chunks(found):
            kept: list[Row] = []
            for row in chunk:
                values = combination(row, compared)
                same = [] if values is None else matches.setdefault(values, [])
                if values is not None and not 0 < most <= len(same):
                    same.append(row)
                    kept.append(row)
            held += estimated(kept, row_weight)
            account.require(held, self.name)
        return matches

    def _matching(self, row: Row, same: list[Row]) -> list[Row]:
        """No more than `limit`."""
        if not self.usetime:
            return same
        return list(islice((match for match in same if self._timely(row, match)), self.limit or None))

    def _timely(self, row: Row, match: Row) -> bool:
        """Rows of the same second count as earlier and as later (Search Reference, join, "earlier")."""
        mine, theirs = number(row.get("_time")), number(match.get("_time"))
        if mine is None or theirs is None:
            return False
        return theirs // 1 <= mine // 1 if self.earlier else theirs // 1 >= mine // 1

    def _merged(self, row: Row, match: Row) -> Row:
        made = {**row} if not self.left else self._named(row, self.left)
        for name, value in match.items():
            if value is not None and (self.overwrite or made.get(self.right + name) is None):
                made[self.right + name] = value
        return made

    def _named(self, row: Row, alias: str) -> Row:
        return {alias + name: value for name, value in row.items()} if alias else row


class _Common(Gathered):
    """Joins on the fields that both sides have, which are known when all rows are; when there are none, each row
    matches every row of the subsearch. That is run once, also when it is peeked into."""

    def __init__(self, join: Join, search: Context) -> None:
        super().__init__(search.memory, self._joined)
        self._join, self._search = join, search
        self._found: Rows | None = None

    def _joined(self, rows: Iterable[Row]) -> Iterator[Row]:
        if self._found is None:
            found = Rows(self._search.memory)
            found.extend(self._join.found(self._search))
            self._found = found
        theirs = _names(self._found)
        equal = tuple((name, name) for name in _names(rows) if name in theirs and not name.startswith("_"))
        return self._join.joined(rows, self._found, equal, self._search.memory.account())

    def close(self) -> None:
        super().close()
        if self._found is not None:
            self._found.close()


def _names(rows: Iterable[Row]) -> dict[str, None]:
    """The fields that some row has."""
    return dict.fromkeys(name for row in rows for name, value in row.items() if value is not None)


def _equal(p: Parser, pair: tuple[Token, Token], left: str, right: str) -> _Equal:
    """The fields of a comparison, whose sides may stand in either order."""
    for mine, theirs in (pair, pair[::-1]):
        if mine.text.startswith(left) and theirs.text.startswith(right):
            return mine.text[len(left) :], theirs.text[len(right) :]
    raise p.error(f"The where clause must compare a field of {left[:-1]} with one of {right[:-1]}.", pair[0].span)
