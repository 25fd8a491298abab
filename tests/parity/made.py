"""The rows of a case in, SPL that makes them out: nothing is indexed, so that thousands of cases can be asked.

Texts become literals of eval, and integers and decimals numbers; a list becomes a multivalue field; null is no field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

NUMBER = "row_of_the_case"
"""Tells the rows apart while they are made."""
_BARE = re.compile(r"[\w.:{}*]+", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def making(rows: Sequence[Mapping[str, Any]], *, ordered: bool = False) -> str:
    """The search that has exactly these rows as its results; `ordered`: with their columns in their order, too.

    Raises ValueError for what eval cannot write.
    """
    if not rows:
        return "| makeresults | where 1=2 | fields - _time"
    start = f"| makeresults | eval {NUMBER}=mvrange(0, {len(rows)}) | mvexpand {NUMBER} | fields - _time"
    names = list(dict.fromkeys(name for row in rows for name in row))
    made = {name: name if _PLAIN.fullmatch(name) else f"field_{at}_of_the_case" for at, name in enumerate(names)}
    fields = [f"{made[name]}={_chosen([row.get(name) for row in rows])}" for name in names]
    renamed = [f"{was} AS {quoted(name)}" for name, was in made.items() if was != name]
    stages = [start]
    if fields:
        stages.append(f"eval {', '.join(fields)}")
    stages.append(f"fields - {NUMBER}")
    if renamed:
        stages.append(f"rename {', '.join(renamed)}")
    if ordered:
        stages.append(f"table {' '.join(map(column, names))}")
    return " | ".join(stages)


def quoted(written: str) -> str:
    """A text as SPL quotes it: of all escapes only those of the quotation mark and the backslash stand for another."""
    return '"' + written.replace("\\", "\\\\").replace('"', '\\"') + '"'


def column(name: str) -> str:
    """A field, or a pattern of fields, as commands take it."""
    return name if _BARE.fullmatch(name) else quoted(name)


def _chosen(values: Iterable[Any]) -> str:
    cases = [f"{NUMBER}={at}, {literal(value)}" for at, value in enumerate(values) if value is not None]
    return f"case({', '.join(cases)})" if cases else "null()"


def literal(value: Any) -> str:
    """A value as an expression of eval. A decimal is a quotient: as it is written it would have so many digits only.

    An exponent is no part of eval's own numbers, tonumber reads it.
    """
    match value:
        case bool():
            raise ValueError("a field is never true or false")
        case list():
            return f"mvappend({', '.join(map(literal, value))})"
        case int():
            return str(value)
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float() if "e" in repr(value):
            return f'tonumber("{value!r}")'
        case float():
            numerator, denominator = value.as_integer_ratio()
            return f"{numerator}/{denominator}"
    return quoted(str(value))
