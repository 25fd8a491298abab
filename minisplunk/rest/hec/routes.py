"""ROUTES: HEC's endpoints below /services; without a handler where minisplunk has none for what Splunk has."""

from __future__ import annotations

from collections.abc import Callable

from ..http import Request, Response, Route
from .collector import Collector, ack, event, health, raw

Handler = Callable[[Collector, Request], Response]

ROUTES: tuple[Route[Handler | None], ...] = (
    Route("POST", "collector", event),
    Route("POST", "collector/event", event),
    Route("POST", "collector/event/1.0", event),
    Route("POST", "collector/raw", raw),
    Route("POST", "collector/raw/1.0", raw),
    Route("POST", "collector/ack", ack),
    Route("GET", "collector/health", health),
    Route("GET", "collector/health/1.0", health),
    Route("POST", "collector/mint", None),
    Route("POST", "collector/mint/1.0", None),
    Route("POST", "collector/s2s", None),
    Route("POST", "collector/validate_bearer", None),
)
