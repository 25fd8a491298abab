"""Case files' cases and the apps in; what runs them on the app with changes, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from functools import cached_property

from ..dataclass import dataclass
from ..detect.in_process import named
from ..errors import MinisplunkError, NotFound
from ..search.deadline import Deadline
from ..testing.case import Case, Setup
from ..testing.pool import Work
from ..testing.running import Asked, run_in_time
from ..testing.snapshot import Snapshots
from ..testing.verdict import Verdict
from .app import Mutated
from .change import Change, changed
from .hunt import About


@contextmanager
def opened(cases: Sequence[Case], work: Work) -> Iterator[OfFiles]:
    """Until the block ends; `work.apps`: the one that is mutated first."""
    with Snapshots(deadline=Deadline(work.seconds)) as snapshots:
        yield OfFiles(cases, work, snapshots)


@dataclass
class OfFiles:
    """`Cases` as files say them."""

    cases: Sequence[Case]
    work: Work
    snapshots: Snapshots = field(repr=False)

    @cached_property
    def about(self) -> list[About]:
        return [About(case.id, self._about(case)) for case in self.cases]

    def passes(self, case: str, changes: Sequence[Change]) -> bool:
        """A change that leads to what minisplunk does not do, or fails at, is noticed by nobody: it cannot be tried."""
        try:
            return self.verdict(case, changes).outcome in ("passed", "unsupported")
        except MinisplunkError:
            raise
        except Exception:
            return True

    def verdict(self, case: str, changes: Sequence[Change] = ()) -> Verdict:
        """Raises ConfError for an app that cannot be installed."""
        one = self._by_id[case]
        snapshot = self.snapshots.of(one.setup(self.work.apps))
        mutated = snapshot.with_app(changed(snapshot.app, changes))
        return run_in_time(one, mutated, self.work.data, Asked(self.work.scripts, explained=not changes))

    @property
    def app(self) -> Mutated:
        """The app that is mutated, beside all that some case needs. Raises ConfError."""
        setups = [case.setup(self.work.apps) for case in self.cases]
        apps = dict.fromkeys((*self.work.apps, *(app for setup in setups for app in setup.apps)))
        models = any(setup.common_information_model for setup in setups)
        snapshot = self.snapshots.of(Setup(tuple(apps), common_information_model=models))
        return Mutated(snapshot.layers, snapshot.app.id)

    @cached_property
    def _by_id(self) -> dict[str, Case]:
        return {case.id: case for case in self.cases}

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
