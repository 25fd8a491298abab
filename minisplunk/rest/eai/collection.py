"""The usual endpoints of a collection: its store in, its routes out.

REST API User Manual, "Resources, URIs, and operations".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from ..http import Request, Route
from ..instance import Splunkd
from .arguments import new_name, require
from .entry import Answer, Entry, Feed, Handler
from .links import quoted
from .paging import paged
from .shape import Shape
from .store import EntryStore

StoreOf = Callable[[Splunkd, Request], EntryStore]
"""The store that a request means; HttpError 404 where there is none."""
_OfStore = Callable[[EntryStore, Splunkd, Request], Answer]


def routes(store: EntryStore, **own: Handler) -> tuple[Route[Handler], ...]:
    """The endpoints that the store's shape has. `own`: the handlers of those that it does in its own way."""
    return _routes(store.shape, lambda name, handler: own.get(name) or partial(handler, store))


def routes_at(shape: Shape, store_of: StoreOf, note: str) -> tuple[Route[Handler], ...]:
    """The same of a collection whose store depends on the request, as its path has placeholders. Who makes or changes
    an entry is told `note`."""

    def handled(name: str, handler: _OfStore) -> Handler:
        def handle(splunkd: Splunkd, request: Request) -> Answer:
            store = store_of(splunkd, request)
            own = noting(store, note).get(name)
            return handler(store, splunkd, request) if own is None else own(splunkd, request)

        return handle

    return _routes(shape, handled)


def _routes(shape: Shape, handled: Callable[[str, _OfStore], Handler]) -> tuple[Route[Handler], ...]:
    return tuple(
        Route(method, shape.path + below, handled(name, handler), capability=shape.capabilities.get(name, ""))
        for name, method, below, handler in _ENDPOINTS
        if name in shape.endpoints
    )


def noting(store: EntryStore, text: str) -> dict[str, Handler]:
    """Handlers that make and change entries, and tell who does it a warning."""

    def noted(handler: Callable[[EntryStore, Splunkd, Request], Feed], splunkd: Splunkd, request: Request) -> Answer:
        return replace(handler(store, splunkd, request), messages=[("WARN", text)])

    return {"create": partial(noted, create), "update": partial(noted, update)}


def answer(store: EntryStore, request: Request, entries: Iterable[Entry], status: int = 200) -> Feed:
    """Entries on their own, with the settings that they take."""
    shown = [replace(_placed(store, request, entry), fields=store.shape.fields()) for entry in entries]
    return Feed(title(store, request), shown, status=status, links=store.shape.links)


def title(store: EntryStore, request: Request) -> str:
    return store.shape.title.format_map(request.args)


def list_(store: EntryStore, splunkd: Splunkd, request: Request) -> Answer:
    entries = (_placed(store, request, entry) for entry in store.list(splunkd, request))
    return paged(request, title(store, request), entries, links=store.shape.links)


def get(store: EntryStore, splunkd: Splunkd, request: Request) -> Answer:
    feed = answer(store, request, store.find(splunkd, request, request.args["name"]))
    return paged(request, feed.title, feed.entries, links=feed.links)


def new(store: EntryStore, splunkd: Splunkd, request: Request) -> Answer:
    """What a new entry would be: whose, and which settings it takes."""
    entry = _placed(store, request, store.new(splunkd, request))
    feed = answer(store, request, ())
    return replace(feed, entries=[replace(entry, fields=store.shape.fields(new=True))])


def reload(store: EntryStore, splunkd: Splunkd, request: Request) -> Answer:
    """Read the conf files again, for somebody who changed them by hand."""
    splunkd.splunk.reload()
    return Feed(title(store, request))


def create(store: EntryStore, splunkd: Splunkd, request: Request) -> Feed:
    name, settings = new_name(request), store.shape.given(request, new=True)
    require({"name", *settings}, store.shape.required)
    with splunkd.splunk.changing:
        return answer(store, request, store.create(splunkd, request, name, settings), 201)


def update(store: EntryStore, splunkd: Splunkd, request: Request) -> Feed:
    settings = store.shape.given(request)
    with splunkd.splunk.changing:
        return answer(store, request, store.update(splunkd, request, request.args["name"], settings))


def remove(store: EntryStore, splunkd: Splunkd, request: Request) -> Answer:
    with splunkd.splunk.changing:
        store.remove(splunkd, request, request.args["name"])
    return answer(store, request, ())


def switch(disabled: str, store: EntryStore, splunkd: Splunkd, request: Request) -> Answer:
    with splunkd.splunk.changing:
        entries = store.update(splunkd, request, request.args["name"], {"disabled": disabled})
        return answer(store, request, entries)


def _placed(store: EntryStore, request: Request, entry: Entry) -> Entry:
    """The entry with its path; `apps/appinstall` and the like answer with entries of a collection elsewhere."""
    collection = store.shape.path.format_map({name: quoted(value) for name, value in request.args.items()})
    return replace(entry, path=f"{collection}/{quoted(entry.name)}")


_ENDPOINTS: tuple[tuple[str, str, str, _OfStore], ...] = (
    ("list", "GET", "", list_),
    ("create", "POST", "", create),
    ("new", "GET", "/_new", new),
    ("_acl", "GET", "/_acl", new),
    ("_reload", "GET", "/_reload", reload),
    ("_reload", "POST", "/_reload", reload),
    ("get", "GET", "/{name}", get),
    ("update", "POST", "/{name}", update),
    ("remove", "DELETE", "/{name}", remove),
    ("switch", "POST", "/{name}/enable", partial(switch, "0")),
    ("switch", "POST", "/{name}/disable", partial(switch, "1")),
    ("_reload", "GET", "/{name}/_reload", get),
    ("_reload", "POST", "/{name}/_reload", get),
)
"""The endpoint's name in a shape, its method, its path below the collection, and its handler."""
