"""alerts/metric_alerts: the streaming metric alerts that apps define; none is watched, and none is made.

REST API Reference, "Search endpoint descriptions", alerts/metric_alerts. minisplunk runs the alerts of
savedsearches.conf alone, so what would make or change a metric alert, or reset one, is answered 501.
"""

from __future__ import annotations

from ..eai.collection import routes
from ..eai.shape import Shape
from ..eai.stanzas import StanzaStore

SHAPE = Shape("alerts/metric_alerts", title="metric_alerts", wildcard=True, endpoints=("list", "get", "_reload"))
ROUTES = routes(StanzaStore(SHAPE, "metric_alerts"))
