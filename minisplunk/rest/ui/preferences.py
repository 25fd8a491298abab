"""data/ui/prefs and data/ui/viewstates: what Splunk Web kept of pages, and has deprecated since.

ui-prefs.conf.spec, viewstates.conf.spec (`[<view>:<viewstate>]`, with settings of the view's modules). The endpoints
are in the REST API Reference's list of endpoints alone. What is kept here changes nothing in minisplunk.
"""

from __future__ import annotations

from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.shape import Shape
from ..eai.stanzas import StanzaStore

PREFS = Shape(
    "data/ui/prefs",
    title="ui-prefs",
    optional=("countPerPage", "disabled", "dispatch.earliest_time", "dispatch.latest_time"),
    prefixes=("display.",),
)
VIEWSTATES = Shape("data/ui/viewstates", title="viewstates", wildcard=True)

STORES = (StanzaStore(PREFS, "ui-prefs"), StanzaStore(VIEWSTATES, "viewstates"))
ROUTES = tuple(route for store in STORES for route in (*routes(store), *acl_routes(store)))
