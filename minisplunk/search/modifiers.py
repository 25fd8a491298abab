"""The time modifiers of a base search: terms in, the ends of its time ranges out.

Search Reference, "Time modifiers", with its section "Other time modifiers".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from ..dataclass import dataclass
from ..errors import PlacedError, SplError, UnsupportedSpl
from ..spl.ast import Comparison, SearchTerm, walk
from ..spl.modifiers import AGO, ENDS, FORMAT, UNLISTED, UNSUPPORTED
from ..times import strptime, unknown_directives
from .request import Request


@dataclass(slots=True)
class Modifiers:
    """Those of one search: `given` holds the modifier and the moment, in microseconds, of each end that is set."""

    request: Request
    format: str = "%m/%d/%Y:%H:%M:%S"
    given: dict[str, tuple[str, int]] = field(default_factory=dict)

    def end(self, name: str, unset: int) -> int:
        """The moment of an end, `unset` without a modifier for it."""
        return self.given[name][1] if name in self.given else unset

    @property
    def substituted(self) -> bool:
        """Whether the search has a time range of its own, so that the request's does not count."""
        return "earliest" in self.given or "latest" in self.given

    @property
    def notes(self) -> tuple[str, ...]:
        """What the job is told about them."""
        unlisted = [name for name, _ in self.given.values() if name in UNLISTED]
        return tuple(f"'{name}' acts as '{UNLISTED[name]}', though no reference lists it." for name in unlisted)

    def add(self, term: Comparison) -> None:
        """Raises SplError and UnsupportedSpl."""
        name, end = term.field, ENDS[term.field]
        before, _ = self.given.get(end, (name, 0))
        if before != name:
            raise UnsupportedSpl(f"The time modifiers '{before}' and '{name}' together.", term.span)
        self.given[end] = name, self._moment(name, _value(term), term)

    def _moment(self, name: str, value: str, term: Comparison) -> int:
        try:
            if name in AGO:
                return self.request.moment(name, f"-{_whole(value)}{AGO[name][1]}")
            if name in ("starttime", "endtime"):
                return self._formatted(value)
            if name in ("starttimeu", "endtimeu"):
                return self.request.moment(name, _whole(value))
            return self.request.moment(ENDS[name], value)
        except (PlacedError, ValueError) as error:
            raise SplError(f"Invalid value \"{value}\" for time term '{name}'", term.span) from error

    def _formatted(self, value: str) -> int:
        time = strptime(value, self.format, self.request.zone, self.request.now)
        if time is None:
            raise ValueError(value)
        return round(time * 1_000_000)


def taken(terms: Iterable[SearchTerm], request: Request) -> tuple[Modifiers, tuple[SearchTerm, ...]]:
    """The time modifiers among terms that are ANDed, and the other terms.

    Raises SplError for what is no time, UnsupportedSpl for a modifier under OR or NOT, and for those not done.
    """
    found: list[Comparison] = []
    kept: list[SearchTerm] = []
    modifiers = Modifiers(request)
    for term in terms:
        if isinstance(term, Comparison) and term.field == FORMAT:
            modifiers.format = _value(term)
            if unknown := unknown_directives(modifiers.format):
                raise UnsupportedSpl(f"The time format variable '{unknown[0]}'.", term.span)
        elif isinstance(term, Comparison) and term.field in ENDS:
            found.append(term)
        else:
            _refuse_nested(term)
            kept.append(term)
    for term in found:
        modifiers.add(term)
    return modifiers, tuple(kept)


def _value(term: Comparison) -> str:
    if term.op != "=" or len(term.values) > 1:
        raise UnsupportedSpl(f"The time modifier '{term.field}' with anything but one '='.", term.span)
    return term.values[0]


def _whole(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise ValueError(value)
    return value


def _refuse_nested(term: SearchTerm) -> None:
    for found in walk(term):
        if isinstance(found, Comparison) and found.field in UNSUPPORTED:
            raise UnsupportedSpl(f"The search modifier '{found.field}'.", found.span)
        if isinstance(found, Comparison) and (found.field in ENDS or found.field == FORMAT):
            raise UnsupportedSpl(f"The time modifier '{found.field}' inside OR or NOT.", found.span)
