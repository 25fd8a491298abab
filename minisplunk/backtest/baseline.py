"""A Splunk with events in it, and another version of one of its apps, in; a Splunk with both, out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..conf import App
from ..detect.in_process import install
from ..engine import Splunk
from ..ingest.notes import Notes
from ..times import ManualClock


@contextmanager
def with_version(splunk: Splunk, path: Path, notes: Notes) -> Iterator[tuple[Splunk, App]]:
    """A Splunk that has the apps, the settings and the events of this one, and the app at `path` besides: in place of
    that of the same name, whose local/ stays, as in any upgrade. This one is left as it is.

    The events are the same ones, as this one has indexed them: what the other version has for index-time rules changes
    nothing. Lines of the app that are passed over are noted. Raises as `Splunk.install` does.
    """
    clock = ManualClock(splunk.clock.now())
    with Splunk(clock=clock, zone=splunk.zone, installed=splunk.layers, events=splunk.store) as other:
        (app,) = install(other, (path,), notes)
        yield other, app
