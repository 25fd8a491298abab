"""A stanza of transforms.conf that defines a lookup in; the way in which its rows match out.

transforms.conf.spec, "Lookup tables". A setting that is wrong counts as not set, and a max_matches beyond 1000 as 1000,
with a message: one bad line costs no more than itself. What Splunk makes of such is [unverified].
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import partial
from typing import TypeVar

from ..conf.parser import Setting, Stanza
from ..dataclass import dataclass
from ..errors import ConfError, PlacedError, UnsupportedConf, UnsupportedSpl
from ..spl.ast import And, Comparison, Not, Or, SearchTerm, walk
from ..spl.matcher import check
from ..spl.parser import parse_terms
from ..times import UnknownVariable, unknown_directives
from .match_type import EXACT, FINDERS

MOST_MATCHES = 1000
"""The greatest max_matches: its range is 1 to 1000."""
MAX_MATCHES = 100
"""The rows that may match one value where nothing else is said."""
NO_MAXIMUM = 2_000_000_000
"""Seconds that an event may be later than a row where nothing else is said."""
EPOCH = "%s.%Q"
_MATCH_TYPE = re.compile(r"(?P<kind>[A-Za-z]+)\s*\(\s*(?P<column>[^()]*?)\s*\)")
_SEPARATORS = re.compile(r"[\s,]+")
T = TypeVar("T")


@dataclass(frozen=True)
class Times:
    """A lookup that is bound to times: the column and format of a row's time, and how many seconds later than that an
    event is, at least and at most. `place`: the setting that names the column."""

    column: str
    format: str = EPOCH
    least: int = 0
    most: int = NO_MAXIMUM
    place: Setting | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Definition:
    """How rows match. `match_types`: WILDCARD or CIDR by column; other columns must be equal. `only`: what a row must
    meet to be one of the lookup. `faults`: settings that count as not set, or not as they are written."""

    max_matches: int = MAX_MATCHES
    min_matches: int = 0
    default_match: str = ""
    case_sensitive: bool = True
    match_types: Mapping[str, str] = field(default_factory=dict)
    times: Times | None = None
    only: SearchTerm | None = None
    faults: tuple[ConfError, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, stanza: Stanza, max_matches: int = MAX_MATCHES, of_default: tuple[ConfError, ...] = ()) -> Definition:
        """What a stanza defines. `max_matches` is its default, save for lookups that are bound to times: theirs is 1;
        `of_default`: what is wrong with the setting that gives it.

        Raises ConfError and UnsupportedConf with the place of a setting without which other rows would be found.
        """
        reading = _Reading(stanza)
        times = reading.times()
        if times is None and not stanza.get("max_matches"):
            reading.faults.extend(of_default)
        return cls(
            max_matches=reading.integer("max_matches", 1 if times else max_matches, 1, MOST_MATCHES),
            min_matches=reading.integer("min_matches", 0, 0),
            default_match=stanza.get("default_match"),
            case_sensitive=reading.flag("case_sensitive_match", True),
            match_types=reading.match_types(),
            times=times,
            only=_only(stanza.settings.get("filter")),
            faults=tuple(reading.faults),
        )


def default_matches(limits: Stanza | None) -> tuple[int, tuple[ConfError, ...]]:
    """The max_matches of lookups that say none, by limits.conf, [lookup]; and what is wrong with it.

    limits.conf.spec calls it deprecated. [unverified]: that it counts all the same, within the same range.
    """
    if limits is None:
        return MAX_MATCHES, ()
    reading = _Reading(limits)
    return reading.integer("max_matches", MAX_MATCHES, 1, MOST_MATCHES), tuple(reading.faults)


@dataclass
class _Reading:
    """The settings of a stanza, and what was wrong with those that were read."""

    stanza: Stanza
    faults: list[ConfError] = field(default_factory=list)

    def integer(self, key: str, default: int, least: int | None = None, most: int | None = None) -> int:
        """A number that is too great counts as the greatest."""
        number = self._sound(partial(self.stanza.integer, key, default), default)
        if least is not None and number < least:
            self._fault(key, f"{key} must be {least} or more")
            return default
        if most is not None and number > most:
            self._fault(key, f"{key} can be {most} at most, which counts in place of {number}")
            return most
        return number

    def flag(self, key: str, default: bool) -> bool:
        return self._sound(partial(self.stanza.flag, key, default), default)

    def match_types(self) -> Mapping[str, str]:
        setting, none = self.stanza.settings.get("match_type"), dict[str, str]()
        return none if setting is None else self._sound(partial(_match_types, setting), none)

    def times(self) -> Times | None:
        place = self.stanza.settings.get("time_field")
        if place is None or not place.value:
            return None
        written = self.stanza.settings.get("time_format")
        if written is not None and (unknown := unknown_directives(written.value)):
            raise UnsupportedConf(f"time_format: {UnknownVariable(unknown[0])}", written.file, written.line)
        return Times(
            place.value,
            self.stanza.get("time_format") or EPOCH,
            self.integer("min_offset_secs", 0),
            self.integer("max_offset_secs", NO_MAXIMUM),
            place,
        )

    def _sound(self, read: Callable[[], T], default: T) -> T:
        """What is read, or the default for what is at fault."""
        try:
            return read()
        except ConfError as fault:
            self.faults.append(fault)
            return default

    def _fault(self, key: str, message: str) -> None:
        self.faults.append(self.stanza.settings[key].error(message))


def _match_types(setting: Setting) -> dict[str, str]:
    if _SEPARATORS.sub("", _MATCH_TYPE.sub("", setting.value)):
        raise setting.error(f"match_type is not a list of WILDCARD(<field>) or CIDR(<field>): {setting.value!r}")
    kinds = {match["column"]: match["kind"].upper() for match in _MATCH_TYPE.finditer(setting.value)}
    for kind in kinds.values():
        if kind not in FINDERS:
            raise setting.error(f"match_type {kind} is none of {', '.join(sorted(FINDERS, reverse=True))}")
    return {column: kind for column, kind in kinds.items() if kind != EXACT}


def _only(setting: Setting | None) -> SearchTerm | None:
    """The filter, a search expression (transforms.conf.spec, filter)."""
    if setting is None or not setting.value:
        return None
    try:
        term = parse_terms(setting.value)
        require_comparisons(term)
    except PlacedError as error:
        raise setting.faulty(error, "filter: ") from error
    return term


def require_comparisons(terms: SearchTerm) -> None:
    """Raises UnsupportedSpl for terms that no row of a table can be tested for: there is no raw text in it."""
    for term in walk(terms):
        if not isinstance(term, (And, Or, Not, Comparison)):
            raise UnsupportedSpl("Only comparisons are supported in a WHERE clause, and in a filter.", term.span)
    check(terms)
