"""storage/collections/config: the collections of the KV store, as collections.conf declares them.

REST API Reference, KV store endpoint descriptions. The settings and how they are shown were captured from Splunk
10.6.0.5 (panoramicdata/Splunk.Api, KvStoreCollectionsTests.cs). A collection belongs to an app and to nobody: requests
of other owners are refused, in words that several apps on GitHub quote. [unverified]: that the refusal is a 400, that
`-` may list; that a removed collection takes its documents with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

from ...conf.objects import NOBODY, shipped
from ...kvstore.collection import CONF
from ..eai import Answer, Handler
from ..eai.acl import share, show
from ..eai.collection import routes
from ..eai.namespaces import ANY
from ..eai.shape import Shape
from ..eai.stanzas import Change, StanzaStore
from ..http import HttpError, Namespace, Request, Route
from ..http.faults import unknown_argument
from ..instance import Splunkd

SHAPE = Shape(
    "storage/collections/config",
    title="collections-conf",
    optional=(
        *("disabled", "enforceTypes", "profilingEnabled", "profilingThresholdMs", "replicate"),
        *("replication_dump_maximum_file_size", "replication_dump_strategy", "type"),
    ),
    wildcard=True,
)
_FIELD, _ACCELERATED = "field.", "accelerated_fields."


class CollectionStore(StanzaStore):
    """Stanzas of collections.conf, with what is in their collections."""

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        for name, value in change.settings.items():
            if name.startswith(_ACCELERATED):
                _check_json(name, value)
            elif name not in SHAPE.optional and not name.startswith(_FIELD):
                raise unknown_argument(name)
        return change.settings

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        """The documents go, too, unless the collection stays, as it came with the app."""
        item = self.one(splunkd, request, name)
        stays = shipped(splunkd.splunk.layers, item.level, CONF, name)
        with nullcontext() if stays else splunkd.splunk.kvstore.dropping(item.level.app, name):
            super().remove(splunkd, request, name)


def _check_json(name: str, value: str) -> None:
    """The definition of an acceleration; an empty one takes it away."""
    try:
        fitting = not value or isinstance(json.loads(value), dict)
    except (ValueError, RecursionError):
        fitting = False
    if not fitting:
        raise HttpError(400, f"Invalid value for argument '{name}': {value!r} is no JSON object.")


def _by_nobody(handler: Handler, splunkd: Splunkd, request: Request) -> Answer:
    """The handler's answer to a request in the namespace of nobody. HttpError 400 for another owner."""
    owner, app = request.namespace.owner or request.who.user, request.namespace.app
    if owner == ANY and request.method == "GET":
        return handler(splunkd, request)
    if owner.lower() != NOBODY:
        raise HttpError(
            400,
            f"Must use user context of 'nobody' when interacting with collection configurations (used user='{owner}')",
        )
    return handler(splunkd, replace(request, namespace=Namespace(NOBODY, app)))


def _share(splunkd: Splunkd, request: Request) -> Answer:
    if request.get("sharing") == "user":
        raise HttpError(400, "A collection belongs to nobody, and cannot be a user's own.")
    return share(STORE, splunkd, request)


STORE = CollectionStore(SHAPE, CONF, in_place=True)
_ACL = f"{SHAPE.path}/{{name}}/acl"

_ENDPOINTS: tuple[Route[Handler], ...] = (
    *routes(STORE),
    Route("GET", _ACL, partial(show, STORE)),
    Route("POST", _ACL, _share),
)

ROUTES = tuple(replace(route, handler=partial(_by_nobody, route.handler)) for route in _ENDPOINTS)
