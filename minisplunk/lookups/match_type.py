"""A cell of a lookup table in; whether a value matches it, by the match type of its column, out.

transforms.conf.spec, match_type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network

from ..spl import wildcards
from ..values import Value, fold, texts

Test = Callable[[str], bool]

EXACT = "EXACT"
"""The match type of columns for which the definition names no other."""


def cell_text(cell: Value) -> str:
    """The text that a cell is compared as. [unverified]: several values are lines, as outputlookup shows them."""
    return cell if isinstance(cell, str) else "\n".join(texts(cell))


def comparable(text: str, case_sensitive: bool) -> str:
    """The text of a cell or a value, folded where case does not count."""
    return text if case_sensitive else fold(text)


def wildcard(cell: str, case_sensitive: bool) -> Test:
    """Each `*` of the cell stands for any text."""
    like = wildcards.like(comparable(cell, case_sensitive))
    return lambda value: like(comparable(value, case_sensitive))


def cidr(cell: str, case_sensitive: bool) -> Test:
    """The cell is a network or an address of IPv4 or IPv6, the value an address in it; nothing else matches."""
    try:
        network = ip_network(cell.strip(), strict=False)
    except ValueError:
        return lambda value: False

    def inside(value: str) -> bool:
        try:
            return ip_address(value) in network
        except ValueError:
            return False

    return inside


TESTS: Mapping[str, Callable[[str, bool], Test]] = {"WILDCARD": wildcard, "CIDR": cidr}
"""The maker of a cell's test, by match type."""
