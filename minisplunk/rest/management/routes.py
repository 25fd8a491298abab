"""AREAS: the files whose ROUTES are served, each an endpoint and its handler. All else of splunkd's is answered 501."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from ..eai import Handler
from ..http import Route

AREAS = (
    "alerts.actions",
    "alerts.fired",
    "apps.local",
    "authentication.login",
    "authentication.users",
    "authorization.capabilities",
    "authorization.roles",
    "configs.confs",
    "configs.macros",
    "configs.properties",
    "data.auto_lookups",
    "data.http_inputs",
    "data.indexes",
    "data.inputs",
    "data.lookup_files",
    "data.models",
    "data.receivers",
    "data.transforms",
    "datamodel.accelerations",
    "datamodel.model",
    "datamodel.pivot",
    "kvstore.status",
    "management.services",
    "saved.eventtypes",
    "saved.runs",
    "saved.searches",
    "search.export",
    "search.jobs",
    "search.parser",
    "search.results",
    "search.timeparser",
    "storage.config",
    "storage.data",
    "system.info",
    "system.messages",
    "ui.times",
)
"""Files of the REST API. Each has its ROUTES at its end; add a line here for a new one."""


@cache
def routes() -> tuple[Route[Handler], ...]:
    """ROUTES of all areas. The files are read when a server starts, since each imports what it needs of the house."""
    return tuple(route for area in AREAS for route in import_module(f"..{area}", __package__).ROUTES)
