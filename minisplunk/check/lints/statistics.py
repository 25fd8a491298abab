"""The findings of lints in; how many there are of each, and in which share of the searches, out."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from ...dataclass import dataclass
from ..finding import Finding
from ..reading import Reading
from . import LINTS
from .lint import Lint

MOST = 0.05
"""The share of the searches of a public library from which on a lint is off unless it is asked for."""


@dataclass(frozen=True, slots=True)
class Share:
    """`findings` of a lint, in so many searches of all that could be read."""

    lint: Lint
    findings: int
    searches: int
    of: int

    @property
    def share(self) -> float:
        return self.searches / self.of if self.of else 0.0

    @property
    def noisy(self) -> bool:
        return self.share > MOST


def shares(findings: Iterable[Finding], searches: Sequence[Reading], lints: Sequence[Lint] = LINTS) -> list[Share]:
    """A share for each lint. A finding counts for the search that begins on its line, or last above it in its file."""
    lines: dict[str, list[int]] = {}
    for one in searches:
        lines.setdefault(_name(one.search.file), []).append(one.search.line)
    for of_file in lines.values():
        of_file.sort()
    found = list(findings)
    counted = Counter(finding.code for finding in found)
    of_searches = {(one.code, one.file, bisect(lines.get(_name(one.file), []), one.line)) for one in found}
    concerned = Counter(code for code, _, _ in of_searches)
    return [Share(lint, counted[lint.code], concerned[lint.code], len(searches)) for lint in lints]


def _name(file: str) -> str:
    """A file has one path where it was installed, and another where it came from."""
    return PurePath(file).name


def table(shares: Iterable[Share]) -> Iterator[str]:
    """A line for each lint, for people to read."""
    for each in shares:
        default = "" if each.lint.on else ", off by default"
        noisy = ", too often to be on by default" if each.lint.on and each.noisy else ""
        yield f"{each.lint.code}  {each.findings:6,}  {each.share:6.1%}  {each.lint.name}{default}{noisy}"
