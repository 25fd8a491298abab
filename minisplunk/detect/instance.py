"""What a Splunk has to offer so that a detection can be run on it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ..replay import Part
from ..times import TimeRange
from .detection import Installed, Outcome
from .loading import Loaded, Progress


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search as it is installed: its SPL, and its own time range as time modifiers, empty for an open end."""

    name: str
    search: str
    earliest: str
    latest: str


class Instance(Protocol):
    """A Splunk with the app in it."""

    @property
    def installed(self) -> Installed: ...

    def saved_search(self, name: str) -> Saved:
        """The saved search of this name; the app's only one where that is empty. Raises NotFound, TargetError."""

    def loaded(self, parts: Sequence[Part], progress: Progress) -> AbstractContextManager[Loaded]:
        """The events can be searched until the block ends. Raises DataError, ConfError, NotFound and TargetError."""

    def run(self, saved: Saved, window: TimeRange | None, now: float | None) -> Outcome:
        """Run the saved search over the loaded events, inside of `loaded`.

        `window`: instead of its own time range; `now`: what relative times are relative to (epoch seconds), None for
        the present of this Splunk. Raises any MinisplunkError.
        """
