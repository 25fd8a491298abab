"""The usual endpoints of a collection whose entries are stanzas of a conf file: a kind of object in, its routes out.

REST API User Manual, "Resources, URIs, and operations"; the texts are splunkd's where a third party measured them on
10.4.2 or 10.6. A change is written to the namespace of the request; a delete takes away what was written there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from ...conf import Level
from ...conf.objects import NOBODY, ConfObject, exists, removed
from ...conf.parser import DEFAULT, TRUE
from ..http.request import Request
from ..http.response import HttpError
from ..http.route import Route
from ..instance.splunkd import Splunkd
from .acl import acl_routes
from .arguments import arguments, check, check_name, new_name, require
from .entry import Acl, Answer, Content, Entry, Feed, Handler
from .namespaces import ANY, acl_of, at, check_addable, check_writable, found, level, one
from .paging import paged

LINKS = ("create", "_reload", "_acl")


@dataclass(frozen=True, slots=True)
class Kind:
    """What tells a collection from others. `conf`: the conf file; empty when the path names it as `{conf}`.

    `required` and `optional`: the settings that it has and takes; any, with `wildcard`. `flags`: those that are
    booleans. `capability`: what its changes need beside write access. `defaults`: whether [default] is an entry.
    """

    path: str
    conf: str = ""
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    wildcard: bool = False
    flags: frozenset[str] = frozenset({"disabled"})
    capability: str = ""
    defaults: bool = False

    def file(self, request: Request) -> str:
        return self.conf or request.args["conf"]

    def check_name(self, name: str) -> None:
        """400 for [default], where it is no entry, and for names of endpoints."""
        if not (self.defaults and name == DEFAULT):
            check_name(name)

    def title(self, request: Request) -> str:
        return self.conf or f"conf-{request.args['conf']}"

    def fields(self) -> Mapping[str, tuple[str, ...]]:
        return {"required": self.required, "optional": self.optional, "wildcard": (".*",) if self.wildcard else ()}

    def content(self, item: ConfObject) -> dict[str, Content]:
        settings = {key: setting.value for key, setting in item.stanza.settings.items()}
        shown = settings if self.wildcard else {key: settings[key] for key in settings if key in self.settings()}
        return {
            **shown,
            **{key: shown.get(key, "").lower() in TRUE for key in self.flags & {"disabled", *shown}},
            "eai:appName": item.level.app,
            "eai:userName": item.level.user or NOBODY,
        }

    def settings(self) -> frozenset[str]:
        return frozenset((*self.required, *self.optional))


def routes(kind: Kind) -> tuple[Route[Handler], ...]:
    """The endpoints of a kind of object."""
    entry = f"{kind.path}/{{name}}"

    def reading(method: str, path: str, handler: Callable[[Kind, Splunkd, Request], Answer]) -> Route[Handler]:
        return Route(method, path, partial(handler, kind))

    def changing(method: str, path: str, handler: Callable[[Kind, Splunkd, Request], Answer]) -> Route[Handler]:
        return Route(method, path, partial(handler, kind), capability=kind.capability)

    return (
        reading("GET", kind.path, listing),
        changing("POST", kind.path, create),
        reading("GET", f"{kind.path}/_new", template),
        reading("GET", f"{kind.path}/_acl", template),
        reading("GET", f"{kind.path}/_reload", reload),
        reading("POST", f"{kind.path}/_reload", reload),
        reading("GET", entry, get),
        changing("POST", entry, update),
        changing("DELETE", entry, delete),
        Route("POST", f"{entry}/enable", _switch(kind, "0"), capability=kind.capability),
        Route("POST", f"{entry}/disable", _switch(kind, "1"), capability=kind.capability),
        reading("GET", f"{entry}/_reload", get),
        reading("POST", f"{entry}/_reload", get),
        *acl_routes(entry, kind.file, kind.title, capability=kind.capability),
    )


def listing(kind: Kind, splunkd: Splunkd, request: Request) -> Answer:
    items = (item for item in found(splunkd, request, kind.file(request)) if kind.defaults or item.name != DEFAULT)
    entries = (_entry(kind, splunkd, request, item) for item in sorted(items, key=lambda item: item.name.lower()))
    return paged(request, kind.title(request), entries, links=LINKS)


def get(kind: Kind, splunkd: Splunkd, request: Request) -> Answer:
    items = found(splunkd, request, kind.file(request), request.args["name"])
    return paged(request, kind.title(request), [_single(kind, splunkd, request, item) for item in items], links=LINKS)


def template(kind: Kind, splunkd: Splunkd, request: Request) -> Answer:
    """What a new object would be: whose, and which settings it takes."""
    user = request.namespace.owner or request.who.user
    acl = Acl(request.app) if user in (ANY, NOBODY) else Acl(request.app, user, "user")
    entry = Entry("_new", {}, acl, fields=kind.fields(), path=f"{request.endpoint.rpartition('/')[0]}/_new")
    return Feed(kind.title(request), [entry], links=LINKS)


def reload(kind: Kind, splunkd: Splunkd, request: Request) -> Answer:
    """Read the conf files again, for somebody who changed them by hand."""
    splunkd.splunk.reload()
    return Feed(kind.title(request))


def create(kind: Kind, splunkd: Splunkd, request: Request) -> Answer:
    name, conf, settings = new_name(request), kind.file(request), _settings(kind, request)
    kind.check_name(name)
    require(settings, kind.required)
    to = level(splunkd, request, conf)
    check_addable(splunkd, request, to, conf, name)
    with splunkd.splunk.changing:
        if exists(splunkd.splunk.layers, to, conf, name):
            raise HttpError(409, f"An object with name={name} already exists")
        splunkd.splunk.change(to.app, conf, name, settings, user=to.user)
    return _answer(kind, splunkd, request, to, name, 201)


def update(kind: Kind, splunkd: Splunkd, request: Request) -> Answer:
    return _write(kind, splunkd, request, _settings(kind, request))


def _switch(kind: Kind, disabled: str) -> Handler:
    return lambda splunkd, request: _write(kind, splunkd, request, {"disabled": disabled})


def delete(kind: Kind, splunkd: Splunkd, request: Request) -> Answer:
    """Take away what was written of an object. What came with an app stays (Knowledge Manager Manual, "Disable or
    delete knowledge objects"); the text of the refusal is ours."""
    kind.check_name(request.args["name"])
    with splunkd.splunk.changing:
        item = one(splunkd, request, kind.file(request), request.args["name"])
        check_addable(splunkd, request, item.level, item.conf, item.name)
        if not item.removable:
            raise HttpError(403, f"Cannot delete '{item.name}': it came with the app '{item.level.app}'. Disable it.")
        splunkd.splunk.update(lambda layers: removed(layers, item))
    return Feed(kind.title(request), links=LINKS)


def _write(kind: Kind, splunkd: Splunkd, request: Request, settings: Mapping[str, str]) -> Answer:
    conf, name = kind.file(request), request.args["name"]
    kind.check_name(name)
    with splunkd.splunk.changing:
        item = one(splunkd, request, conf, name)
        wild = ANY in (request.namespace.app, request.namespace.owner)
        to = item.level if wild else level(splunkd, request, conf)
        if to == item.level:
            check_writable(splunkd, request, item)
        else:
            check_addable(splunkd, request, to, conf, name)
        if settings:
            splunkd.splunk.change(to.app, conf, name, settings, user=to.user)
    return _answer(kind, splunkd, request, to, name)


def _settings(kind: Kind, request: Request) -> dict[str, str]:
    given = arguments(request)
    if not kind.wildcard:
        check(given, kind.settings())
    return given


def _answer(kind: Kind, splunkd: Splunkd, request: Request, to: Level, name: str, status: int = 200) -> Answer:
    items = at(splunkd, request, kind.file(request), name, to)
    return Feed(
        kind.title(request), [_single(kind, splunkd, request, item) for item in items], status=status, links=LINKS
    )


def _entry(kind: Kind, splunkd: Splunkd, request: Request, item: ConfObject) -> Entry:
    content = kind.content(item)
    links = ["_reload", "enable" if content["disabled"] else "disable"]
    if item.removable:
        links.append("move")
    return Entry(item.name, content, acl_of(splunkd, request, item), links)


def _single(kind: Kind, splunkd: Splunkd, request: Request, item: ConfObject) -> Entry:
    entry = _entry(kind, splunkd, request, item)
    return Entry(entry.name, entry.content, entry.acl, entry.links, fields=kind.fields())
