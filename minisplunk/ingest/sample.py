"""The beginning of a file -> its lines, by which its source type is told."""

from __future__ import annotations

from functools import cached_property

from ..dataclass import dataclass
from .files import Piped, beginning
from .places import At

SIZE = 1 << 16
"""Bytes of a file that are looked at."""
MOST_LINES = 100
"""Lines that are looked at. A file with fewer is too small for Splunk to be classified (props.conf.spec, "Small file
settings")."""
_LONGEST = 4096


@dataclass(frozen=True)
class Sample:
    """`data`: the first bytes of a file, without blanks before the first text; `whole`: whether they are all."""

    data: bytes
    whole: bool

    @classmethod
    def of(cls, path: At, piped: Piped | None = None) -> Sample:
        """Of a file, or of what came through a pipe of that name. Raises NotFound and DataError as `files.opened`."""
        data = beginning(path, SIZE + 1, piped)
        return cls(data[:SIZE].lstrip(), len(data) <= SIZE)

    @cached_property
    def lines(self) -> list[bytes]:
        """The first lines that are not blank, each as far as one may look. The last may be cut short, so it is left
        out; not if it is the only one."""
        lines = self.data.splitlines()
        if not self.whole and len(lines) > 1:
            lines.pop()
        return [line[:_LONGEST] for line in lines if line.strip()][:MOST_LINES]

    @property
    def small(self) -> bool:
        return self.whole and len(self.lines) < MOST_LINES
