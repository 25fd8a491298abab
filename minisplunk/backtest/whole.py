"""A Splunk with the events in it, and one of its saved searches, in; what it finds in the whole range, out."""

from __future__ import annotations

from ..alerts.dispatcher import DispatchRequest
from ..engine import Splunk
from ..times import TimeRange
from .findings import Found

_UNTHROTTLED = {"alert.suppress": "0"}


def whole(splunk: Splunk, app: str, name: str, window: TimeRange, found: Found, *, timed: bool = False) -> None:
    """Run a saved search once over the window, by the Splunk's clock, with its condition and its risk actions.

    Throttling is a matter of several runs, so it is left out. What the run writes to indexes is taken away again.
    `timed`: what its stages take is measured. Raises any MinisplunkError.
    """
    if splunk.saved_search(name, app).suppression is not None:
        found.notes.append("Throttling is not applied where the whole range is searched at once.")
    saved = splunk.saved_search(name, app, given=_UNTHROTTLED)
    asked = DispatchRequest(splunk.clock.now(), window=window, trigger_actions=True, timed=timed)
    with splunk.store.undone():
        found.add(splunk, splunk.dispatched(saved, asked))
    found.note_unmet(saved.condition)
