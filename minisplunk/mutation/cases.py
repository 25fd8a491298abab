"""Case files' cases and the apps in; what runs them on the app with changes, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..detect.in_process import named
from ..errors import NotFound
from ..testing.case import Case, Setup
from ..testing.events import Fetched
from ..testing.running import no_data_sets, run
from ..testing.snapshot import Snapshots
from ..testing.verdict import Verdict
from .change import Change, changed
from .hunt import About


@dataclass(frozen=True, slots=True)
class Work:
    """The cases of an app. `apps`: the one under test first; `fetched`: where data sets of attack_data come from."""

    cases: Sequence[Case]
    apps: Sequence[Path]
    fetched: Fetched = no_data_sets


@contextmanager
def opened(work: Work) -> Iterator[OfFiles]:
    with Snapshots() as snapshots:
        yield OfFiles(work, snapshots)


@dataclass
class OfFiles:
    """`Cases` as files say them."""

    work: Work
    snapshots: Snapshots

    @cached_property
    def about(self) -> list[About]:
        return [About(case.id, self._about(case)) for case in self.work.cases]

    def passes(self, case: str, changes: Sequence[Change]) -> bool:
        return self.verdict(case, changes).passed

    def verdict(self, case: str, changes: Sequence[Change] = ()) -> Verdict:
        """Raises ConfError for an app that cannot be installed."""
        of = self._by_id[case]
        snapshot = self.snapshots.of(of.setup(self.work.apps))
        return run(of, snapshot.with_app(changed(snapshot.app, changes)), self.work.fetched)

    @cached_property
    def _by_id(self) -> dict[str, Case]:
        return {case.id: case for case in self.work.cases}

    def _about(self, case: Case) -> str | None:
        """The app's detection where the case names no saved search."""
        return None if case.said.search else case.said.saved_search or self._detection

    @cached_property
    def _detection(self) -> str:
        """Empty where the app has none, or several: then no case that names none passes."""
        snapshot = self.snapshots.of(Setup(tuple(self.work.apps)))
        with snapshot.splunk(0.0) as splunk:
            try:
                return named(splunk, snapshot.app, "")
            except NotFound:
                return ""
