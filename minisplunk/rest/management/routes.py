"""AREAS: the files whose ROUTES are served, each an endpoint and its handler. All else of splunkd's is answered 501."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from ..eai import Handler
from ..http import Route
from ..http.table import RouteTable
from .versions import has

AREAS = (
    "alerts.actions",
    "alerts.fired",
    "alerts.metric",
    "apps.local",
    "apps.packages",
    "apps.templates",
    "authentication.login",
    "authentication.users",
    "authorization.capabilities",
    "authorization.roles",
    "authorization.tokens",
    "cluster.config",
    "configs.confs",
    "configs.macros",
    "configs.properties",
    "data.aliases",
    "data.auto_lookups",
    "data.calculated_fields",
    "data.commands",
    "data.extractions",
    "data.http_inputs",
    "data.index_volumes",
    "data.indexes",
    "data.inputs",
    "data.lookup_files",
    "data.metric_transforms",
    "data.modular_inputs",
    "data.oneshot",
    "data.outputs",
    "data.models",
    "data.receivers",
    "data.renames",
    "data.transforms",
    "data.user_prefs",
    "datamodel.accelerations",
    "datamodel.model",
    "datamodel.pivot",
    "kvstore.status",
    "licenser.licenser",
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
    "storage.passwords",
    "system.control",
    "system.info",
    "system.logger",
    "system.messages",
    "system.settings",
    "system.status",
    "ui.banner",
    "ui.preferences",
    "ui.times",
    "ui.views",
    "ui.workflow_actions",
)
"""Files of the REST API. Each has its ROUTES at its end; add a line here for a new one."""


@cache
def routes() -> tuple[Route[Handler], ...]:
    """ROUTES of all areas. The files are read when a server starts, since each imports what it needs of the house."""
    return tuple(route for area in AREAS for route in import_module(f"..{area}", __package__).ROUTES)


@cache
def table(version: str) -> RouteTable[Handler]:
    """What a server that says to be this version serves."""
    return RouteTable(route for route in routes() if has(version, route.path))
