"""server/health, server/introspection and server/status: how the server is.

REST API Reference, "Introspection endpoint descriptions". What Splunk measures of parts that are not here, such as the
disk's speed, is not said. [unverified]: which of a queue's figures are texts in JSON.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator, Mapping

from ..eai import Content
from ..eai.single import Single, routes_of
from ..instance import Splunkd

Entries = Mapping[str, Mapping[str, Content]]
_READ, _HEALTH = "list_introspection", "list_health"
_GREEN, _RED = "green", "red"
_MB = 1 << 20


def health(splunkd: Splunkd) -> Entries:
    return {"splunkd": _health(_features(splunkd))}


def health_details(splunkd: Splunkd) -> Entries:
    features = _features(splunkd)
    parts = {name: {"health": colour} for name, colour in features.items()}
    return {"details": {**_health(features), "features": parts}}


def _health(features: Mapping[str, str]) -> dict[str, Content]:
    """Red when one of its parts is."""
    return {"disabled": False, "health": _RED if _RED in features.values() else _GREEN}


def _features(splunkd: Splunkd) -> dict[str, str]:
    splunk = splunkd.splunk
    good = {
        "Index Processor": not splunk.writer.closed and not splunk.writer.full,
        "KV Store": splunk.kvstore.ready(),
    }
    return {name: _GREEN if fine else _RED for name, fine in good.items()}


def indexer(splunkd: Splunkd) -> Entries:
    """What would throttle it says so of the queue alone."""
    return {"indexer": {"reason": "", "status": "throttled" if splunkd.splunk.writer.full else "normal"}}


def queues(splunkd: Splunkd) -> Entries:
    """There is one: of events that wait to be written."""
    waiting, most = splunkd.splunk.writer.load
    content: dict[str, Content] = {
        "current_size_bytes": waiting,
        "max_size_bytes": most,
        "name": "indexQueue",
    }
    return {"indexQueue": content}


def host(splunkd: Splunkd) -> Entries:
    """Of the machine, as far as Python's library knows it."""
    content: dict[str, Content] = {
        "cpu_arch": platform.machine(),
        "cpu_count": os.cpu_count() or 1,
        "instance_guid": splunkd.info.guid,
        "os_build": platform.version(),
        "os_name": platform.system(),
        "os_version": platform.release(),
        "splunk_version": splunkd.info.version,
        "virtual_cpu_count": os.cpu_count() or 1,
    }
    if hasattr(os, "getloadavg"):
        content["normalized_load_avg_1min"] = f"{os.getloadavg()[0] / (os.cpu_count() or 1):.2f}"
    return {"result": content}


def processes(splunkd: Splunkd) -> Entries:
    """One: this."""
    used = os.times()
    content: dict[str, Content] = {
        "elapsed": f"{splunkd.splunk.clock.now() - splunkd.started:.4f}",
        "pct_cpu_seconds": f"{used.user + used.system:.2f}",
        "pid": str(os.getpid()),
        "process": "splunkd",
        "process_type": "splunkd_server",
    }
    return {f"splunkd_server_{os.getpid()}": content}


def partitions(splunkd: Splunkd) -> Entries:
    usage, mount_point = shutil.disk_usage(splunkd.splunk.folder), _mount_point(splunkd)
    content: dict[str, Content] = {
        "available": f"{usage.free / _MB:.3f}",
        "capacity": f"{usage.total / _MB:.3f}",
        "free": f"{usage.free / _MB:.3f}",
        "mount_point": mount_point,
    }
    return {mount_point: content}


def artifacts(splunkd: Splunkd) -> Entries:
    jobs = splunkd.splunk.jobs.all()
    content: dict[str, Content] = {
        "adhoc_count": str(sum(job.dispatch.saved is None for job in jobs)),
        "adhoc_size_mb": f"{sum(job.usage.bytes for job in jobs) / _MB:.2f}",
        "scheduled_count": str(sum(job.dispatch.saved is not None for job in jobs)),
        "top_apps": {},
        "total_count": str(len(jobs)),
    }
    return {"result": content}


def concurrency(splunkd: Splunkd) -> Entries:
    jobs = splunkd.splunk.jobs.all()
    return {"result": {"active_hist_searches": sum(not job.is_done for job in jobs), "active_realtime_searches": 0}}


def kinds(splunkd: Splunkd) -> Entries:
    return dict(_below("server/status"))


def usages(splunkd: Splunkd) -> Entries:
    return dict(_below("server/status/resource-usage"))


def _below(path: str) -> Iterator[tuple[str, Mapping[str, Content]]]:
    """The names of the endpoints below a path, as its list has them."""
    for single in _STATUS:
        before, _, name = single.path.rpartition("/")
        if before == path:
            yield name, {}


def _mount_point(splunkd: Splunkd) -> str:
    path = splunkd.splunk.folder.absolute()
    while not path.is_mount() and path != path.parent:
        path = path.parent
    return str(path)


_STATUS = (
    Single("server/status/dispatch-artifacts", "dispatch-artifacts", artifacts, _READ),
    Single("server/status/limits/search-concurrency", "search-concurrency", concurrency, _READ),
    Single("server/status/partitions-space", "partitions-space", partitions, _READ),
    Single("server/status/resource-usage", "resource-usage", usages, _READ),
    Single("server/status/resource-usage/hostwide", "hostwide", host, _READ),
    Single("server/status/resource-usage/splunk-processes", "splunk-processes", processes, _READ),
)
ROUTES = routes_of(
    (
        Single("server/health/splunkd", "health-report", health, _HEALTH),
        Single("server/health/splunkd/details", "health-report-details", health_details, _HEALTH),
        Single("server/introspection/indexer", "indexer", indexer, _READ),
        Single("server/introspection/queues", "queues", queues, _READ),
        Single("server/status", "server-status", kinds, _READ),
        *_STATUS,
    )
)
