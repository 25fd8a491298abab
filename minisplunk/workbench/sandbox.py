"""An installed Splunk in; another one, for one question, in which no search writes and none runs for too long, out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..conf import Layers, roles
from ..conf.layers import SYSTEM
from ..dataclass import dataclass
from ..engine import Splunk
from ..search import Control, Prepared
from ..search.deadline import Deadline
from ..store import Store
from ..testing.bounded import BoundedSplunk
from ..testing.snapshot import Snapshot
from ..times import ManualClock
from .refusing import CAPABILITIES, refuse_writing


class Sandbox(BoundedSplunk):
    """Its settings are its own and are gone with it. No splunkd is there for a script to talk to, so none is run; and
    nothing answers the rest command. What writes is refused before its search begins, at its place; and no role has the
    capability, for what a search makes of the values of rows."""

    def __init__(self, installed: Layers, now: float, deadline: Deadline, events: Store | None = None) -> None:
        """`now`: epoch seconds; `events`: those that it searches, none without."""
        self.stands = ManualClock(now)
        super().__init__(deadline, installed=installed, clock=self.stands, events=events)
        self.update(_without_writing)

    def begins(self, prepared: Prepared, control: Control) -> None:
        request = prepared.request
        refuse_writing(prepared, self.context(request.app, request.user, request.roles)[0])
        super().begins(prepared, control)


def _without_writing(layers: Layers) -> Layers:
    """In system/local, which counts before what any app says."""
    for role in roles.names(layers.global_context()):
        none = dict.fromkeys(CAPABILITIES, "disabled")
        layers = layers.with_settings(SYSTEM, roles.CONF, roles.stanza_name(role), none)
    return layers


@dataclass(frozen=True, slots=True)
class SandboxSnapshot(Snapshot):
    """One whose Splunks are sandboxes."""

    @contextmanager
    def splunk(self, now: float) -> Iterator[Splunk]:
        with Sandbox(self.layers, now, self.deadline) as splunk:
            yield splunk
