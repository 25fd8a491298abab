"""A case in its Splunk in; what the app's other saved searches find among its events out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..detect.detection import Outcome
from ..errors import MinisplunkError
from .moments import moment
from .staging import Staged
from .verdict import Difference, Firing


def firings(staged: Staged) -> Iterator[Firing]:
    """Those that fire though the case does not say so, and those that cannot be run."""
    said = {staged.search.name, *staged.case.said.also_fires}
    for name, found in _each(staged, (name for name in staged.on.searches() if name not in said)):
        if isinstance(found, MinisplunkError):
            yield Firing(name, error=str(found))
        elif found.fired:
            yield Firing(name, len(found.rows))


def silent(staged: Staged) -> Iterator[Difference]:
    """Those that do not fire though the case says so."""
    for name, found in _each(staged, staged.case.said.also_fires):
        if isinstance(found, MinisplunkError):
            yield Difference("also_fires", f"{name}: {found}")
        elif not found.fired:
            yield Difference("also_fires", f"{name}: it did not fire")


def _each(staged: Staged, names: Iterable[str]) -> Iterator[tuple[str, Outcome | MinisplunkError]]:
    """Each is run in its own time range, as the clock stands, or at the last of `runs`; none sees the events that
    another has written."""
    staged.receive()
    if runs := staged.case.said.runs:
        staged.on.clock.set(max(map(moment, runs)))
    staged.on.enable_all()
    for name in names:
        with staged.on.undone():
            try:
                yield name, staged.on.run(staged.on.saved_search(name), None, None)
            except MinisplunkError as error:
                yield name, error
