"""A window, kinds of events and literals -> the SQL of a scan, and its parameters."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence

from ..fields import ADDRESS
from ..times import TimeRange

FIRST, LAST = -(2**63), 2**63 - 1
"""What SQLite's integers can hold."""
_COLUMNS = "time, indextime, meta, fields, raw"
_ADDRESSED = _COLUMNS.replace("fields", f"json_set(coalesce(fields, '{{}}'), '$.{ADDRESS}', time || ':' || id)")
_LONGEST_LIKE = 10_000  # SQLite refuses LIKE patterns over 50,000 bytes
_MOST_LITERALS = 4  # more of them cost SQLite more time than they save
_SHORTEST_LITERAL = 3


MEETS = "earliest < ?2 AND ?1 <= latest"
"""Of a kind of events, as Totals.meets has it, with the bounds of a window."""


def bounds(window: TimeRange) -> list[int]:
    """The ends of a window, the second of which is not in it."""
    return [max(window.earliest, FIRST), min(window.latest, LAST)]


def useful(required: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The literals that all kinds of events require and that SQLite is to look for, the longest first."""
    each = [frozenset(literals) for literals in required]
    shared = frozenset.intersection(*each) if each else frozenset()
    literals_shared = sorted(
        (text for text in shared if len(text) >= _SHORTEST_LITERAL), key=lambda text: (-len(text), text)
    )
    return tuple(literals_shared[:_MOST_LITERALS])


def scan_query(
    window: TimeRange, metas: Collection[int] | None, literals: Sequence[str], *, before: int, addressed: bool = False
) -> tuple[str, list[int | str]]:
    """Events of the window with an id below `before`, of some kinds (None: of all), that hold every literal.

    `addressed`: with their address among their fields.
    """
    clauses, values = _within(window, metas)
    clauses.append("id < ?")
    values.append(before)
    for literal in sorted(literals, key=len, reverse=True):  # the longest is likely the rarest
        clause, value = _holds(literal)
        clauses.append(clause)
        values.append(value)
    columns = _ADDRESSED if addressed else _COLUMNS
    query = f"SELECT {columns} FROM events WHERE {' AND '.join(clauses)} ORDER BY time DESC, id DESC"
    return query, values


def count_query(window: TimeRange, metas: Collection[int]) -> tuple[str, list[int | str]]:
    """How many events of the window there are, of some kinds."""
    clauses, values = _within(window, metas)
    return f"SELECT count(*) FROM events WHERE {' AND '.join(clauses)}", values


def find_query(addresses: Sequence[str]) -> tuple[str, list[int | str]]:
    """Address, time, raw text, index, host, source and source type of the events with these addresses, few hundred."""
    values = ", ".join(["(?, ?)"] * len(addresses))
    query = (
        "SELECT time || ':' || events.id, time, raw, \"index\", host, source, sourcetype "
        f"FROM events JOIN metas ON meta = metas.id WHERE (time, events.id) IN (VALUES {values})"
    )
    return query, [int(number) for address in addresses for number in address.split(":")]


def _within(window: TimeRange, metas: Collection[int] | None) -> tuple[list[str], list[int | str]]:
    clauses = ["time >= ?", "time < ?"]
    values: list[int | str] = [*bounds(window)]
    if metas is not None:
        clauses.append("meta IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(metas)))
    return clauses, values


def _holds(literal: str) -> tuple[str, str]:
    """SQLite's LIKE and lower() fold ASCII letters only, as values.fold does for an ASCII literal."""
    if not literal.isascii():
        raise ValueError(f"not an ASCII literal: {literal!r}")
    literal = literal.replace("\0", r"\x00")  # as the store keeps it
    if len(literal) > _LONGEST_LIKE:
        return "instr(lower(raw), ?)", literal.lower()
    escaped = re.sub(r"[\\%_]", r"\\\g<0>", literal)
    return r"raw LIKE ? ESCAPE '\'", f"%{escaped}%"
