"""admin/macros: the search macros, as Splunk Web's settings pages and `rest` searches use them.

Settings are those that 10.4.2 names as its fields.
"""

from __future__ import annotations

from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.shape import Shape
from ..eai.stanzas import StanzaStore

MACROS = Shape(
    "admin/macros",
    title="macros",
    required=("definition",),
    optional=("args", "description", "disabled", "errormsg", "iseval", "validation"),
    flags=frozenset({"disabled", "iseval"}),
)
STORE = StanzaStore(MACROS, "macros")

ROUTES = (*routes(STORE), *acl_routes(STORE))
