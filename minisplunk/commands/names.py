"""Field names in a command's arguments: how they are read, what their wildcards match, what they are renamed to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from ..spl import lexer
from ..spl.parser import Parser

# A bare name may hold what the names of aggregates hold, such as `count(x)`, which to the lexer is several words.
_BARE = re.compile(r'(?:[^\s,"|\[\]\\]|\\.)+', re.DOTALL)


def field(p: Parser, expected: str = "a field") -> str:
    """One field name: bare up to a blank or comma, or in double quotes. Raises SplError."""
    start = _after_blanks(p)
    found = _BARE.match(p.source.text, start, p.end)
    if found is None:
        return p.field(expected)
    p.position = found.end()
    return lexer.unescape(found[0])


def fields(p: Parser, *stop: str) -> tuple[str, ...]:
    """Field names separated by blanks or commas, up to the end or an unquoted stop word (lower case)."""
    names: list[str] = []
    while p.peek() is not None and not p.at(*stop):
        if not p.accept(","):
            names.append(field(p))
    return tuple(names)


def argument(p: Parser) -> str:
    """What stands in parentheses, which must come next: a quoted name, or a bare one that may hold parentheses."""
    opening = p.expect("(")
    token = p.peek()
    if token is not None and token.quoted:
        p.next()
        p.expect(")")
        return token.text
    depth, start = 1, opening.span.end
    for position in range(start, p.end):
        depth += {"(": 1, ")": -1}.get(p.source.text[position], 0)
        if depth == 0:
            p.position = position + 1
            return lexer.unescape(p.source.text[start:position].strip())
    raise p.error("Mismatched parentheses.", opening.span)


def _after_blanks(p: Parser) -> int:
    blanks = lexer.BLANK.match(p.source.text, p.position, p.end)
    return blanks.end() if blanks else p.position


# Wildcards


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("(.*)".join(map(re.escape, pattern.split("*"))), re.DOTALL)


def match(pattern: str, name: str) -> tuple[str, ...] | None:
    """What each `*` of a pattern stands for in a field name; None when the name does not match.

    Internal fields match only a pattern that begins with an underscore, as `_*` does (Search Reference, fields).
    """
    if "*" not in pattern:
        return () if pattern == name else None
    if name[:1] == "_" and pattern[:1] != "_":
        return None
    found = _compiled(pattern).fullmatch(name)
    return None if found is None else found.groups()


def matching(patterns: Iterable[str], known: Collection[str]) -> list[str]:
    """The known names that patterns choose, in the patterns' order; those of one wildcard in lexicographical order."""
    chosen: dict[str, None] = {}
    for pattern in patterns:
        if "*" in pattern:
            chosen.update(dict.fromkeys(sorted(name for name in known if match(pattern, name) is not None)))
        elif pattern in known:
            chosen[pattern] = None
    return list(chosen)


@dataclass(frozen=True, slots=True)
class Renaming:
    """From one name to another, or from names like `foo*` to names like `bar*`."""

    old: str
    new: str

    def __post_init__(self) -> None:
        """Raises ValueError when the numbers of wildcards differ."""
        if self.old.count("*") != self.new.count("*"):
            raise ValueError(f"Wildcard mismatch: '{self.old}' as '{self.new}'.")

    @property
    def wildcard(self) -> bool:
        return "*" in self.old

    def of(self, name: str) -> str | None:
        """The new name of a field, None when this renaming is not for it."""
        parts = match(self.old, name)
        return None if parts is None else _filled(self.new, parts)

    def back(self, name: str) -> str | None:
        """The field that gets this name, None when none does; with several wildcards one of those that may."""
        found = _compiled(self.new).fullmatch(name)
        return None if found is None else _filled(self.old, found.groups())


def _filled(pattern: str, parts: Iterable[str]) -> str:
    first, *rest = pattern.split("*")
    return first + "".join(part + piece for part, piece in zip(parts, rest, strict=True))
