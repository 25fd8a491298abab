"""saved/eventtypes: the event types that events are given at search time.

REST API Reference, "Knowledge endpoint descriptions", saved/eventtypes; `color` is from eventtypes.conf.spec.
"""

from __future__ import annotations

from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.shape import Shape
from ..eai.stanzas import StanzaStore

EVENTTYPES = Shape(
    "saved/eventtypes",
    title="eventtypes",
    required=("search",),
    optional=("color", "description", "disabled", "priority", "tags"),
)
STORE = StanzaStore(EVENTTYPES, "eventtypes")

ROUTES = (*routes(STORE), *acl_routes(STORE))
