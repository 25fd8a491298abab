"""What a user has named at the start: all that there is to be read, and how much of it in one answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..dataclass import dataclass
from ..replay import Data


@dataclass(frozen=True, slots=True)
class Named:
    """Paths are absolute. `apps`: the one that is meant first; `cases`: files and folders of cases; `index` and
    `sourcetype`: those of the data, as everywhere; `rows`: the most in one answer; `seconds`: the most for one."""

    apps: tuple[Path, ...]
    data: tuple[Data, ...] = ()
    cases: tuple[Path, ...] = ()
    index: str = "main"
    sourcetype: str = ""
    enterprise_security: bool = True
    common_information_model: bool = False
    rows: int = 100
    seconds: float = 30.0

    def paths(self) -> Iterator[Path]:
        """What may be read: these, and what lies in those of them that are folders. Of a file of cases, its folder is
        meant, since its paths begin there."""
        yield from self.apps
        yield from (data.path for data in self.data)
        yield from (path if path.is_dir() else path.parent for path in self.cases)
