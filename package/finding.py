"""One thing that a check found wrong in the app."""

from __future__ import annotations

from dataclasses import dataclass

from minisplunk.conf.parser import Setting, Stanza


@dataclass(frozen=True, slots=True)
class Finding:
    """`file` is relative to the app's folder; `line` counts from 1, 0 where the whole file is meant, or is missing."""

    file: str
    line: int
    what: str
    why: str

    @classmethod
    def at(cls, place: Setting | Stanza, what: str, why: str) -> Finding:
        """A finding about a setting or a stanza."""
        return cls(str(place.file), place.line, what, why)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what} - {self.why}"
