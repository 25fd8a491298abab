"""`<entry>/acl` and `<entry>/move` of stanzas of conf files and the like: whose one is, who may use it, where it is.

REST API User Manual, "Access Control List". Sharing and roles are written to the app's metadata/local.meta.

A search runs with the rights of its owner, one that nobody owns with those of the system. So to give an object to
somebody else, or to nobody, takes admin_all_objects, which stands above access lists (authorize.conf.spec).
[unverified]: how splunkd words the refusal, and that a new object of an app is its maker's.
"""

from __future__ import annotations

from functools import partial

from ...conf import Level
from ...conf.layers import SYSTEM
from ...conf.objects import NOBODY, Owned, shared
from ...conf.roles import ALL_OBJECTS
from ..http import HttpError, Request, Route
from ..http.faults import forbidden
from ..instance import Splunkd
from .arguments import arguments, check, check_name, names, require
from .collection import title
from .entry import Answer, Entry, Feed, Handler
from .namespaces import acl_of, all_objects, check_addable
from .objects import Object, ObjectStore
from .store import EntryStore

SHARINGS = {"user": "user", "app": "app", "global": "global", "system": "global"}
PERMS = ("perms.read", "perms.write")


def acl_routes(store: ObjectStore[Object]) -> tuple[Route[Handler], ...]:
    """The endpoints that objects have beside the usual ones of a collection."""
    entry, capability = f"{store.shape.path}/{{name}}", store.shape.capabilities.get("share", "")
    return (
        Route("GET", f"{entry}/acl", partial(show, store)),
        Route("POST", f"{entry}/acl", partial(share, store), capability=capability),
        Route("POST", f"{entry}/move", partial(move, store), capability=capability),
    )


def show(store: EntryStore, splunkd: Splunkd, request: Request) -> Answer:
    """The owner and access list of an entry, without its content."""
    entries = store.find(splunkd, request, request.args["name"])
    return Feed(title(store, request), [Entry(entry.name, {}, entry.acl) for entry in entries])


def share(store: ObjectStore[Object], splunkd: Splunkd, request: Request) -> Answer:
    """`sharing` (user, app, global), `owner`, `perms.read`, `perms.write`; roles not given stay as they are."""
    with splunkd.splunk.changing:
        item = _changeable(store, splunkd, request)
        if item.sharing == SYSTEM:
            raise HttpError(400, f"'{item.name}' belongs to the system, and is everybody's.")
        sharing, owner = _wanted(splunkd, request, item)
        read, write = perms(request)
        to = Level(item.level.app, owner if sharing == "user" else None)
        if to != item.level:
            check_addable(splunkd, request, to, item.of)
        store.place(splunkd, item, to, lambda layers: shared(layers, item, sharing, owner, read, write))
    return _answer(store, splunkd, request, item, to)


def perms(request: Request) -> tuple[list[str] | None, list[str] | None]:
    """The roles that are to read, and those that are to write; None where the request says nothing."""
    read, write = (names(request, key) if key in request.params else None for key in PERMS)
    return read, write


def _wanted(splunkd: Splunkd, request: Request, item: Owned) -> tuple[str, str]:
    """Sharing and owner. Without `sharing` splunkd takes no owner either, as Splunk's support notes (SPLK044248)."""
    params = arguments(request)
    check(params, ("app", *PERMS, *(("sharing", "owner") if "sharing" in params else ())))
    require(params, ("sharing", "owner"))
    if params.get("app", item.level.app) != item.level.app:
        raise HttpError(400, f"An object comes to another app by '{request.endpoint.rpartition('/')[0]}/move'.")
    sharing = SHARINGS.get(params["sharing"])
    if sharing is None:
        raise HttpError(
            400, f"Invalid value for argument 'sharing': {params['sharing']!r} is none of user, app, global."
        )
    owner = params["owner"]
    if owner not in (item.owner, request.who.user):
        _may_give(splunkd, request)
    if splunkd.users.find(owner) is None and (owner != NOBODY or sharing == "user"):
        raise HttpError(400, f"User does not exist: {owner}")
    return sharing, owner


def move(store: ObjectStore[Object], splunkd: Splunkd, request: Request) -> Answer:
    """`app` and `user`: where the object is to be; `nobody` shares it with the app. It stays its owner's, unless who
    moves it may give it away."""
    params = arguments(request)
    check(params, ("app", "user"))
    require(params, ("app", "user"))
    user = None if params["user"] == NOBODY else params["user"]
    if user is not None and splunkd.users.find(user) is None:
        raise HttpError(400, f"User does not exist: {user}")
    if user not in (None, request.who.user):
        _may_give(splunkd, request)
    to = Level(params["app"], user)
    with splunkd.splunk.changing:
        item = _changeable(store, splunkd, request)
        check_addable(splunkd, request, to, item.of)
        owned = not user and item.owner != NOBODY and not all_objects(splunkd, request)
        owner = {"owner": item.owner} if owned and to != item.level else {}
        store.place(splunkd, item, to, lambda layers: layers.with_rules(to.app, item.of, owner) if owner else layers)
    return _answer(store, splunkd, request, item, to)


def _may_give(splunkd: Splunkd, request: Request) -> None:
    if not all_objects(splunkd, request):
        raise forbidden(request.who.user, ALL_OBJECTS)


def _changeable(store: ObjectStore[Object], splunkd: Splunkd, request: Request) -> Object:
    check_name(request.args["name"])
    return store.writable(splunkd, request)


def _answer(store: ObjectStore[Object], splunkd: Splunkd, request: Request, item: Object, to: Level) -> Answer:
    items = store.at(splunkd, request, item.name, to)
    return Feed(title(store, request), [Entry(item.name, {}, acl_of(splunkd, request, item)) for item in items])
