"""Who may stay connected to a port: those who have not signed in get a share of its connections, and no more.

The one of them that has kept the server waiting for longest makes room for the next, so nobody can hold all places by
saying nothing, or little at a time, and who signs in gets in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from ...dataclass import dataclass


@dataclass(slots=True, eq=False)
class Guest:
    """A connection. `turn_out` ends it, with an answer where one can be given; `waiting`: it is the client's turn."""

    turn_out: Callable[[], None]
    waiting: bool = True
    signed_in: bool = False


@dataclass(slots=True)
class Admission:
    """At most `most` guests, `strangers` of them not signed in. For the thread of the port's event loop alone."""

    most: int
    strangers: int
    _strangers: dict[Guest, None] = field(default_factory=dict)
    _signed_in: int = 0

    def enter(self, guest: Guest) -> bool:
        """Let a new guest in, who is a stranger; False when there is no room, and none can be made."""
        full = len(self._strangers) >= self.strangers or len(self._strangers) + self._signed_in >= self.most
        if full and not self._make_room():
            return False
        self._strangers[guest] = None
        return True

    def sign_in(self, guest: Guest) -> None:
        """The guest has shown valid credentials, and keeps its place."""
        if guest in self._strangers:
            del self._strangers[guest]
            guest.signed_in = True
            self._signed_in += 1

    def leave(self, guest: Guest) -> None:
        self._strangers.pop(guest, None)
        self._signed_in -= guest.signed_in

    def _make_room(self) -> bool:
        """The stranger who has been here for longest, and does not wait for an answer, has to go."""
        leaving = next((guest for guest in self._strangers if guest.waiting), None)
        if leaving is None:
            return False
        del self._strangers[leaving]
        leaving.turn_out()
        return True
