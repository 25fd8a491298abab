"""Search jobs and which of them is asked for in; its rows for another search, out: what the loadjob command loads."""

from __future__ import annotations

from collections.abc import Iterator

from ..conf import roles
from ..errors import NotFound, UnsupportedSpl
from ..search import SearchContext
from ..spl.command import Artifact
from ..times import TimeRange
from ..values import Row
from .job import Job
from .manager import Jobs


def load(jobs: Jobs, search: SearchContext, asked: Artifact) -> Iterator[Row]:
    """Rows of their own, those of results with their fields in the job's order.

    Raises NotFound for a job that is not there, or that the search's user may not see, and UnsupportedSpl for one that
    has no results yet, or has none for its failure.
    """
    all_objects = roles.ALL_OBJECTS in roles.capabilities(search.view, search.request.roles)
    seen = [job for job in jobs.all() if job.sid != search.sid and (all_objects or job.is_of(search.user))]
    job = _by_sid(seen, asked) if asked.sid else _of_saved_search(seen, asked, search.window)
    if not job.is_done or job.is_failed:
        why = "has failed" if job.is_done else "still runs"
        raise UnsupportedSpl(f"The search job '{job.sid}' {why}, and what splunkd loads of such is not documented.")
    job.touch()
    if asked.gathered:
        return (dict(row) for row in (job.run.context.gathered if job.run is not None else ()))
    if asked.events:
        return map(dict, jobs.kept_events(job))
    fields = job.fields
    return ({name: row[name] for name in fields if name in row} for row in job.results)


def _by_sid(seen: list[Job], asked: Artifact) -> Job:
    for job in seen:
        if job.sid == asked.sid:
            return job
    raise NotFound(f"Cannot find artifacts for search_id '{asked.sid}'.")


def _of_saved_search(seen: list[Job], asked: Artifact, window: TimeRange) -> Job:
    runs = (job for job in seen if _is_run_of(job, asked))
    found = [job for job in runs if window.earliest <= job.created * 1_000_000 < window.latest]
    if asked.offset < len(found):
        return found[asked.offset]
    name = ":".join(asked.saved)
    text = f"Cannot find artifacts within the search time range for savedsearch_ident '{name}'."
    raise NotFound(f"{text} There are {len(found)}, and artifact_offset={asked.offset}." if found else text)


def _is_run_of(job: Job, asked: Artifact) -> bool:
    saved = job.dispatch.saved
    if saved is None or (saved.owner, saved.app, saved.name) != asked.saved or job.is_failed:
        return False
    if not job.is_done and asked.ignore_running:
        return False
    if not asked.delegate:
        return saved.scheduled
    return not saved.scheduled and asked.delegate == (job.dispatch.asker or job.request.user)
