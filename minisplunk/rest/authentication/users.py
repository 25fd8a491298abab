"""authentication/users: who may log in, and with which roles.

REST API Reference, "Access endpoint descriptions"; contents as third parties measured them on 10.4.2 and 10.6. Without
the capability edit_user a user sees and changes nobody else.
"""

from __future__ import annotations

from dataclasses import replace

from ...conf import roles
from ...conf.objects import NOBODY
from ..eai.arguments import arguments, check, flag, names, new_name, require
from ..eai.entry import Acl, Answer, Content, Entry, Feed
from ..eai.namespaces import missing
from ..eai.paging import paged
from ..http.faults import forbidden
from ..http.request import Request
from ..http.response import HttpError
from ..http.route import Route
from ..instance.credentials import SYSTEM_USER
from ..instance.splunkd import Splunkd
from ..instance.users import User

SHORTEST = 8
"""Characters of a password (authentication.conf.spec: minPasswordLength)."""
_TITLE = "users"
_LINKS = ("create",)
_EDIT = "edit_user"
_SEE = frozenset({_EDIT, "list_all_users"})
_ARGUMENTS = ("defaultApp", "email", "password", "realname", "roles", "tz")
_UNSUPPORTED = ("createrole", "force-change-pass", "locked-out", "restart_background_jobs")
"""What splunkd can do with users beside; it may be asked for with `false`, which is what happens here."""
_FIELDS = {"required": (), "optional": tuple(sorted((*_ARGUMENTS, "oldpassword", *_UNSUPPORTED))), "wildcard": ()}


def listing(splunkd: Splunkd, request: Request) -> Answer:
    seen = sorted((user for user in splunkd.users if _may_see(splunkd, request, user.name)), key=lambda user: user.name)
    return paged(request, _TITLE, (_entry(splunkd, user) for user in seen), links=_LINKS)


def get(splunkd: Splunkd, request: Request) -> Answer:
    return _answer(splunkd, _user(splunkd, request))


def template(splunkd: Splunkd, request: Request) -> Answer:
    acl = Acl("", "system", "system", write=("*",))
    fields = {**_FIELDS, "required": ("name",)}
    return Feed(_TITLE, [Entry("_new", {}, acl, fields=fields, path="authentication/users/_new")], links=_LINKS)


def create(splunkd: Splunkd, request: Request) -> Answer:
    name = new_name(request).lower()
    given = _given(request, _ARGUMENTS)
    require([key for key, value in given.items() if value], ("password", "roles"))
    if any(sign in name for sign in " :;/\r\n") or name in (NOBODY, SYSTEM_USER, "-"):
        raise HttpError(400, f"A user cannot be named {name!r}.")
    user = _changed(splunkd, request, User(name, (), ""), given)
    with splunkd.splunk.changing:
        if splunkd.users.find(name) is not None:
            raise HttpError(409, f"A user with the name {name} already exists.")
        user = splunkd.users.put(user, _password(request))
    return _answer(splunkd, user, 201)


def update(splunkd: Splunkd, request: Request) -> Answer:
    """Users may change themselves, but for their roles; for another password they give the old one."""
    user = _user(splunkd, request)
    given = _given(request, (*_ARGUMENTS, "oldpassword"))
    if _EDIT not in splunkd.capabilities(request.who.roles):
        if user.name != request.who.user or "roles" in given:
            raise forbidden(request.who.user, _EDIT)
        if "password" in given and splunkd.users.check(user.name, request.get("oldpassword")) is None:
            raise HttpError(400, "The old password is missing or wrong.")
    with splunkd.splunk.changing:
        user = splunkd.users.put(_changed(splunkd, request, splunkd.users.user(user.name), given), _password(request))
    if "password" in given:
        splunkd.sessions.end_of(user.name)
    return _answer(splunkd, user)


def delete(splunkd: Splunkd, request: Request) -> Answer:
    """splunkd answers 400, not 404, for a user who is not there, as splunk-sdk's tests have it."""
    name = request.args["name"].lower()
    if splunkd.users.find(name) is None:
        raise HttpError(400, f"User does not exist: {request.args['name']}")
    if name == request.who.user:
        raise HttpError(400, "Users cannot delete themselves.")
    splunkd.users.remove(name)
    splunkd.sessions.end_of(name)
    return Feed(_TITLE, links=_LINKS)


def _user(splunkd: Splunkd, request: Request) -> User:
    user = splunkd.users.find(request.args["name"].lower())
    if user is None or not _may_see(splunkd, request, user.name):
        raise missing(request.args["name"])
    return user


def _may_see(splunkd: Splunkd, request: Request, name: str) -> bool:
    return name == request.who.user or not _SEE.isdisjoint(splunkd.capabilities(request.who.roles))


def _given(request: Request, known: tuple[str, ...]) -> dict[str, str]:
    given = arguments(request)
    check(given, (*known, *_UNSUPPORTED))
    for name in _UNSUPPORTED:
        if flag(request, name):
            raise HttpError(501, f"minisplunk does not support the argument '{name}' of users.")
    return given


def _changed(splunkd: Splunkd, request: Request, user: User, given: dict[str, str]) -> User:
    """The user as the request has it. HttpError 400 for roles that there are not, and for none at all."""
    user = replace(
        user,
        default_app=given.get("defaultApp", user.default_app),
        email=given.get("email", user.email),
        real_name=given.get("realname", user.real_name),
        time_zone=given.get("tz", user.time_zone),
    )
    if "roles" not in given:
        return user
    held = tuple(dict.fromkeys(names(request, "roles")))
    known = roles.names(splunkd.splunk.contexts.everywhere)
    unknown = [role for role in held if role not in known]
    if unknown or not held:
        raise HttpError(400, f"There is no role '{unknown[0]}'." if unknown else "A user has one role at least.")
    return replace(user, roles=held)


def _password(request: Request) -> str | None:
    if "password" not in request.params:
        return None
    password = request.get("password")
    if len(password) < SHORTEST:
        raise HttpError(400, f"Password did not meet complexity requirements: it has fewer than {SHORTEST} characters.")
    return password


def _answer(splunkd: Splunkd, user: User, status: int = 200) -> Answer:
    entry = _entry(splunkd, user)
    return Feed(_TITLE, [replace(entry, fields=_FIELDS)], status=status, links=_LINKS)


def _entry(splunkd: Splunkd, user: User) -> Entry:
    content: dict[str, Content] = {
        "capabilities": sorted(splunkd.capabilities(user.roles)),
        "defaultApp": user.default_app or "launcher",
        "defaultAppIsUserOverride": bool(user.default_app),
        "defaultAppSourceRole": "system",
        "email": user.email,
        "lang": "",
        "locked-out": False,
        "password": "********",
        "realname": user.real_name,
        "restart_background_jobs": None,
        "roles": user.roles,
        "type": "Splunk",
        "tz": user.time_zone,
    }
    acl = Acl("", "system", "system", write=("*",), removable=True)
    return Entry(user.name, content, acl, path=f"authentication/users/{user.name}")


ROUTES = (
    Route("GET", "authentication/users", listing),
    Route("POST", "authentication/users", create, capability=_EDIT),
    Route("GET", "authentication/users/_new", template, capability=_EDIT),
    Route("GET", "authentication/users/{name}", get),
    Route("POST", "authentication/users/{name}", update),
    Route("DELETE", "authentication/users/{name}", delete, capability=_EDIT),
)
