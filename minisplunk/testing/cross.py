"""A case in its Splunk in; the other saved searches of the app that fire on its events out."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import MinisplunkError
from .staging import Staged
from .verdict import Firing


def firings(staged: Staged) -> Iterator[Firing]:
    """Each is run in its own time range, as the clock stands; none sees what another has written."""
    said = {staged.search.name, *staged.case.said.also_fires}
    staged.receive()
    staged.on.enable_all()
    for name in staged.on.searches():
        if name in said:
            continue
        with staged.on.undone():
            try:
                outcome = staged.on.run(staged.on.saved_search(name), None, None)
            except MinisplunkError as error:
                yield Firing(name, error=str(error))
                continue
            if outcome.fired:
                yield Firing(name, len(outcome.rows))
