"""configs/conf-<file>: the stanzas of any conf file, and their settings."""

from __future__ import annotations

from ...conf.roles import ALL_OBJECTS
from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.shape import Shape, capabilities
from ..eai.stanzas import StanzaStore

CONFS = Shape("configs/conf-{conf}", title="conf-{conf}", wildcard=True, capabilities=capabilities(ALL_OBJECTS))
STORE = StanzaStore(CONFS, defaults=True)

ROUTES = (*routes(STORE), *acl_routes(STORE))
