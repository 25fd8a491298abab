"""configs/conf-<file>: the stanzas of any conf file, and their settings."""

from __future__ import annotations

from ...conf.roles import ALL_OBJECTS
from ..eai.objects import Kind, routes

CONFS = Kind("configs/conf-{conf}", wildcard=True, capability=ALL_OBJECTS, defaults=True)

ROUTES = routes(CONFS)
