"""A stanza of transforms.conf that defines a lookup in; the way in which its rows match out.

transforms.conf.spec, "Lookup tables".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..conf.parser import Stanza
from ..errors import PlacedError, UnsupportedSpl
from ..spl.ast import And, Comparison, Not, Or, SearchTerm, walk
from ..spl.matcher import Test, tester
from ..spl.parser import parse_terms
from .match_type import EXACT, TESTS

MAX_MATCHES = 1000
"""The most rows that may match one value: the range of max_matches, and its default in limits.conf, [lookup]."""
_MATCH_TYPE = re.compile(r"(?P<kind>[A-Za-z]+)\s*\(\s*(?P<column>[^()]*?)\s*\)")
_SEPARATORS = re.compile(r"[\s,]+")


@dataclass(frozen=True)
class Definition:
    """How rows match. `match_types`: WILDCARD or CIDR by column; other columns must be equal. `filter`: the test of the
    rows that are there at all."""

    max_matches: int = MAX_MATCHES
    min_matches: int = 0
    default_match: str = ""
    case_sensitive: bool = True
    match_types: Mapping[str, str] = field(default_factory=dict)
    filter: Test | None = None

    @classmethod
    def of(cls, stanza: Stanza, max_matches: int = MAX_MATCHES) -> Definition:
        """What a stanza defines; `max_matches` is its default. Raises ConfError with the setting's place."""
        definition = cls(
            max_matches=stanza.integer("max_matches", max_matches),
            min_matches=stanza.integer("min_matches"),
            default_match=stanza.get("default_match"),
            case_sensitive=stanza.flag("case_sensitive_match", True),
            match_types=_match_types(stanza),
            filter=_filter(stanza),
        )
        if not 1 <= definition.max_matches <= MAX_MATCHES and "max_matches" in stanza.settings:
            raise stanza.settings["max_matches"].error(f"max_matches must be from 1 to {MAX_MATCHES}")
        return definition


def compared(terms: SearchTerm) -> Test | None:
    """The test of rows that search terms are, which can only be comparisons with AND, OR and NOT. None for all rows.

    Raises UnsupportedSpl for others."""
    for term in walk(terms):
        if not isinstance(term, (And, Or, Not, Comparison)):
            raise UnsupportedSpl("Only comparisons are supported in a WHERE clause, and in a filter.", term.span)
    return tester(terms)


def _filter(stanza: Stanza) -> Test | None:
    setting = stanza.settings.get("filter")
    if setting is None or not setting.value.strip():
        return None
    try:
        return compared(parse_terms(setting.value))
    except PlacedError as error:
        raise setting.faulty(error, "filter: ") from error


def _match_types(stanza: Stanza) -> dict[str, str]:
    setting = stanza.settings.get("match_type")
    if setting is None:
        return {}
    if _SEPARATORS.sub("", _MATCH_TYPE.sub("", setting.value)):
        raise setting.error(f"match_type is not a list of WILDCARD(<field>) or CIDR(<field>): {setting.value!r}")
    kinds = {match["column"]: match["kind"].upper() for match in _MATCH_TYPE.finditer(setting.value)}
    for kind in kinds.values():
        if kind != EXACT and kind not in TESTS:
            raise setting.error(f"match_type {kind} is none of {', '.join((*TESTS, EXACT))}")
    return {column: kind for column, kind in kinds.items() if kind != EXACT}
