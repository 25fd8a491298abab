"""A search job in, its entry as splunkd shows it out."""

from __future__ import annotations

import os
from datetime import tzinfo

from ...jobs import Job
from ...jobs.dispatch import SAVED_TTL, TTL
from ...jobs.outline import Outline
from ...search import Run
from ...times import TimeRange
from ..eai import Acl, Content, Entry
from ..http import Request
from .moments import iso

_FIRST, _LAST = -62_135_510_400, 253_402_214_400  # 0001-01-02 and 9999-12-31 UTC, which each zone has
_EPOCH = "1970-01-01T00:00:00.000+00:00"
_LINKS = ("search.log", "events", "results", "results_preview", "timeline", "summary", "control")


def job_entry(job: Job, request: Request, server: str) -> Entry:
    """As search/jobs lists it (REST API Reference; measured on 10.4.2 and 10.6 by third parties).

    A queued job, and one that is still being parsed, lack what is known only of a running one.
    """
    run = job.run
    content = {**_always(job, server), **(_of_run(job, run) if run is not None else {})}
    return Entry(
        name=job.dispatch.given.get("search", job.request.spl),
        content=content,
        acl=acl_of(job),
        links=_LINKS,
        updated=job.updated,
        published=job.created,
        author=job.request.user,
        path=path_of(job, request),
    )


def path_of(job: Job, request: Request) -> str:
    """In the version of the API that the request is of."""
    collection = "search/v2/jobs" if request.endpoint.startswith("search/v2") else "search/jobs"
    return f"/services/{collection}/{job.sid}"


def acl_of(job: Job) -> Acl:
    """Its user's own, shown as such; what it is shared with beside that."""
    user = job.request.user
    read, write = ((user, *sorted(roles)) for roles in (job.readers, job.writers))
    return Acl(job.request.app, user, "global", read=read, write=write)


def _always(job: Job, server: str) -> dict[str, Content]:
    dispatch, saved = job.dispatch, job.dispatch.saved
    return {
        "cursorTime": _EPOCH,
        "custom": job.custom,
        "defaultSaveTTL": str(SAVED_TTL),
        "defaultTTL": str(TTL),
        "delegate": "scheduler" if saved and saved.scheduled else "",
        "diskUsage": job.usage.bytes,
        "dispatchState": job.state,
        "doneProgress": int(job.is_done),
        "isDone": job.is_done,
        "isFailed": job.is_failed,
        "isFinalized": job.is_finalized,
        "isPaused": job.is_paused,
        "isPreviewEnabled": job.preview,
        "isRealTimeSearch": False,
        "isRemoteTimeline": False,
        "isSaved": job.is_saved,
        "isSavedSearch": bool(saved and saved.scheduled),
        "isZombie": False,
        "label": dispatch.label or (saved.name if saved else ""),
        "messages": [{"type": message.kind, "text": message.text} for message in job.messages],
        "numPreviews": 0,
        "pid": str(os.getpid()),
        "priority": job.priority,
        "provenance": dispatch.provenance,
        "request": dict(dispatch.given),
        "resultPreviewCount": len(job.results),
        "runtime": {"auto_cancel": str(dispatch.auto_cancel), "auto_pause": str(dispatch.auto_pause)},
        "search": dispatch.given.get("search", job.request.spl),
        "searchProviders": [server],
        "sid": job.sid,
        "statusBuckets": dispatch.status_buckets,
        "ttl": job.remaining,
        "workload_pool": "",
    }


def _of_run(job: Job, run: Run) -> dict[str, Content]:
    outline = Outline.of(run.pipeline)
    events = event_count(job, run)
    kept = not outline.generating and (not outline.reports or job.dispatch.status_buckets)
    available = min(events, job.dispatch.max_count) if kept else 0
    return {
        **_times(run, job.request.zone),
        **_texts(run, outline),
        "canSummarize": False,
        "dropCount": 0,
        "eventAvailableCount": available,
        "eventCount": events,
        "eventFieldCount": len(job.fields) if not outline.reports and job.is_done else 0,
        "eventIsStreaming": True,
        "eventIsTruncated": events > available,
        "eventSorting": "none" if outline.generating else "desc",
        "performance": {
            f"command.{stage.command}": {"input_count": stage.rows_in, "output_count": stage.rows_out, "invocations": 1}
            for stage in run.stages
        },
        "resultCount": len(job.results),
        "resultIsStreaming": outline.streaming,
        "runDuration": round(job.run_duration, 3),
        "scanCount": run.progress.scanned,
    }


def event_count(job: Job, run: Run) -> int:
    """The events that the event search gives; while it runs, those that its first command has found."""
    number = run.pipeline.of_events()
    return run.stages[number - 1].rows_out if job.is_done and number else run.progress.matched


def _texts(run: Run, outline: Outline) -> dict[str, Content]:
    return {
        "eventSearch": outline.events,
        "keywords": outline.keywords,
        "normalizedSearch": outline.remote,
        "optimizedSearch": outline.whole,
        "remoteSearch": outline.remote,
        "reportSearch": outline.reports,
    }


def _times(run: Run, zone: tzinfo) -> dict[str, Content]:
    earliest, latest = _window(run)
    from_, to = searched_window(run)
    return {
        "earliestTime": _EPOCH if earliest is None else _shown(earliest, zone),
        "latestTime": _shown(latest, zone),
        "searchEarliestTime": from_,
        "searchLatestTime": to,
    }


def searched_window(run: Run) -> tuple[Content, Content]:
    """searchEarliestTime and searchLatestTime."""
    earliest, latest = _window(run)
    return 0 if earliest is None else _seconds(earliest), _seconds(latest)


def _window(run: Run) -> tuple[float | None, float]:
    """A search over all time begins with the epoch and ends now; one beyond the calendar, at its end."""
    window, everything = run.window, TimeRange.ALL
    earliest = None if window.earliest == everything.earliest else window.earliest / 1_000_000
    return earliest, run.context.now if window.latest == everything.latest else window.latest / 1_000_000


def _shown(moment: float, zone: tzinfo) -> str:
    return iso(min(max(moment, _FIRST), _LAST), zone)


def _seconds(moment: float) -> Content:
    """splunkd shows fractions as text (10.6)."""
    return int(moment) if moment.is_integer() else f"{moment:.9f}"
