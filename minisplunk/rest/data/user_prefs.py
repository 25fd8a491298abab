"""data/user-prefs: what users want of Splunk Web, and where their searches begin.

user-prefs.conf.spec: `general` is the user's own, and what others have begins with it; it stands in the app user-prefs,
whatever app a request names. The app that a user begins with and the time zone are those of authentication/users: here
they are shown and changed too. The endpoint is in the REST API Reference's list of endpoints alone.

[unverified]: what a request is answered that names the app user-prefs nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from ...conf.layers import USER_PREFS
from ...conf.objects import ConfObject
from ..eai import Content, Entry
from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.shape import Shape
from ..eai.stanzas import Change, StanzaStore
from ..http import HttpError, Namespace, Request
from ..instance import Splunkd
from ..instance.users import User

GENERAL = "general"
_APP, _ZONE = "default_namespace", "tz"
_OF_USERS = frozenset({_APP, _ZONE})
"""Settings that users have elsewhere."""
SHAPE = Shape("data/user-prefs", title="user-prefs", wildcard=True)


class UserPrefsStore(StanzaStore):
    """Stanzas of user-prefs.conf."""

    def list(self, splunkd: Splunkd, request: Request) -> Iterable[Entry]:
        return super().list(splunkd, _at_home(request))

    def find(self, splunkd: Splunkd, request: Request, name: str) -> Sequence[Entry]:
        return super().find(splunkd, _at_home(request), name)

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        return super().create(splunkd, _at_home(request), name, settings)

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        return super().update(splunkd, _at_home(request), name, settings)

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        super().remove(splunkd, _at_home(request), name)

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[ConfObject], Entry]:
        def entry(item: ConfObject) -> Entry:
            content = self.content(item)
            user = splunkd.users.find(request.namespace.owner or request.who.user)
            if item.name == GENERAL and user is not None:
                content |= _of_user(user)
            return self.entry(splunkd, request, item, content)

        return entry

    def write(self, splunkd: Splunkd, request: Request, change: Change, settings: Mapping[str, str]) -> None:
        """Sets what users have elsewhere, and writes the rest: both, or neither."""
        given = settings.keys() & _OF_USERS if change.name == GENERAL else frozenset()
        if not given:
            super().write(splunkd, request, change, settings)
            return
        user = splunkd.users.find(change.to.user or "")
        if user is None:
            raise HttpError(501, f"minisplunk has no {' and no '.join(sorted(given))} of all users.")
        app, zone = settings.get(_APP, user.default_app), settings.get(_ZONE, user.time_zone)
        splunkd.users.put(replace(user, default_app=app, time_zone=zone))
        try:
            rest = {key: value for key, value in settings.items() if key not in given}
            super().write(splunkd, request, change, rest)
        except BaseException:
            splunkd.users.put(user)
            raise


def _at_home(request: Request) -> Request:
    """The request with the app that has the preferences."""
    owner = request.namespace.owner or request.who.user
    return replace(request, namespace=Namespace(owner, USER_PREFS))


def _of_user(user: User) -> dict[str, Content]:
    return {_APP: user.default_app or "launcher", _ZONE: user.time_zone}


STORE = UserPrefsStore(SHAPE, "user-prefs")
ROUTES = (*routes(STORE), *acl_routes(STORE))
