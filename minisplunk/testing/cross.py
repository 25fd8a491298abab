"""A case in; what the app's other saved searches find among its events out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from ..detect.detection import Outcome
from ..errors import MinisplunkError
from .case import Case
from .moments import moment
from .staging import Staged
from .verdict import Difference, Firing

OnStage = Callable[[], AbstractContextManager[Staged]]
"""The case in another Splunk of its own, so that no search sees what one before has written."""


def firings(on_stage: OnStage) -> Iterator[Firing]:
    """Those that fire though the case does not say so, and those that cannot be run."""
    with on_stage() as staged:
        said = {staged.search.name, *staged.case.said.also_fires}
        others = [name for name in staged.on.searches() if name not in said]
    for name in others:
        found = _run(name, on_stage)
        if isinstance(found, MinisplunkError):
            yield Firing(name, error=str(found))
        elif found.fired:
            yield Firing(name, len(found.rows))


def silent(case: Case, on_stage: OnStage) -> Iterator[Difference]:
    """Those that do not fire though the case says so."""
    for name in case.said.also_fires:
        found = _run(name, on_stage)
        if isinstance(found, MinisplunkError):
            yield Difference("also_fires", f"{name}: {found}")
        elif not found.fired:
            yield Difference("also_fires", f"{name}: it did not fire")


def _run(name: str, on_stage: OnStage) -> Outcome | MinisplunkError:
    """What a search finds in its own time range, as the clock stands, or at the last of `runs`."""
    with on_stage() as staged:
        staged.receive()
        if runs := staged.case.said.runs:
            staged.on.clock.set(max(map(moment, runs)))
        try:
            return staged.on.run(staged.on.saved_search(name), None, None)
        except MinisplunkError as error:
            return error
