"""scheduled/views: dashboards that are sent by mail on a schedule, of which there are none; minisplunk draws no pages.

REST API Reference, scheduled/views.
"""

from __future__ import annotations

from ..eai.nothing import empty_routes

ROUTES = empty_routes("scheduled/views", "scheduledviews")
