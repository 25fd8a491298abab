"""A folder of an app, or of what a user has of their own in one, in; its objects that are files out, by kind and name.

Lookup files lie in one folder. The others lie below default/, where an app ships them, and below local/, where they are
written; of one name the latter counts, as of conf files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`name`: as metadata files call it (default.meta.spec); `noun`: for errors; `folder`: where the files are, in
    default/ and local/ if it is `layered`; `suffix`: what their names have after the object's."""

    name: str
    noun: str
    folder: str
    suffix: str = ""
    layered: bool = True

    def path(self, folder: Path, name: str) -> Path:
        """Where a file is written, below the folder of an app or a user."""
        return self._written(folder) / f"{name}{self.suffix}"

    def written(self, folder: Path) -> dict[str, Path]:
        """The files that were written there, by the names of their objects."""
        return self._found(self._written(folder))

    def shipped(self, folder: Path) -> dict[str, Path]:
        """Those that came with an app."""
        return self._found(folder / "default" / self.folder) if self.layered else {}

    def _written(self, folder: Path) -> Path:
        return folder / "local" / self.folder if self.layered else folder / self.folder

    def _found(self, folder: Path) -> dict[str, Path]:
        paths = sorted(folder.glob(f"[!.]*{self.suffix}"))
        return {path.name.removesuffix(self.suffix): path for path in paths if path.is_file()}


LOOKUPS = Kind("lookups", "a lookup file", "lookups", layered=False)
MODELS = Kind("models", "a data model", "data/models", ".json")
VIEWS = Kind("views", "a view", "data/ui/views", ".xml")
NAV = Kind("nav", "a navigation menu", "data/ui/nav", ".xml")
PANELS = Kind("panels", "a panel", "data/ui/panels", ".xml")
KINDS = (LOOKUPS, MODELS, VIEWS, NAV, PANELS)

Files = Mapping[str, Mapping[str, Path]]
"""Files by the name of their kind and that of their object; kinds of which there are none are left out."""


def written(folder: Path) -> Files:
    """What was written in the folder of an app or a user, which need not exist."""
    return {kind.name: found for kind in KINDS if (found := kind.written(folder))}


def shipped(folder: Path) -> Files:
    """What came with the app in a folder."""
    return {kind.name: found for kind in KINDS if (found := kind.shipped(folder))}
