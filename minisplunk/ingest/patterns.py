"""A setting that holds a regular expression -> a PCRE pattern over bytes, its faults as ConfError."""

from __future__ import annotations

from dataclasses import field
from typing import Any

import pcre2  # type: ignore[import-untyped]

from ..conf.parser import Setting
from ..dataclass import dataclass
from ..functions.regex import as_pcre

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pattern:
    r"""PCRE over UTF-8 bytes: `.` is a byte, `\w` and `\d` are ASCII."""

    setting: Setting
    groups: int = field(init=False)
    _compiled: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            compiled = pcre2.compile(as_pcre(self.setting.value).encode(), jit=True)
        except (pcre2.PatternError, pcre2.LibraryError, ValueError) as error:
            raise self.setting.error(f"{self.setting.key} is not a regular expression: {error}") from error
        object.__setattr__(self, "_compiled", compiled)
        object.__setattr__(self, "groups", compiled.groups)

    def search(self, data: bytes, start: int = 0) -> list[Span] | None:
        """The spans of the first match and of its groups, (-1, -1) for a group that took no part; None without match.

        Raises ConfError when the expression backtracks beyond PCRE's limit: that is neither a match nor none.
        """
        match = self._match(data, start)
        return None if match is None else [match.span(group) for group in range(self.groups + 1)]

    def matches(self, data: bytes) -> bool:
        """Whether there is a match. Raises as `search`."""
        return self._match(data, 0) is not None

    def _match(self, data: bytes, start: int) -> Any:
        try:
            return self._compiled.search(data, start)
        except pcre2.LibraryError as error:
            raise self.setting.error(f"{self.setting.key} is too costly on this data: {error}") from error


def pattern(setting: Setting | None) -> Pattern | None:
    """None for a setting that is not there, or empty."""
    return None if setting is None or not setting.value else Pattern(setting)
