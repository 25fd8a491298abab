"""server/info, server/roles and server/sysinfo: what the server says of itself and of its machine."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping

from ..eai import Content
from ..eai.single import Single, routes_of
from ..instance import Splunkd

ROLES = ("indexer", "search_head", "kv_store", "license_master")
"""What the one server is to clients that look for a part."""


def info(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
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
        "server_roles": ROLES,
        "startup_time": int(splunkd.started),
        "version": about.version,
    }
    return {"server-info": content}


def roles(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    return {"result": {"role_list": ROLES}}


def sysinfo(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    """[unverified]: the names, of which the reference says little; limits are those of this process."""
    content: dict[str, Content] = {
        "cpu_arch": platform.machine(),
        "numberOfCores": os.cpu_count() or 1,
        "os_build": platform.version(),
        "os_name": platform.system(),
        "os_version": platform.release(),
    }
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  Windows has none

        soft = {"data_segment_size": "DATA", "open_files": "NOFILE", "stack_size": "STACK", "user_processes": "NPROC"}
        kinds = {name: getattr(resource, f"RLIMIT_{kind}", None) for name, kind in soft.items()}
        content["ulimits"] = {name: resource.getrlimit(kind)[0] for name, kind in kinds.items() if kind is not None}
    return {"sysinfo": content}


ROUTES = routes_of(
    (
        Single("server/info", "server-info", info, open=True),
        Single("server/roles", "server-roles", roles),
        Single("server/sysinfo", "server-sysinfo", sysinfo, "list_introspection"),
    )
)
