"""Sets of field names: what a command needs of the rows before it, and what is wanted of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from ..dataclass import dataclass
from .wildcards import like


@dataclass(frozen=True, slots=True)
class Fields:
    """A set of field names, some of them wildcard patterns (`user*`). `Fields.ALL` holds every name."""

    names: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()

    ALL: ClassVar[Fields]

    @classmethod
    def of(cls, names: Iterable[str]) -> Fields:
        names = frozenset(names)
        patterns = frozenset(n for n in names if "*" in n)
        return cls(names - patterns, patterns)

    @property
    def everything(self) -> bool:
        return "*" in self.patterns

    def __contains__(self, name: str) -> bool:
        return name in self.names or any(like(p)(name) for p in self.patterns)

    def __or__(self, other: Fields) -> Fields:
        return Fields(self.names | other.names, self.patterns | other.patterns)

    def without(self, names: Iterable[str]) -> Fields:
        """These fields less some plain names; a pattern stays, since it may still match others."""
        return Fields(self.names - frozenset(names), self.patterns)


Fields.ALL = Fields(patterns=frozenset({"*"}))
