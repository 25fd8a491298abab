"""server/info and server/settings: what the server says of itself."""

from __future__ import annotations

import os
import platform

from ..eai import Acl, Answer, Content, Entry
from ..eai.paging import paged
from ..http import Request, Route
from ..instance import Splunkd
from ..instance.sessions import TIMEOUT

_HIDDEN = "********"
_ACL = Acl(app="", owner="system", sharing="system", modifiable=False)


def info(splunkd: Splunkd, request: Request) -> Answer:
    about = splunkd.info
    content: dict[str, Content] = {
        "activeLicenseGroup": "Enterprise",
        "activeLicenseSubgroup": "Production",
        "build": about.build,
        "cpu_arch": platform.machine(),
        "guid": about.guid,
        "host": about.server_name,
        "isFree": False,
        "isTrial": False,
        "kvStoreStatus": "ready" if splunkd.splunk.kvstore.ready() else "failed",
        "licenseKeys": (),
        "licenseSignature": "",
        "licenseState": "OK",
        "license_labels": (),
        "master_guid": about.guid,
        "mode": "normal",
        "numberOfCores": os.cpu_count() or 1,
        "os_build": platform.version(),
        "os_name": platform.system(),
        "os_version": platform.release(),
        "product_type": "enterprise",
        "rtsearch_enabled": False,
        "serverName": about.server_name,
        "server_roles": ("indexer", "search_head"),
        "version": about.version,
    }
    return paged(
        request, "server-info", [Entry("server-info", content, _ACL, path="/services/server/info/server-info")]
    )


def settings(splunkd: Splunkd, request: Request) -> Answer:
    """As 10.6 shows them; pass4SymmKey, the secret that servers of a cluster share, is shown to nobody."""
    about, conf = splunkd.info, splunkd.splunk.contexts.everywhere.conf
    general, web = conf("server").stanzas["general"], conf("web").stanzas["settings"]
    content: dict[str, Content] = {
        "SPLUNK_DB": str(splunkd.splunk.folder / "var"),
        "SPLUNK_HOME": str(splunkd.splunk.folder),
        "enableSplunkWebSSL": web.flag("enableSplunkWebSSL"),
        "host": about.server_name,
        "httpport": web.get("httpport"),
        "kvStoreDisabled": False,
        "mgmtHostPort": str(about.management_port),
        "minFreeSpace": conf("server").get("diskUsage", "minFreeSpace"),
        "pass4SymmKey": _HIDDEN,
        "serverName": about.server_name,
        "sessionTimeout": f"{TIMEOUT / 3600:.0f}h",
        "startwebserver": web.flag("startwebserver"),
        "trustedIP": general.get("trustedIP"),
    }
    return paged(
        request, "server-settings", [Entry("settings", content, _ACL, path="/services/server/settings/settings")]
    )


ROUTES = (
    Route("GET", "server/info", info, open=True),
    Route("GET", "server/info/server-info", info, open=True),
    Route("GET", "server/settings", settings, capability="list_settings"),
    Route("GET", "server/settings/settings", settings, capability="list_settings"),
)
