"""sort: orders the results by fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import ip_address
from itertools import islice
from math import isnan
from typing import Any, ClassVar

from ..spl import lexer
from ..spl.ast import Context, Fields
from ..spl.parser import Parser, natural
from ..values import Row, Value, number, sort_key, texts
from . import names
from .pieces import in_pieces, release, sorted_in_pieces

LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Key:
    """`kind` is auto, str, ip or num."""

    field: str
    kind: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Sort:
    """At most `limit` results, 0 for all; splunkd cuts the rest off without a word."""

    name: ClassVar[str] = "sort"
    generating: ClassVar[bool] = False

    keys: tuple[Key, ...]
    limit: int

    @classmethod
    def parse(cls, p: Parser) -> Sort:
        """`[<int> | limit=<int>] <sort-by-clause>... [d|desc]`."""
        limit = _limit(p)
        keys = sort_by(p)
        if not keys:
            raise p.source.error("You must specify fields to sort.", p.rest())
        if p.accept("d", "desc"):
            keys = [replace(key, descending=not key.descending) for key in keys]
        return cls(tuple(keys), limit)

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset(key.field for key in self.keys))

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        found: list[Row] = []
        try:
            found.extend(rows)
            order(found, self.keys, search.obey)
            yield from islice(found, self.limit or None)
        finally:
            release(found)


def _limit(p: Parser) -> int:
    option = p.option({"limit": natural})
    if option is not None:
        return int(option[1])
    token = p.peek()
    if token is None or token.quoted or not (token.text.isascii() and token.text.isdigit()):
        return LIMIT
    return int(p.next().text)


def sort_by(p: Parser) -> list[Key]:
    """The rest of the arguments as a sort-by clause; a last word `d` or `desc` after it is left.

    A sign right before a field is that field's; a sign with a blank after it is that of all later fields without one
    of their own (searchbnf.conf, sort).
    """
    keys: list[Key] = []
    descending = False
    while (token := p.peek()) is not None:
        if p.accept(","):
            continue
        if keys and token.is_word("d", "desc") and lexer.word(p.source, token.span.end, p.end) is None:
            break
        own = descending
        if not token.quoted and token.text[0] in "+-":
            p.position = token.span.start + 1
            own = token.text[0] == "-"
            if p.source.text[p.position : p.position + 1].isspace():
                descending = own
        keys.append(_key(p, own))
    return keys


def _key(p: Parser, descending: bool) -> Key:
    token = p.peek()
    if token is not None and token.is_word(*_KINDS):
        opening = p.source.text[token.span.end : token.span.end + 1]
        if opening == "(":
            p.next()
            return Key(names.argument(p), token.text.lower(), descending)
    return Key(names.field(p, "a field to sort by"), "auto", descending)


# The order


def order(rows: list[Row], keys: Sequence[Key], obey: Callable[[], object]) -> None:
    """Put the rows in order, equal ones as they came; those without a value of the key's kind come last either way.

    `obey` may end the search in the midst of it.
    """
    for key in reversed(keys):
        rows[:] = [rows[place] for place in in_pieces(_places(rows, key, obey), obey)]


def _places(rows: list[Row], key: Key, obey: Callable[[], object]) -> list[int]:
    """Where the rows stand that come first, second ... by one key."""
    column = [row.get(key.field) for row in in_pieces(rows, obey)]
    rank = _KINDS[key.kind](column)
    last = 0 if key.descending else 1
    ranks: list[tuple[int, Any]] = []
    try:
        ranks.extend(
            (1 - last, found) if (found := rank(value)) is not None else (last, None)
            for value in in_pieces(column, obey)
        )
        return sorted_in_pieces(list(range(len(rows))), obey, key=ranks.__getitem__, reverse=key.descending)
    finally:
        release(ranks)


Rank = Callable[[Value], Any]
"""A value's place among the others of its kind, None when it is not of the kind."""


def _auto(column: Sequence[Value]) -> Rank:
    """As addresses when all values are, else numbers by size before texts by code point (Search Reference, sort)."""
    present = [value for value in column if value is not None]
    if present and all(isinstance(value, str) and _is_address(value) for value in present):
        return _address
    return lambda value: None if value is None else sort_key(value)


def _is_address(value: str) -> bool:
    return ("." in value or ":" in value) and _parsed(value) is not None


def _address(value: Value) -> tuple[int, int] | None:
    return None if value is None else _parsed("".join(texts(value)[:1]))


@lru_cache(maxsize=65_536)
def _parsed(address: str) -> tuple[int, int] | None:
    """IPv4 before IPv6, each by its number."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return found.version, int(found)


def _numeric(value: Value) -> float | None:
    size = number(value)
    return None if size is None or isnan(size) else size


def _lexicographic(value: Value) -> str | None:
    return None if value is None else "\n".join(texts(value))


_KINDS: dict[str, Callable[[Sequence[Value]], Rank]] = {
    "auto": _auto,
    "str": lambda column: _lexicographic,
    "ip": lambda column: _address,
    "num": lambda column: _numeric,
}
