"""The parameters of a new search job in, the search and how it is to be run out; none is passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from ...errors import PlacedError
from ...jobs import Dispatch, DuplicateSid, QuotaReached, new_sid
from ...jobs.dispatch import MAX_COUNT, MAX_TTL, TTL
from ...jobs.reading import failure
from ...search import Request as Search
from ...times import TimeRange, moment, unknown_directives
from ..eai.arguments import whole_number
from ..http import HttpError, Request
from ..http.faults import unknown_argument
from ..instance import Splunkd

SEARCH = "search"
"""The capability to run searches (authorize.conf.spec)."""
SEE = "docs/SUPPORTED.md lists what it supports."
NO_SEARCH = (
    "The required 'search' parameter for the Splunk platform REST API search/jobs endpoint is not specified. Specify "
    "the required 'search' parameter for the POST request on the endpoint and then retry your request."
)
DONE = frozenset(
    (
        *("search", "earliest_time", "latest_time", "now", "time_format", "index_earliest", "index_latest"),
        *("namespace", "id", "exec_mode", "output_mode", "max_count", "max_time", "timeout", "auto_cancel"),
        *("auto_finalize_ec", "auto_pause", "enable_lookups", "status_buckets", "preview", "priority", "label"),
        "provenance",
    )
)
HARMLESS: Mapping[str, str] = {
    "adhoc_search_level": "events always have all their fields",
    "allow_partial_results": "there is one server",
    "check_risky_command": "only Splunk Web asks before it runs a search",
    "force_bundle_replication": "there is one server",
    "indexedRealtimeOffset": "for real-time searches",
    "postprocess_searches": "what Splunk Web will ask of the results; each is run when it is asked",
    "reduce_freq": "reports are made once, at the end",
    "reload_macros": "macros are always those of now",
    "required_field_list": "events always have all their fields",
    "reuse_max_seconds_ago": "every search is run",
    "rf": "events always have all their fields",
    "rt_blocking": "for real-time searches",
    "rt_indexfilter": "for real-time searches",
    "rt_maxblocksecs": "for real-time searches",
    "rt_queue_size": "for real-time searches",
    "sample_seed": "for sampled searches",
    "search_listener": "disabled in Splunk",
    "segmentation": "values have no markup",
    "spawn_process": "searches run in threads",
    "sync_bundle_replication": "there is one server",
    "ui_dispatch_app": "a note of Splunk Web's",
    "ui_dispatch_view": "a note of Splunk Web's",
    "workload_pool": "there are no workload pools",
}
"""Why a parameter changes nothing here (REST API Reference, search/jobs)."""
UNSUPPORTED: Mapping[str, Collection[str]] = {
    "federated_remote_providers": (),
    "indexedRealtime": ("0", "f", "false"),
    "remote_server_list": (),
    "replay_et": (),
    "replay_lt": (),
    "replay_speed": (),
    "sample_ratio": ("1",),
    "search_mode": ("normal",),
    "sid": (),  # Splunk Web sends it, empty for a new job
}
"""Parameters that minisplunk does not support -> the values (lower case) that change nothing, and are accepted."""

_CUSTOM = "custom."
_SID = re.compile(r"(?!\.+$)[\w.@~-]{1,128}", re.ASCII)
"""A job's files lie in a folder of this name, so dots alone are none."""
_REAL_TIME = re.compile(r"rt\b|rt[-+@].*", re.DOTALL)
_TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%Q%:z"
_TRUE, _FALSE = ("1", "t", "true", "yes"), ("0", "f", "false", "no")


def searched(splunkd: Splunkd, request: Request, more: Collection[str] = ()) -> tuple[Search, Dispatch]:
    """What to search for, and how. `more`: parameters that the caller reads itself.

    Raises HttpError: 400 for invalid and for unknown parameters, 501 for what minisplunk does not support.
    """
    check_names(request, {*DONE, *more}, HARMLESS, UNSUPPORTED)
    if not request.get("search").strip():
        raise HttpError(400, NO_SEARCH, "FATAL")
    return _search(splunkd, request), _dispatch(request)


def check_names(
    request: Request, done: Collection[str], harmless: Collection[str], unsupported: Mapping[str, Collection[str]]
) -> None:
    """HttpError for a parameter that is none of these, or asks for what is not supported."""
    for name in request.params:
        if name in unsupported:
            value = request.get(name)
            if value and value.lower() not in unsupported[name]:
                raise HttpError(501, f"minisplunk does not support {name}={value}. {SEE}")
        elif name not in done and name not in harmless and not name.startswith(_CUSTOM):
            raise unknown_argument(name)


@contextmanager
def refused() -> Iterator[None]:
    """Errors of a search that cannot be started, as HttpError 400 with a FATAL message; 503 for one for which its user
    has no place (the form as clients show it that met it, on 7.2 and later)."""
    try:
        yield
    except QuotaReached as error:
        raise HttpError(503, f"Search not executed: {error.message}", "WARN") from error
    except (PlacedError, DuplicateSid) as error:
        places = error.in_macros() if isinstance(error, PlacedError) else ()
        raise HttpError(400, failure(error), "FATAL", places=places) from error


