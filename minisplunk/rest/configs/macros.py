"""admin/macros: the search macros, as Splunk Web's settings pages and `rest` searches use them.

Clients of the documented API find them at configs/conf-macros. Settings are those that 10.4.2 names as its fields.
"""

from __future__ import annotations

from ..eai.objects import Kind, routes

MACROS = Kind(
    "admin/macros",
    conf="macros",
    required=("definition",),
    optional=("args", "description", "disabled", "errormsg", "iseval", "validation"),
    flags=frozenset({"disabled", "iseval"}),
)

ROUTES = routes(MACROS)
