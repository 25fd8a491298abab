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
    "data.receivers",
    "data.transforms",
    "kvstore.status",
    "management.services",
    "saved.eventtypes",
    "saved.fvtags",
    "saved.runs",
    "saved.scheduled_views",
    "saved.searches",
    "saved.tagged_fields",
    "saved.tags",
    "search.concurrency",
    "search.distributed",
    "search.export",
    "search.job_acl",
    "search.jobs",
    "search.parser",
    "search.results",
    "search.scheduler",
    "search.search_log",
    "search.summary",
    "search.timeline",
    "search.timeparser",
    "search.typeahead",
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
