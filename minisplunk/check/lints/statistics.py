"""The findings of lints in; how many there are of each code, and in which share of the searches, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...content import Search
from ...engine import Splunk
from ...errors import MinisplunkError
from . import LINTS
from .flow import ReadSearch
from .lint import Lint
from .running import of_search

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


def of_library(splunk: Splunk, searches: Iterable[Search], app: str, lints: Sequence[Lint] = LINTS) -> list[Share]:
    """What the lints of searches find in those of a library that can be read; each as one of `app`."""
    view = splunk.context(app)[0]
    read = 0
    found: list[tuple[str, str]] = []
    for number, search in enumerate(searches):
        try:
            prepared = splunk.read(splunk.request(search.spl, app=app))
        except MinisplunkError:
            continue
        read += 1
        found += ((lint.code, str(number)) for lint, _ in of_search(ReadSearch(prepared, view), lints))
    return shares(found, read, lints)


def shares(found: Iterable[tuple[str, str]], searches: int, lints: Sequence[Lint] = LINTS) -> list[Share]:
    """A share for each lint. `found`: the code of each finding, and what tells its search from others."""
    found = list(found)
    findings = Counter(code for code, _ in found)
    in_searches = Counter(code for code, _ in set(found))
    return [Share(lint, findings[lint.code], in_searches[lint.code], searches) for lint in lints]


def table(shares: Iterable[Share]) -> Iterator[str]:
    """A line for each lint, for people to read."""
    for each in shares:
        default = "" if each.lint.on else ", off by default"
        noisy = ", too often to be on by default" if each.lint.on and each.noisy else ""
        yield f"{each.lint.code}  {each.findings:6,}  {each.share:6.1%}  {each.lint.name}{default}{noisy}"
