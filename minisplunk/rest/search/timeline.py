"""search/jobs/<sid>/timeline, and the same under search/v2: how many of a job's events there are in each span of time.

REST API Reference; JSON as 10.6 answers it (panoramicdata/Splunk.Api, SearchJson.cs), XML as a handler of Splunk's own
apps reads it (JsonProxyRestHandler, _parseTimelineData).
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import partial

from ...jobs import Job
from ...jobs.timeline import Bucket, Timeline
from ..eai import Answer
from ..eai.markup import escaped
from ..http import Request, Route
from ..instance import Splunkd
from .event_statistics import Document, Made, answered, seconds, shower
from .job_parameters import check_names
from .moments import ShowTime

_PARAMETERS = frozenset({"output_mode", "time_format", "output_time_format"})


def timeline(splunkd: Splunkd, request: Request) -> Answer:
    check_names(request, _PARAMETERS, (), {})
    return answered(splunkd, request, _made)


def _made(splunkd: Splunkd, request: Request, job: Job) -> Made:
    show = shower(splunkd, request)
    timeline, zone, done = splunkd.splunk.jobs.timeline(job), job.request.zone, job.is_done
    buckets = [_bucket(bucket, show, zone, done=done) for bucket in timeline.buckets]
    document: Document = {
        "cursor_time": 0,
        "is_time_cursored": True,
        "buckets": buckets,
        "event_count": timeline.events,
    }
    return document, partial(_timeline_markup, timeline, buckets)


def _bucket(bucket: Bucket, show: ShowTime, zone: tzinfo, *, done: bool) -> Document:
    return {
        "total_count": bucket.total,
        "available_count": bucket.available,
        "is_finalized": done,
        "duration": seconds(bucket.end - bucket.start),
        "earliest_strftime": show(bucket.start),
        "earliest_time": seconds(bucket.start),
        "earliest_time_offset": _offset(bucket.start, zone),
        "latest_time_offset": _offset(bucket.end, zone),
    }


def _timeline_markup(timeline: Timeline, buckets: list[Document]) -> str:
    lines = "".join(
        f"  <bucket c='{bucket['total_count']}' a='{bucket['available_count']}' t='{bucket['earliest_time']:.3f}'"
        f" d='{bucket['duration']}' f='{bucket['is_finalized']:d}' etz='{bucket['earliest_time_offset']}'"
        f" ltz='{bucket['latest_time_offset']}'>{escaped(str(bucket['earliest_strftime']))}</bucket>\n"
        for bucket in buckets
    )
    return f"<timeline c='{timeline.events}' cursor='0'>\n{lines}</timeline>\n"


def _offset(time: float, zone: tzinfo) -> int:
    """Of the time zone from UTC then, in seconds."""
    offset = datetime.fromtimestamp(time, zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


ROUTES = tuple(
    Route(method, f"search/{version}jobs/{{sid}}/timeline", timeline)
    for version in ("", "v2/")
    for method in ("GET", "POST")
)
