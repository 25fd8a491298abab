"""Splunkd: what the handlers of the management port act on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from datetime import tzinfo
from functools import cached_property

from ...conf import roles
from ...conf.objects import NOBODY
from ...dataclass import dataclass
from ...engine import Splunk
from ...scheduler import Scheduler
from .bulletins import RESTART, BulletinBoard
from .credentials import SYSTEM_USER
from .info import ServerInfo
from .lockout import NEVER, Lockout, LockoutPolicy
from .secret import Secret
from .sessions import TIMEOUT, Sessions, seconds
from .tokens import Tokens
from .users import User, Users


@dataclass
class Splunkd:
    """`splunk`: the engine; `users` and `sessions`: who may log in, and who has; `info`: what the server says of
    itself; `bulletins`: the messages for whoever logs in; `lockout`: who may not, for a while; `log_levels`: of
    components, where somebody has set one; `started`: epoch seconds; `restart`: asks for one, None where nobody serves
    it."""

    splunk: Splunk
    users: Users
    sessions: Sessions = field(default_factory=Sessions)
    info: ServerInfo = field(default_factory=ServerInfo)
    bulletins: BulletinBoard = field(default_factory=BulletinBoard)
    lockout: Lockout = field(default_factory=Lockout)
    log_levels: dict[str, str] = field(default_factory=dict)
    started: float = 0.0
    restart: Callable[[], object] | None = None

    def begin(self) -> None:
        """Be as after a start: nobody is signed in, and nothing is known but what is on disk."""
        self.started = self.splunk.clock.now()
        timeout = seconds(self.splunk.contexts.everywhere.conf("server").stanzas["general"].get("sessionTimeout"))
        self.sessions.restart(TIMEOUT if timeout is None else timeout)
        self.lockout = Lockout()
        self.log_levels.clear()
        self.bulletins.discard(RESTART)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.splunk.etc / "auth" / "tokens", lambda: self.secret.key)

    def by_token(self, text: str, address: str) -> User | None:
        """The user of a valid authentication token; None for any other text, and where tokens are disabled."""
        if self.splunk.contexts.everywhere.conf(roles.CONF).stanzas["tokens_auth"].flag("disabled", True):
            return None
        token = self.tokens.of(text, self.splunk.clock.now(), address)
        return None if token is None else self.users.find(token.user)

    @cached_property
    def secret(self) -> Secret:
        return Secret(self.splunk.etc / "auth" / "splunk.secret")

    @cached_property
    def scheduler(self) -> Scheduler:
        return Scheduler(self.splunk, self.roles_of, self.zone_of)

    def sign_in(self, name: str, password: str) -> User | None:
        """The user of that name and password; None when they don't go together, and for who is locked out."""
        user = self.users.check(name, password)
        known = self.users.find(name)
        if known is None or (user is not None and not self.lockout.knows(name)):
            return user
        policy = LockoutPolicy.of(self.splunk.contexts.everywhere)
        if NEVER in self.capabilities(known.roles):
            policy = replace(policy, locks=False)
        return user if self.lockout.admits(name, user is not None, policy) else None

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
