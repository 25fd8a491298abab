"""authentication/users: who may log in, and with which roles.

REST API Reference, "Access endpoint descriptions"; contents as third parties measured them on 10.4.2 and 10.6. Without
the capability edit_user a user sees and changes nobody else; grantableRoles of a role bind it further.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ...conf import roles
from ...conf.layers import names_file
from ...conf.objects import NOBODY
from ...dataclass import dataclass
from ..eai import Acl, Content, Entry
from ..eai.arguments import boolean, check, names, require
from ..eai.collection import routes
from ..eai.namespaces import missing
from ..eai.shape import READING, Shape
from ..http import HttpError, Request
from ..http.faults import forbidden
from ..instance import Splunkd
from ..instance.credentials import SYSTEM_USER
from ..instance.users import User

SHORTEST = 8
"""Characters of a password (authentication.conf.spec: minPasswordLength)."""
_EDIT = "edit_user"
_SEE = frozenset({_EDIT, "list_all_users"})
_ARGUMENTS = ("defaultApp", "email", "password", "realname", "roles", "tz")
_UNSUPPORTED = ("createrole", "force-change-pass", "locked-out", "restart_background_jobs")
"""Arguments of splunkd's of which only false is supported: true is answered 501."""


def _unsupported(name: str, value: str) -> str:
    if value and boolean(name, value):
        raise HttpError(501, f"minisplunk does not support the argument '{name}' of users.")
    return value


SHAPE = Shape(
    "authentication/users",
    title="users",
    optional=tuple(sorted((*_ARGUMENTS, "oldpassword", *_UNSUPPORTED))),
    reads=dict.fromkeys(_UNSUPPORTED, _unsupported),
    endpoints=(*READING, "create", "update", "remove"),
    capabilities=dict.fromkeys(("new", "create", "remove"), _EDIT),
)


@dataclass(frozen=True)
class UserStore:
    """The users of etc/passwd; names are in lower case."""

    shape: Shape = SHAPE

    def list(self, splunkd: Splunkd, request: Request) -> Iterable[Entry]:
        users = (user for user in splunkd.users if _may_see(splunkd, request, user))
        return [_entry(splunkd, user) for user in sorted(users, key=lambda user: user.name)]

    def find(self, splunkd: Splunkd, request: Request, name: str) -> Sequence[Entry]:
        return [_entry(splunkd, _user(splunkd, request, name))]

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        return Entry("_new", {}, Acl("", "system", "system", write=("*",)))

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        name = name.lower()
        check(settings, (*_ARGUMENTS, *_UNSUPPORTED))
        require([key for key, value in settings.items() if value], ("password", "roles"))
        if not names_file(name) or any(sign in name for sign in " ;\r\n") or name in (NOBODY, SYSTEM_USER, "-"):
            raise HttpError(400, f"A user cannot be named {name!r}.")
        user = _changed(splunkd, request, User(name, (), ""), settings)
        if splunkd.users.find(name) is not None:
            raise HttpError(409, f"A user with the name {name} already exists.")
        return [_entry(splunkd, splunkd.users.put(user, _password(settings)))]

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        """Users may change themselves, except their roles; to change the password they give the old one."""
        user = _user(splunkd, request, name)
        if _EDIT not in splunkd.capabilities(request.who.roles):
            if user.name != request.who.user or "roles" in settings:
                raise forbidden(request.who.user, _EDIT)
            if "password" in settings and splunkd.sign_in(user.name, settings.get("oldpassword", "")) is None:
                raise HttpError(400, "The old password is missing or wrong.")
        elif settings.get("locked-out"):  # false, as true is not supported
            splunkd.lockout.lift(user.name)
        user = splunkd.users.put(_changed(splunkd, request, user, settings), _password(settings))
        if "password" in settings:
            splunkd.sessions.end_of(user.name)
        return [_entry(splunkd, user)]

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        """splunkd answers 400, not 404, for a user who is not there, as splunk-sdk's tests have it."""
        user = splunkd.users.find(name.lower())
        if user is None or not _may_see(splunkd, request, user):
            raise HttpError(400, f"User does not exist: {name}")
        if name.lower() == request.who.user:
            raise HttpError(400, "Users cannot delete themselves.")
        splunkd.users.remove(name.lower())
        splunkd.sessions.end_of(name.lower())
        splunkd.tokens.remove_of(name.lower())
        splunkd.lockout.lift(name.lower())


def _user(splunkd: Splunkd, request: Request, name: str) -> User:
    user = splunkd.users.find(name.lower())
    if user is None or not _may_see(splunkd, request, user):
        raise missing(name)
    return user


def _may_see(splunkd: Splunkd, request: Request, user: User) -> bool:
    if user.name == request.who.user:
        return True
    return not _SEE.isdisjoint(splunkd.capabilities(request.who.roles)) and _manages(splunkd, request, user.roles)


def _manages(splunkd: Splunkd, request: Request, held: tuple[str, ...]) -> bool:
    """Whether these roles are within what the user may manage."""
    bound = roles.grantable(splunkd.splunk.contexts.everywhere, request.who.roles)
    return bound is None or splunkd.capabilities(held) <= bound


def _changed(splunkd: Splunkd, request: Request, user: User, settings: Mapping[str, str]) -> User:
    """The user with the changes of a request. HttpError 400 for a role that does not exist, and for no role at all."""
    user = replace(
        user,
        default_app=settings.get("defaultApp", user.default_app),
        email=settings.get("email", user.email),
        real_name=settings.get("realname", user.real_name),
        time_zone=settings.get("tz", user.time_zone),
    )
    if "roles" not in settings:
        return user
    held = tuple(dict.fromkeys(names(request, "roles")))
    known = roles.names(splunkd.splunk.contexts.everywhere)
    unknown = [role for role in held if role not in known]
    if unknown or not held:
        raise HttpError(400, f"There is no role '{unknown[0]}'." if unknown else "A user has one role at least.")
    for role in held:
        if role not in user.roles and not _manages(splunkd, request, (role,)):
            raise HttpError(403, f"You (user={request.who.user}) may not give the role '{role}' (grantableRoles).")
    return replace(user, roles=held)


def _password(settings: Mapping[str, str]) -> str | None:
    password = settings.get("password")
    if password is not None and len(password) < SHORTEST:
        raise HttpError(400, f"Password did not meet complexity requirements: it has fewer than {SHORTEST} characters.")
    return password


def _entry(splunkd: Splunkd, user: User) -> Entry:
    content: dict[str, Content] = {
        **about(splunkd, user),
        "lang": "",
        "locked-out": splunkd.lockout.is_locked(user.name),
        "password": "********",
        "restart_background_jobs": None,
    }
    return Entry(user.name, content, Acl("", "system", "system", write=("*",), removable=True))


def about(splunkd: Splunkd, user: User) -> dict[str, Content]:
    """The content that users see of themselves, and administrators of everybody."""
    return {
        "capabilities": sorted(splunkd.capabilities(user.roles)),
        "defaultApp": user.default_app or "launcher",
        "defaultAppIsUserOverride": bool(user.default_app),
        "defaultAppSourceRole": "system",
        "email": user.email,
        "realname": user.real_name,
        "roles": user.roles,
        "type": "Splunk",
        "tz": user.time_zone,
    }


ROUTES = routes(UserStore())