def cancelled() -> HttpError:
    """The search was cancelled while its results were waited for, as when the server ends."""
    return HttpError(503, "The search was cancelled.", "FATAL")


def boolean(request: Request, name: str, default: bool) -> bool:
    value = request.get(name).lower()
    if value and value not in _TRUE + _FALSE:
        raise HttpError(400, f"Invalid value for argument '{name}': {value!r} is neither true nor false.", "FATAL")
    return value in _TRUE if value else default


def whole(request: Request, name: str, default: int, *, most: int = 2**53) -> int:
    """A whole number from 0 up. Raises HttpError 400."""
    value = request.get(name).strip()
    return whole_number(name, value, most=most, kind="FATAL") if value else default


def lifetime(request: Request, name: str, default: int) -> int:
    """Seconds that a job is to be kept. Raises HttpError 400, and 501 for more than minisplunk keeps one."""
    seconds = whole(request, name, default)
    if seconds > MAX_TTL:
        raise HttpError(501, f"minisplunk does not support {name}={seconds}, only up to {MAX_TTL}. {SEE}")
    return seconds


def _search(splunkd: Splunkd, request: Request) -> Search:
    clock = splunkd.splunk.clock.now()
    now = clock
    if request.get("now"):
        now = _moment(request, request.get("now"), clock, splunkd, "Invalid now.")
    search = Search(
        spl=request.get("search"),
        now=now,
        sid=request.get("id") or new_sid(clock),
        earliest=request.get("earliest_time"),
        latest=request.get("latest_time"),
        app=request.get("namespace") or request.app,
        user=request.who.user,
        roles=request.who.roles,
        zone=splunkd.zone_of(request.who.user),
        explicit=True,
        lookups=boolean(request, "enable_lookups", True),
    )
    if not _SID.fullmatch(search.sid):
        raise HttpError(400, f"Invalid value for argument 'id': {search.sid!r} is no search id.", "FATAL")
    return replace(search, window=_window(splunkd, request, now), indexed=_indexed(splunkd, request, now))


def _window(splunkd: Splunkd, request: Request, now: float) -> TimeRange | None:
    """Between earliest_time and latest_time, which is now unless given; None when neither is.

    A range that is empty or ends before it begins is refused, as a third party measured on Splunk 9.
    """
    earliest, latest = request.get("earliest_time"), request.get("latest_time")
    if not earliest and not latest:
        return None
    backwards = "Invalid latest_time: latest_time must be after earliest_time."
    window = TimeRange(
        _end(splunkd, request, earliest, now, "Invalid earliest_time.") if earliest not in ("", "0") else _FIRST,
        _end(splunkd, request, latest or "now", now, backwards),
    )
    if window.latest <= window.earliest and latest:
        raise HttpError(400, backwards, "FATAL")
    return window


_FIRST = TimeRange.ALL.earliest


def _indexed(splunkd: Splunkd, request: Request, now: float) -> TimeRange:
    earliest, latest = request.get("index_earliest"), request.get("index_latest")
    return TimeRange(
        _end(splunkd, request, earliest, now, "Invalid index_earliest.") if earliest not in ("", "0") else _FIRST,
        _end(splunkd, request, latest, now, "Invalid index_latest.") if latest else TimeRange.ALL.latest,
    )


def _end(splunkd: Splunkd, request: Request, when: str, now: float, fault: str) -> int:
    return round(_moment(request, when, now, splunkd, fault) * 1_000_000)


def _moment(request: Request, when: str, now: float, splunkd: Splunkd, fault: str) -> float:
    if _REAL_TIME.fullmatch(when):
        raise HttpError(400, f"minisplunk does not support real-time searches. {SEE}", "FATAL")
    try:
        return moment(when, now, splunkd.zone_of(request.who.user), time_format(request, "time_format") or _TIME_FORMAT)
    except ValueError as error:
        raise HttpError(400, fault, "FATAL") from error


def time_format(request: Request, name: str) -> str:
    """A parameter that is a time format, or "". Raises HttpError 501 for a variable that is not known."""
    format = request.get(name)
    if unknown := unknown_directives(format):
        raise HttpError(501, f"minisplunk does not support {name}={format}, for its {unknown[0]}. {SEE}")
    return format


def custom(request: Request) -> dict[str, str]:
    """The job properties of the user's own, without their `custom.`."""
    names = [name for name in request.params if name.startswith(_CUSTOM)]
    return {name.removeprefix(_CUSTOM): request.get(name) for name in names}


def _dispatch(request: Request) -> Dispatch:
    return Dispatch(
        max_count=whole(request, "max_count", MAX_COUNT) or MAX_COUNT,
        max_time=whole(request, "max_time", 0),
        auto_finalize_ec=whole(request, "auto_finalize_ec", 0),
        ttl=lifetime(request, "timeout", TTL),
        auto_cancel=whole(request, "auto_cancel", 0),
        auto_pause=whole(request, "auto_pause", 0),
        status_buckets=whole(request, "status_buckets", 0),
        preview=boolean(request, "preview", True),
        priority=whole(request, "priority", 5, most=10),
        label=request.get("label"),
        provenance=request.get("provenance", "rest:jobs"),
        custom=custom(request),
        given={name: request.get(name) for name in request.params if name != "output_mode"},
    )
