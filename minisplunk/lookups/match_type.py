"""The cells of a column in; which of them a value matches, by the match type of the column, out.

transforms.conf.spec, match_type. A table may have many thousands of cells, and each value of an event is looked up, so
the cells are not tested one after the other. Networks are kept by the length of their prefix: a value is in at most one
network of each length. Of patterns only the `candidates` are tested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from ipaddress import ip_address, ip_network

from ..spl import wildcards
from ..values import Value, fold, texts
from .candidates import candidates

Cells = Iterable[tuple[int, str]]
"""Cells of a column, each with the number of its row, in the order of the rows."""
Find = Callable[[str], Sequence[int]]
"""A value -> the numbers of the rows whose cells it matches, in order."""

EXACT = "EXACT"
"""The match type of columns for which the definition names no other."""


def cell_text(cell: Value) -> str:
    """The text that a cell is compared as. [unverified]: several values are lines, as outputlookup shows them."""
    return cell if isinstance(cell, str) else "\n".join(texts(cell))


def comparable(text: str, case_sensitive: bool) -> str:
    """The text of a cell or a value, folded where case does not count."""
    return text if case_sensitive else fold(text)


def equal(cells: Cells, case_sensitive: bool) -> Find:
    """The value is the cell. Most cells are in one row alone, for which there is no list."""
    first: dict[str, int] = {}
    several: dict[str, list[int]] = {}
    for number, cell in cells:
        text = comparable(cell, case_sensitive)
        if (before := first.setdefault(text, number)) != number:
            _add(number, several.setdefault(text, [before]))

    def find(value: str) -> Sequence[int]:
        text = comparable(value, case_sensitive)
        number = first.get(text)
        return () if number is None else several.get(text) or (number,)

    return find


def wildcard(cells: Cells, case_sensitive: bool) -> Find:
    """Each `*` of a cell stands for any text."""
    rows: dict[str, list[int]] = {}
    for number, cell in cells:
        _add(number, rows.setdefault(comparable(cell, case_sensitive), []))
    tests = {pattern: wildcards.like(pattern) for pattern in rows if "*" in pattern}
    possible = candidates(tests)

    def find(value: str) -> Sequence[int]:
        value = comparable(value, case_sensitive)
        found = [rows[pattern] for pattern in possible(value) if tests[pattern](value)]
        if value in rows and value not in tests:
            found.append(rows[value])
        return _merged(found)

    return find


def cidr(cells: Cells, case_sensitive: bool) -> Find:
    """A cell is a network or an address of IPv4 or IPv6, the value an address in it; nothing else matches."""
    networks: dict[tuple[int, int], dict[int, list[int]]] = {}
    for number, cell in cells:
        try:
            network = ip_network(cell.strip(), strict=False)
        except ValueError:
            continue
        host_bits = network.max_prefixlen - network.prefixlen
        of_length = networks.setdefault((network.version, host_bits), {})
        _add(number, of_length.setdefault(int(network.network_address) >> host_bits, []))

    def find(value: str) -> Sequence[int]:
        try:
            address = ip_address(value)
        except ValueError:
            return ()
        version, bits = address.version, int(address)
        return _merged(
            [
                rows
                for (of, host_bits), of_length in networks.items()
                if of == version and (rows := of_length.get(bits >> host_bits))
            ]
        )

    return find


FINDERS: Mapping[str, Callable[[Cells, bool], Find]] = {EXACT: equal, "WILDCARD": wildcard, "CIDR": cidr}
"""What finds the cells of a column, by match type; the second argument: whether case counts."""


def _add(number: int, rows: list[int]) -> None:
    """A row of a collection may have several values that are the same cell, as `A*` and `a*`: it matches once."""
    if rows[-1:] != [number]:
        rows.append(number)


def _merged(found: Sequence[Sequence[int]]) -> Sequence[int]:
    if len(found) < 2:
        return found[0] if found else ()
    return sorted({number for numbers in found for number in numbers})
