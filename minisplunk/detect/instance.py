"""What a Splunk has to offer so that a detection can be run on it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from ..replay import Part
from ..times import TimeRange
from .detection import Installed, Outcome
from .loading import Loaded, Progress


class Instance(Protocol):
    """A Splunk with the app in it."""

    def saved_search(self, name: str) -> Installed:
        """The saved search of this name; the app's only one where that is empty. Raises NotFound, TargetError."""

    def loaded(self, parts: Sequence[Part], progress: Progress) -> AbstractContextManager[Loaded]:
        """The events can be searched until the block ends. Raises DataError, ConfError, NotFound and TargetError."""

    def run(self, search: Installed, window: TimeRange | None, now: float | None) -> Outcome:
        """Run the saved search, inside of `loaded`, over the events that this has loaded.

        `window`: instead of its own time range; `now`: what relative times are relative to (epoch seconds), None for
        the present of this Splunk. Raises any MinisplunkError.
        """
