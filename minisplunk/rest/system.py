"""The list of services, server/info and server/settings."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING

from .http import Acl, Answer, Content, Entry, Request
from .paging import paged
from .routes import Route, routes
from .sessions import TIMEOUT

if TYPE_CHECKING:
    from .door import Door

_ACL = Acl(app="", owner="system", sharing="system", modifiable=False)


def services(door: Door, request: Request) -> Answer:
    """The groups of endpoints that are served."""
    names = sorted({route.path.partition("/")[0] for route in routes()} - {""})
    return paged(request, "services", [Entry(name, {}, _ACL, path=f"/services/{name}") for name in names])


def info(door: Door, request: Request) -> Answer:
    settings = door.settings
    content: dict[str, Content] = {
        "activeLicenseGroup": "Enterprise",
        "activeLicenseSubgroup": "Production",
        "build": settings.build,
        "cpu_arch": platform.machine(),
        "guid": settings.guid,
        "host": settings.server_name,
        "isFree": False,
        "isTrial": False,
        "kvStoreStatus": "disabled",
        "licenseKeys": (),
        "licenseSignature": "",
        "licenseState": "OK",
        "license_labels": (),
        "master_guid": settings.guid,
        "mode": "normal",
        "numberOfCores": os.cpu_count() or 1,
        "os_build": platform.version(),
        "os_name": platform.system(),
        "os_version": platform.release(),
        "product_type": "enterprise",
        "rtsearch_enabled": False,
        "serverName": settings.server_name,
        "server_roles": ("indexer", "search_head"),
        "version": settings.version,
    }
    return paged(
        request, "server-info", [Entry("server-info", content, _ACL, path="/services/server/info/server-info")]
    )


def settings(door: Door, request: Request) -> Answer:
    known = door.settings
    content: dict[str, Content] = {
        "SPLUNK_DB": str(door.splunk.folder / "var"),
        "SPLUNK_HOME": str(door.splunk.folder),
        "enableSplunkWebSSL": False,
        "host": known.server_name,
        "kvStoreDisabled": True,
        "mgmtHostPort": str(known.management_port),
        "serverName": known.server_name,
        "sessionTimeout": f"{TIMEOUT / 3600:.0f}h",
        "startwebserver": False,
    }
    return paged(
        request, "server-settings", [Entry("settings", content, _ACL, path="/services/server/settings/settings")]
    )


ROUTES = (
    Route("GET", "", services),
    Route("GET", "server/info", info, open=True),
    Route("GET", "server/info/server-info", info, open=True),
    Route("GET", "server/settings", settings, capability="list_settings"),
    Route("GET", "server/settings/settings", settings, capability="list_settings"),
)
