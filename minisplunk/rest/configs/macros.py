"""The search macros: admin/macros, as Splunk Web's settings pages and `rest` searches use them, and
configs/conf-macros, where clients of the documented API find them.

Settings are those that 10.4.2 names as its fields. Other conf files are written with admin_all_objects alone; macros
need no capability there either: the tests of splunk-sdk 2.1.1 (test_macro, TestPrivileges) have a user with the role
`user` make one, and the REST API Tutorials, "Managing knowledge objects", a user who is no administrator.
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
STANZAS = StanzaStore(Shape("configs/conf-macros", title="conf-macros", wildcard=True), "macros", defaults=True)

ROUTES = (*routes(STORE), *acl_routes(STORE), *routes(STANZAS), *acl_routes(STANZAS))
