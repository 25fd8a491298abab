"""data/ui/times: the time ranges that a time range picker offers.

times.conf.spec. Splunk's own dashboards read it when they begin; the endpoint is in no reference [unverified].
"""

from __future__ import annotations

from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.shape import Shape
from ..eai.stanzas import StanzaStore

TIMES = Shape(
    "data/ui/times",
    title="times",
    optional=(
        *("label", "header_label", "earliest_time", "latest_time", "order", "disabled", "sub_menu", "noSubmenu"),
        *("is_sub_menu", "show_advanced", "show_date_range", "show_datetime_range", "show_presets", "show_realtime"),
        "show_relative",
    ),
)
STORE = StanzaStore(TIMES, "times")

ROUTES = (*routes(STORE), *acl_routes(STORE))
