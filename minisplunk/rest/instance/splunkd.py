"""Splunkd: what the handlers of the management port act on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cached_property

from ...conf import roles
from ...conf.objects import NOBODY
from ...engine import Splunk
from ...scheduler import Scheduler
from .bulletins import BulletinBoard
from .credentials import SYSTEM_USER
from .info import ServerInfo
from .sessions import Sessions
from .users import Users


@dataclass
class Splunkd:
    """`splunk`: the engine; `users` and `sessions`: who may log in, and who has; `info`: what the server says of
    itself; `bulletins`: the messages for whoever logs in."""

    splunk: Splunk
    users: Users
    sessions: Sessions = field(default_factory=Sessions)
    info: ServerInfo = field(default_factory=ServerInfo)
    bulletins: BulletinBoard = field(default_factory=BulletinBoard)

    @cached_property
    def scheduler(self) -> Scheduler:
        return Scheduler(self.splunk, self.roles_of, self.zone_of)

    def roles_of(self, owner: str) -> tuple[str, ...]:
        """The roles with which an owner's searches run; none for a user who no longer exists."""
        if owner in (NOBODY, SYSTEM_USER):
            return roles.SYSTEM_ROLES
        user = self.users.find(owner)
        return () if user is None else user.roles

    def zone_of(self, user: str) -> tzinfo:
        """The time zone of a user's searches and answers; the server's for a user who has none."""
        return self.users.zone(user, self.splunk.zone)

    def capabilities(self, held: tuple[str, ...]) -> frozenset[str]:
        """What roles may do."""
        return roles.capabilities(self.splunk.contexts.everywhere, held)
