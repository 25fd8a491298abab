"""`<entry>/acl` and `<entry>/move` of objects in conf files: whose an object is, who may use it, where it is.

REST API User Manual, "Access Control List". Sharing and roles are written to the app's metadata/local.meta.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ...conf import Level
from ...conf.layers import SYSTEM
from ...conf.objects import NOBODY, ConfObject, moved, shared
from ..http.request import Request
from ..http.response import HttpError
from ..http.route import Route
from ..instance.splunkd import Splunkd
from .arguments import arguments, check, check_name, names, require
from .entry import Answer, Entry, Feed, Handler
from .namespaces import acl_of, at, check_addable, check_writable, found, one

SHARINGS = {"user": "user", "app": "app", "global": "global", "system": "global"}
PERMS = ("perms.read", "perms.write")
Name = Callable[[Request], str]


def acl_routes(entry: str, conf: Name, title: Name, *, capability: str = "") -> tuple[Route[Handler], ...]:
    """The routes of an entry's path, which has the placeholder `{name}`. `conf` and `title`: the conf file that the
    object is in, and the title of its collection."""
    return (
        Route("GET", f"{entry}/acl", partial(show, conf, title)),
        Route("POST", f"{entry}/acl", partial(share, conf, title), capability=capability),
        Route("POST", f"{entry}/move", partial(move, conf, title), capability=capability),
    )


def show(conf: Name, title: Name, splunkd: Splunkd, request: Request) -> Answer:
    return _answer(splunkd, request, title, found(splunkd, request, conf(request), request.args["name"]))


def share(conf: Name, title: Name, splunkd: Splunkd, request: Request) -> Answer:
    """`sharing` (user, app, global), `owner`, `perms.read`, `perms.write`; roles not given stay as they are."""
    with splunkd.splunk.changing:
        check_name(request.args["name"])
        item = one(splunkd, request, conf(request), request.args["name"])
        check_writable(splunkd, request, item)
        if item.sharing == SYSTEM:
            raise HttpError(400, f"'{item.name}' belongs to the system, and is everybody's.")
        sharing, owner = _asked(splunkd, request, item)
        read, write = perms(request)
        to = Level(item.level.app, owner if sharing == "user" else None)
        if to != item.level:
            check_addable(splunkd, request, to, item.conf, item.name)
        splunkd.splunk.update(lambda layers: shared(layers, item, sharing, owner, read, write))
    return _answer(splunkd, request, title, at(splunkd, request, item.conf, item.name, to))


def perms(request: Request) -> tuple[list[str] | None, list[str] | None]:
    """The roles that are to read, and those that are to write; None where the request says nothing."""
    read, write = (names(request, key) if key in request.params else None for key in PERMS)
    return read, write


def _asked(splunkd: Splunkd, request: Request, item: ConfObject) -> tuple[str, str]:
    """Sharing and owner. Without `sharing` splunkd takes no owner either, as Splunk's support notes (SPLK044248)."""
    given = arguments(request)
    check(given, ("app", *PERMS, *(("sharing", "owner") if "sharing" in given else ())))
    require(given, ("sharing", "owner"))
    if given.get("app", item.level.app) != item.level.app:
        raise HttpError(400, f"An object comes to another app by '{request.endpoint.rpartition('/')[0]}/move'.")
    sharing = SHARINGS.get(given["sharing"])
    if sharing is None:
        raise HttpError(
            400, f"Invalid value for argument 'sharing': {given['sharing']!r} is none of user, app, global."
        )
    owner = given["owner"]
    if splunkd.users.find(owner) is None and (owner != NOBODY or sharing == "user"):
        raise HttpError(400, f"User does not exist: {owner}")
    return sharing, owner


def move(conf: Name, title: Name, splunkd: Splunkd, request: Request) -> Answer:
    """`app` and `user`: where the object is to be; `nobody` shares it with the app."""
    given = arguments(request)
    check(given, ("app", "user"))
    require(given, ("app", "user"))
    user = None if given["user"] == NOBODY else given["user"]
    if user is not None and splunkd.users.find(user) is None:
        raise HttpError(400, f"User does not exist: {user}")
    to = Level(given["app"], user)
    with splunkd.splunk.changing:
        check_name(request.args["name"])
        item = one(splunkd, request, conf(request), request.args["name"])
        check_writable(splunkd, request, item)
        check_addable(splunkd, request, to, item.conf, item.name)
        splunkd.splunk.update(lambda layers: moved(layers, item, to))
    return _answer(splunkd, request, title, at(splunkd, request, item.conf, item.name, to))


def _answer(splunkd: Splunkd, request: Request, title: Name, items: list[ConfObject]) -> Answer:
    return Feed(title(request), [Entry(item.name, {}, acl_of(splunkd, request, item)) for item in items])
