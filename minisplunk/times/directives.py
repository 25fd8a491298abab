"""The notation of strftime and strptime, cut into directives: `%Y-%m-%dT%H:%M:%S.%3N%:z`.

A variable that Search Reference, "Date and time format variables", does not list is refused. Splunk, or the C library
of its server, may know it, but what `%-d`, `%P` or `%q` give is not documented. It does not stay as it is written: a
walkthrough shows `%-m` printed without its zero, as GNU does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import lazy_re
from ..dataclass import dataclass

_DIRECTIVE = lazy_re.compile(
    r"%(?P<width>\d*)(?P<name>Ez|:{0,3}z|-?.)|(?P<literal>[^%\s]+)|(?P<blank>\s+)|(?P<odd>%)", re.DOTALL
)
# Search Reference, "Date and time format variables"; locale-dependent ones as a server with an English locale has them.
_EXPANSIONS = {
    "c": "%a %b %e %H:%M:%S %Y",
    "+": "%a %b %e %H:%M:%S %Z %Y",
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "X": "%H:%M:%S",
    "r": "%I:%M:%S %p",
    "x": "%m/%d/%Y",
}
_SUBSECONDS = {"N": 9, "Q": 3, "f": 6}
_WIDTHS = ("", *"123456789")
_PLAIN = frozenset((*"ABCGHIMSUVWYZabdeghjklmnpstuwyz%", ":z", "::z", ":::z", "Ez"))


@dataclass(frozen=True, slots=True)
class Directive:
    """`name` without the percent sign and width; `width` is the number of digits of a fraction of a second."""

    name: str
    width: int = 0


class UnknownVariable(ValueError):
    """A format with a variable that is not known."""

    def __init__(self, variable: str) -> None:
        super().__init__(f"minisplunk does not know the time format variable {variable}.")


def parts(format: str) -> Iterator[Directive | str]:
    """Directives, and the literal text between them, blanks apart. Raises UnknownVariable."""
    for part in _parts(format):
        if isinstance(part, str) and part.startswith("%"):
            raise UnknownVariable(part)
        yield part


def _parts(format: str) -> Iterator[Directive | str]:
    """The same; an unknown directive is a text that begins with its percent sign, as no other does."""
    for match in _DIRECTIVE.finditer(format):
        name, width = match["name"], match["width"]
        if name in _SUBSECONDS and width in _WIDTHS:
            yield Directive("N", int(width or _SUBSECONDS[name]))
        elif name in _EXPANSIONS and not width:
            yield from _parts(_EXPANSIONS[name])
        elif name in _PLAIN and not width:
            yield Directive(name)
        else:
            yield match[0]


def unknown_directives(format: str) -> tuple[str, ...]:
    """The directives of a format that are not known."""
    return tuple(part for part in _parts(format) if isinstance(part, str) and part.startswith("%"))
