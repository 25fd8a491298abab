"""Field names with wildcards: which names they match, and what those are renamed to."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..dataclass import dataclass
from . import wildcards


def match(pattern: str, name: str) -> tuple[str, ...] | None:
    """What each `*` of a pattern stands for in a field name; None when the name does not match.

    Internal fields match only a pattern that begins with an underscore, as `_*` does (Search Reference, fields).
    """
    if "*" not in pattern:
        return () if pattern == name else None
    if name[:1] == "_" and pattern[:1] != "_":
        return None
    return wildcards.parts(pattern, name)


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
        return None if parts is None else wildcards.filled(self.new, parts)

    def back(self, name: str) -> str | None:
        """The field that gets this name, None when none does; with several wildcards one of the possible ones."""
        parts = wildcards.parts(self.new, name)
        return None if parts is None else wildcards.filled(self.old, parts)
