"""A PCRE pattern -> a compiled regex, the one used by match(), replace(), rex and field extractions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import pcre2  # type: ignore[import-untyped]

from .. import lazy_re
from ..limits import check_length

MATCH_LIMIT = 100_000
"""limits.conf.spec, [rex] match_limit: the default bound on backtracking."""
MOST_MATCH_LIMIT = 10_000_000
"""Beyond it one pattern could hold a search for seconds on each event."""
_ESCAPE = lazy_re.compile(
    r"\\(?:Q.*?(?:\\E|\Z)|x\{(?P<point>[0-9A-Fa-f]+)\}|x(?P<digit>[0-9A-Fa-f]?)(?![0-9A-Fa-f{])|(?P<letter>[uU])|.)",
    re.DOTALL,
)
_NO_ESCAPE = r"PCRE2 does not support \F, \L, \l, \N{name}, \U, or \u"


class RegexError(ValueError):
    """A pattern that PCRE refuses; the message is as Splunk words it, after the command's own prefix."""


class MatchLimit(Exception):
    """A text on which a pattern backtracks beyond the limit: neither a match nor no match."""


def as_pcre(pattern: str) -> str:
    r"""The pattern for the library, which reads \x, \u and \U as JavaScript does (PCRE2_ALT_BSUX), where PCRE takes
    \x{...} for a character, and one or no digit after \x, and refuses \u and \U. Raises ValueError.

    [unverified]: Splunk leaves that option off, as PCRE does.
    """
    return _ESCAPE.sub(_escape, pattern) if re.search(r"\\[xuU]", pattern) else pattern


def _escape(match: re.Match[str]) -> str:
    if match["letter"]:
        raise ValueError(_NO_ESCAPE)
    point = match["point"] or (None if match["digit"] is None else match["digit"] or "0")
    return match[0] if point is None else rf"\o{{{int(point, 16):o}}}"


class Match:
    """What a pattern matched, and where; group 0 is the whole match."""

    __slots__ = ("_match",)

    def __init__(self, match: pcre2.Match) -> None:
        self._match = match

    def group(self, group: int | str = 0) -> str | None:
        """The group's text, None when it took no part in the match."""
        text: str | None = self._match[group]
        return text

    def span(self, group: int | str = 0) -> tuple[int, int]:
        """Half-open range of characters; (-1, -1) for a group that took no part."""
        start, end = self._match.span(group)
        return start, end


class Regex:
    """`groups` counts the capturing groups, `names` has the named ones' numbers by name."""

    __slots__ = ("_compiled", "_limit", "groups", "names", "pattern")

    def __init__(self, pattern: str, limit: int = MATCH_LIMIT) -> None:
        r"""Raises RegexError. Classes like \d and \w mean ASCII, as PCRE has them without its UCP option."""
        self._limit = limit
        try:
            self._compiled = pcre2.compile(f"(*LIMIT_MATCH={limit}){as_pcre(pattern)}", pcre2.ASCII, jit=True)
        except pcre2.PatternError as error:
            raise RegexError(f"Regex: {str(error.msg).rpartition('; ')[2]}.") from error
        except (pcre2.LibraryError, UnicodeError, ValueError) as error:
            raise RegexError(f"Regex: {error}.") from error
        self.pattern = pattern
        self.groups: int = self._compiled.groups
        self.names: dict[str, int] = dict(self._compiled.groupindex)

    def search(self, text: str, start: int = 0) -> Match | None:
        """The first match from a position on. Raises MatchLimit."""
        try:
            match = self._compiled.search(text, start)
        except pcre2.LibraryError as error:
            raise self._exceeded(error) from error
        except UnicodeEncodeError:
            return self.search(_clean(text), start)
        return None if match is None else Match(match)

    def match(self, text: str, start: int = 0) -> Match | None:
        """A match that begins at the position. Raises MatchLimit."""
        try:
            match = self._compiled.match(text, start)
        except pcre2.LibraryError as error:
            raise self._exceeded(error) from error
        except UnicodeEncodeError:
            return self.match(_clean(text), start)
        return None if match is None else Match(match)

    def named(self, text: str) -> dict[str, str]:
        """The texts of the named groups that take part in the first match; none without one. Raises MatchLimit."""
        try:
            match = self._compiled.search(text)
        except pcre2.LibraryError as error:
            raise self._exceeded(error) from error
        except UnicodeEncodeError:
            return self.named(_clean(text))
        if match is None:
            return {}
        return {name: group for name, number in self.names.items() if (group := match[number]) is not None}

    def finditer(self, text: str) -> Iterator[Match]:
        """All matches that don't overlap, from the left. Raises MatchLimit."""
        try:
            for match in self._compiled.finditer(text):
                yield Match(match)
        except pcre2.LibraryError as error:
            raise self._exceeded(error) from error
        except UnicodeEncodeError:
            yield from self.finditer(_clean(text))

    def substitute(self, text: str, replacement: Callable[[Match], str], count: int = 0) -> str:
        """The text with the first `count` matches (0: all) replaced. Raises MatchLimit, and LimitError."""
        parts: list[str] = []
        end = length = 0
        for done, match in enumerate(self.finditer(text), 1):
            start, stop = match.span()
            new = replacement(match)
            length += start - end + len(new)
            check_length(length)
            parts += (text[end:start], new)
            end = stop
            if done == count:
                break
        return "".join([*parts, text[end:]])

    def _exceeded(self, error: pcre2.LibraryError) -> MatchLimit:
        if "limit" not in str(error):
            return MatchLimit(f"regex={self.pattern!r} failed: {error}.")
        return MatchLimit(
            f'regex="{self.pattern}" has exceeded the configured match_limit of {self._limit}: '
            "make the pattern more specific, or match against less text."
        )


def _clean(text: str) -> str:
    """Halves of surrogate pairs, which no UTF-8 text has, become question marks; lengths stay."""
    return text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=1024)
def compile_regex(pattern: str, limit: int = MATCH_LIMIT) -> Regex:
    """A cached Regex. Raises RegexError."""
    return Regex(pattern, limit)


def template(replacement: str) -> Callable[[Match], str]:
    r"""The text that a replacement with `\1` to `\9`, `\0` and `\\` makes of a match; a group without text is empty."""
    pieces = _pieces(replacement)
    if all(isinstance(piece, str) for piece in pieces):
        fixed = "".join(piece for piece in pieces if isinstance(piece, str))
        return lambda match: fixed

    def expand(match: Match) -> str:
        return "".join([piece if isinstance(piece, str) else _group(match, piece) for piece in pieces])

    return expand


def _pieces(replacement: str) -> list[str | int]:
    pieces: list[str | int] = []
    position = 0
    while position < len(replacement):
        char, following = replacement[position], replacement[position + 1 : position + 2]
        escaped = char == "\\" and (following == "\\" or (following.isascii() and following.isdigit()))
        if escaped:
            pieces.append(int(following) if following.isdigit() else "\\")
        else:
            pieces.append(char)
        position += 2 if escaped else 1
    return pieces


def _group(match: Match, group: int) -> str:
    try:
        return match.group(group) or ""
    except IndexError:  # the pattern has fewer groups
        return ""
