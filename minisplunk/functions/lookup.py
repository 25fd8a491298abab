"""lookup (Search Reference, "Comparison and Conditional functions"): fields of a CSV lookup's rows, as a JSON object.

[unverified] on a real Splunk: nothing that matches, and a match field that is null, give null; so does a match field
with several values; a column without a value is left out of the object. That a definition must be shared globally is
not asked for. Nothing is documented of lookups that are bound to times.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from ..documents import tree
from ..errors import SplError, UnsupportedSpl
from ..limits import check_length
from ..spl.ast import Call, Literal
from ..spl.environment import Environment, Lookup
from ..values import Row, texts
from .parameters import as_text
from .registry import Evaluator, Kind, define, invalid


def _named(call: Call, kinds: Sequence[Kind]) -> Kind:
    if not set(kinds[1:]) <= {Kind.ANY, Kind.TEXT}:
        raise invalid(call)
    name = call.args[0]
    if not isinstance(name, Literal):
        raise UnsupportedSpl("A lookup whose name is no string.", name.span)
    if not isinstance(name.value, str):
        raise invalid(call)
    return Kind.ANY


@define("lookup", 3, 3, _named)
def lookup(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """`lookup("<file or definition>", json_object("<column>", <value>...), json_array("<column>"...))`.

    {"out":"x"} of one row, {"out":["x","y"]} of several.
    """
    name = str(call.args[0].value) if isinstance(call.args[0], Literal) else ""
    if env.lookup is None:
        raise UnsupportedSpl("The 'lookup' function outside of a search's commands.", call.span)
    find = env.lookup
    table = cache(lambda: find(name))  # opened for the first row, as the lookup command does

    def run(row: Row) -> str | None:
        keys, columns = _keys(args[1](row)), _columns(args[2](row))
        if not keys or not columns:
            return None
        found = table()
        if found.time_column:
            raise UnsupportedSpl(f"The 'lookup' function of '{name}', which is bound to times.", call.span)
        if missing := [column for column in (*keys, *columns) if column not in found.fields]:
            raise SplError(f"The lookup table '{name}' has no {', '.join(missing)}.", call.span)
        return _joined(found, keys, columns)

    return run


def _joined(table: Lookup, keys: dict[str, str], columns: Sequence[str]) -> str | None:
    rows = table.match(keys)
    values = {column: [text for row in rows for text in texts(row.get(column))] for column in columns}
    check_length(sum(len(text) for several in values.values() for text in several))
    shown = {column: several if len(several) > 1 else several[0] for column, several in values.items() if several}
    return tree.written(shown) if shown else None


def _keys(value: Any) -> dict[str, str] | None:
    """The columns and their texts in a JSON object; None when one has no single text."""
    found = _container(value)
    if not isinstance(found, dict):
        return None
    keys = {column: key if isinstance(key, str) else _word(key) for column, key in found.items()}
    return None if None in keys.values() else {column: str(key) for column, key in keys.items()}


def _word(key: tree.Tree) -> str | None:
    return None if key is None or isinstance(key, (dict, list)) else tree.written(key)


def _columns(value: Any) -> list[str]:
    found = _container(value)
    return [column for column in found if isinstance(column, str)] if isinstance(found, list) else []


def _container(value: Any) -> tree.Tree:
    single = None if value is None else as_text(value)
    return None if single is None else tree.read_container(single)
