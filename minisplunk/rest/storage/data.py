"""storage/collections/data: the documents of a collection, which belong to a user or to nobody.

REST API Reference, KV store endpoint descriptions. Answers are JSON whatever a request asks for; refusals are as those
of other endpoints. A document that is replaced has to be there, as public apps have it, which insert after a 404.
[unverified] on a real Splunk: that an insertion is answered 201, and a removal of what is not there 404; that of a
batch all documents are saved or none; that whoever may not write a collection has no documents of their own in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import orjson

from ...conf.objects import NOBODY
from ...conf.roles import ALL_OBJECTS
from ...documents.tree import Tree
from ...kvstore.collection import CONF, Collection
from ...kvstore.document import Document, InvalidDocument, read
from ...kvstore.find import Find
from ...kvstore.limits import KvLimits
from ...kvstore.query import InvalidQuery, Query
from ...kvstore.store import KeyTaken
from ..eai import Answer, Handler
from ..eai.envelope import JSON
from ..eai.namespaces import ANY, all_objects, check_writable, visible
from ..http import HttpError, Namespace, Request, Response, Route
from ..http.faults import forbidden
from ..instance import Splunkd

_Work = Callable[[Splunkd, Request, Collection, str], Response]
"""Does what a request asks with a collection and the documents of a user."""


def find(splunkd: Splunkd, request: Request, collection: Collection, user: str) -> Response:
    """`query`, `fields`, `sort`, `skip`, `limit`, `shared`."""
    asked = Find.of_parameters({name: values[-1] for name, values in request.params.items()})
    return _array(splunkd.splunk.kvstore.find(collection, user, asked, _limits(splunkd, request)))


def batch_find(splunkd: Splunkd, request: Request, collection: Collection, user: str) -> Response:
    queries, limits = _listed(request), _limits(splunkd, request)
    limits.check_queries(len(queries))
    asked = [Find.of_tree(query) for query in queries]
    answers, size = list[bytes](), 0
    for one in asked:
        answers.append(_joined(splunkd.splunk.kvstore.find(collection, user, one, limits)))
        size += len(answers[-1])
        limits.check_results(size)
    return _array(answers)


def get(splunkd: Splunkd, request: Request, collection: Collection, user: str) -> Response:
    return _json(splunkd.splunk.kvstore.get(collection, user, request.args["key"]))


def insert(splunkd: Splunkd, request: Request, collection: Collection, user: str) -> Response:
    document = Document.of(read(request.body), collection)
    try:
        splunkd.splunk.kvstore.insert(collection, user, document)
    except KeyTaken as error:
        raise HttpError(409, error.message) from error
    return _key_of(document, 201)


def update(splunkd: Splunkd, request: Request, collection: Collection, user: str) -> Response:
    document = Document.of(read(request.body), collection, request.args["key"])
    splunkd.splunk.kvstore.replace(collection, user, document)
    return _key_of(document)


def batch_save(splunkd: Splunkd, request: Request, collection: Collection, user: str) -> Response:
    trees = _listed(request)
    _limits(splunkd, request).check_save(len(trees), len(request.body))
    documents = [Document.of(tree, collection) for tree in trees]
    splunkd.splunk.kvstore.save(collection, user, documents)
    return _json(orjson.dumps([document.key for document in documents]))


def delete(splunkd: Splunkd, request: Request, collection: Collection, user: str) -> Response:
    """`query`: those to remove; without one, all of the user."""
    splunkd.splunk.kvstore.delete(collection, user, Query.read(request.get("query")))
    return _json(b"")


def remove(splunkd: Splunkd, request: Request, collection: Collection, user: str) -> Response:
    splunkd.splunk.kvstore.remove(collection, user, request.args["key"])
    return _json(b"")


def _reads(work: _Work, splunkd: Splunkd, request: Request) -> Answer:
    return _done(work, splunkd, request)


def _writes(work: _Work, splunkd: Splunkd, request: Request) -> Answer:
    """Nobody removes the collection meanwhile."""
    with splunkd.splunk.changing:
        return _done(work, splunkd, request, write=True)


def _done(work: _Work, splunkd: Splunkd, request: Request, *, write: bool = False) -> Response:
    """HttpError 404 for a collection that is not there, 403 for who may not read or write it, or those of its documents
    that belong to another user."""
    user = _user(splunkd, request)
    shared = replace(request, namespace=Namespace(NOBODY, request.namespace.app or request.app))
    items = visible(splunkd, shared, CONF, request.args["collection"])
    if len(items) > 1:
        raise HttpError(400, f"Several apps have a collection '{items[0].name}'; the namespace has to say which one.")
    if write:
        check_writable(splunkd, request, items[0])
    try:
        return work(splunkd, request, Collection.of(items[0].stanza, items[0].level.app), user)
    except (InvalidDocument, InvalidQuery) as error:
        raise HttpError(400, error.message) from error


def _user(splunkd: Splunkd, request: Request) -> str:
    """Whose documents a request is about."""
    owner = request.namespace.owner or request.who.user
    if owner.lower() == NOBODY:
        return NOBODY
    if owner == ANY:
        raise HttpError(400, "Documents belong to one user, or to nobody, not to '-'.")
    if owner != request.who.user and not all_objects(splunkd, request):
        raise forbidden(request.who.user, ALL_OBJECTS)
    if splunkd.users.find(owner) is None:
        raise HttpError(404, f"User does not exist: {owner}")
    return owner


def _limits(splunkd: Splunkd, request: Request) -> KvLimits:
    return KvLimits.of(splunkd.splunk.context(request.app)[0])


def _listed(request: Request) -> list[Tree]:
    tree = read(request.body)
    if not isinstance(tree, list):
        raise InvalidDocument("The body of a batch must be a JSON array.")
    return tree


def _key_of(document: Document, status: int = 200) -> Response:
    return _json(orjson.dumps({"_key": document.key}), status)


def _array(items: Iterable[bytes]) -> Response:
    return _json(_joined(items))


def _joined(items: Iterable[bytes]) -> bytes:
    return b"[" + b",".join(items) + b"]"


def _json(body: bytes, status: int = 200) -> Response:
    return Response(body, status, JSON)


def _route(method: str, below: str, work: _Work) -> Route[Handler]:
    """Bodies are JSON, whatever the request calls them."""
    changes = work not in (find, batch_find, get)
    path = f"storage/collections/data/{{collection}}{below}"
    return Route(method, path, partial(_writes if changes else _reads, work), raw=True)


ROUTES = (
    _route("GET", "", find),
    _route("POST", "", insert),
    _route("DELETE", "", delete),
    _route("GET", "/{key}", get),
    _route("POST", "/{key}", update),
    _route("DELETE", "/{key}", remove),
    _route("POST", "/batch_find", batch_find),
    _route("POST", "/batch_save", batch_save),
)
