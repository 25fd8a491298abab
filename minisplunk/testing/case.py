"""A case as it is run: what its file says, where it stands, and what its paths mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..dataclass import dataclass
from . import form


@dataclass(frozen=True, slots=True)
class Setup:
    """The Splunk that a case needs before its own settings: cases with the same one share what is installed.

    `apps`: the app under test first; unless that is a `library`: the folder of one of contentctl's, None for none.
    """

    apps: tuple[Path, ...]
    enterprise_security: bool = True
    common_information_model: bool = False
    library: Path | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """`said`: what the file says, with what it says for all its cases; `file`: as a person knows it; `folder`: where
    its paths begin; `library`: the folder of the library that it is of; `skipped`: why it is not run, if it is not;
    `drilldowns`: searches, by names, that follow from a result of it."""

    said: form.Case
    file: str
    line: int
    folder: Path
    library: Path | None = None
    skipped: str = ""
    drilldowns: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return self.said.name

    @property
    def id(self) -> str:
        return f"{self.file}::{self.name}"

    def has(self, words: str) -> bool:
        """Whether its name, its saved search or a tag has this text, in letters of either case."""
        return any(words.lower() in text.lower() for text in (self.name, self.said.saved_search, *self.said.tags))

    def setup(self, apps: Sequence[Path]) -> Setup:
        """With these apps, of which the first is the one under test, and those of the case beside it."""
        beside = tuple(self.folder / path for path in self.said.apps)
        return Setup(
            (*apps, *beside),
            self.said.enterprise_security is not False,
            self.said.common_information_model is True,
            self.library,
        )
