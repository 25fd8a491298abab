"""The namespace of a request in; what it sees of conf files and where it writes to, or 403 and 404, out.

REST API User Manual, "Namespace": `/services` is the user's own namespace in the app that the user begins with.
"""

from __future__ import annotations

from collections.abc import Callable

from ...conf import Layers, Level, View
from ...conf.layers import SYSTEM
from ...conf.metadata import ObjectPath
from ...conf.objects import NOBODY, ConfObject, Owned, Scope, allows, objects
from ...conf.roles import ALL_OBJECTS
from ...conf.view import GLOBAL
from ..http import HttpError, Request
from ..http.faults import forbidden
from ..instance import Splunkd
from .entry import Acl

ANY = "-"
_SECRETS = {
    ("inputs", "http://"): frozenset({"edit_token_http", "list_token_http"}),
    ("passwords", "credential:"): frozenset({"edit_storage_passwords", "list_storage_passwords"}),
}
"""Conf files, how the names of stanzas in them begin that hold secrets, and the capabilities that show them."""


def missing(name: str) -> HttpError:
    """splunkd's answer about an object that is not there, as third parties measured it on 10.4.2 and 10.6."""
    return HttpError(404, f"Could not find object id={name}")


def all_objects(splunkd: Splunkd, request: Request) -> bool:
    """Whether the user may read and change every object."""
    return ALL_OBJECTS in splunkd.capabilities(request.who.roles)


def scope(splunkd: Splunkd, request: Request) -> Scope:
    """The namespace that a request reads. Only a user who may read every object sees other users' own ones."""
    app, owner = request.namespace.app or request.app, request.namespace.owner or request.who.user
    if app not in (ANY, SYSTEM) and all(app != installed.id for installed in splunkd.splunk.layers.apps):
        raise HttpError(404, f"Application does not exist: {app}")
    sees_all = all_objects(splunkd, request)
    if owner == ANY:
        whose = None if sees_all else request.who.user
    else:
        whose = owner if sees_all or owner == request.who.user else NOBODY
    return Scope(None if app == ANY else app, whose)


def visible(splunkd: Splunkd, request: Request, conf: str, name: str | None = None) -> list[ConfObject]:
    """The objects of a conf file that a request sees; with `name`, those of that name, or 404."""
    layers = splunkd.splunk.layers
    wanted = scope(splunkd, request)
    if conf in GLOBAL and wanted.app is not None:
        wanted = Scope(wanted.app, NOBODY)
    items = objects(layers, views_of(splunkd, request), conf, wanted, name)
    readable = [item for item in items if may_see(splunkd, request, conf, item.name)]
    if name is not None and not readable:
        raise missing(name)
    return readable


def may_see(splunkd: Splunkd, request: Request, conf: str, stanza: str) -> bool:
    """Whether a user may see a stanza: secrets are shown to those alone who may list or edit them."""
    asked = (needed for (file, start), needed in _SECRETS.items() if file == conf and stanza.startswith(start))
    return all(not needed.isdisjoint(splunkd.capabilities(request.who.roles)) for needed in asked)


def views_of(splunkd: Splunkd, request: Request) -> Callable[[str, str], View]:
    """The view of an app and an owner, with the roles of the request's user."""
    roles = request.who.roles
    return lambda app, user: splunkd.splunk.context(app, user, roles)[0]


def level(splunkd: Splunkd, request: Request, conf: str) -> Level:
    """Where a request writes to. Wildcards and other users' own are refused."""
    wanted = scope(splunkd, request)
    owner = request.namespace.owner or request.who.user
    if wanted.app is None or owner == ANY:
        raise HttpError(400, "An object is written to one app and for one owner, not to '-'.")
    if owner == NOBODY or conf in GLOBAL:
        return Level(wanted.app)
    if owner != wanted.owner:
        raise forbidden(request.who.user, ALL_OBJECTS)
    if splunkd.users.find(owner) is None:
        raise HttpError(404, f"User does not exist: {owner}")
    return Level(wanted.app, owner)


def check_writable(splunkd: Splunkd, request: Request, item: Owned) -> None:
    """403 unless the user may change an object (default.meta.spec: write access to it)."""
    if not all_objects(splunkd, request) and not item.writable(request.who.user, roles_held(splunkd, request)):
        raise _cannot_write(splunkd, request, item.level, item.of)


def check_addable(splunkd: Splunkd, request: Request, to: Level, of: ObjectPath) -> None:
    """403 unless the user may add objects to an app, and remove them (default.meta.spec: write access to the app)."""
    if to.user == request.who.user or all_objects(splunkd, request):
        return
    if to.user is not None or not allows(_rules(splunkd.splunk.layers, to, ())[1], roles_held(splunkd, request)):
        raise _cannot_write(splunkd, request, to, of)


def acl_of(splunkd: Splunkd, request: Request, item: Owned) -> Acl:
    """The access list of an object as the user of the request sees it."""
    return Acl(
        app=item.level.app,
        owner=item.owner,
        sharing=item.sharing,
        read=item.access.read,
        write=item.access.write,
        modifiable=all_objects(splunkd, request) or item.writable(request.who.user, roles_held(splunkd, request)),
        removable=item.removable,
    )


def roles_held(splunkd: Splunkd, request: Request) -> tuple[str, ...]:
    """The user's roles with those that they import."""
    return tuple(splunkd.splunk.contexts.readers(request.who.roles) or request.who.roles)


def _rules(layers: Layers, at: Level, of: ObjectPath) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    rules = layers.app_or_system(at.app).metadata
    return rules.read(of), rules.write(of), rules.exported(of)


def _cannot_write(splunkd: Splunkd, request: Request, at: Level, of: ObjectPath) -> HttpError:
    """Worded as splunkd words it."""
    read, write, exported = _rules(splunkd.splunk.layers, at, of)
    who = f"User '{request.who.user}' with roles {{ {', '.join(sorted(roles_held(splunkd, request)))} }}"
    return HttpError(
        403,
        f"{who} cannot write: /{at.user or NOBODY}/{at.app}/{'/'.join(of)} "
        f"{{ read : [ {', '.join(read)} ], write : [ {', '.join(write)} ] }}, "
        f"export: {'global' if exported else 'none'}, owner: {at.user or NOBODY}, removable: no",
    )
