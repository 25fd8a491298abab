"""search/jobs/<sid>/search.log, and the same under search/v2: what the run of a job is known to have done, in lines.

They look as splunkd's do, `10-08-2026 13:47:15.569 INFO  dispatchRunner - ...` (10.6), and the components are its own;
what they say are facts of the run under the names that the job's entry has for them. [unverified]: the wording. What is
not timed, such as what a command did, has the time of the end, or of now.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from ...jobs import Job
from ...jobs.outline import Outline
from ...search import Run
from ...times import strftime
from ...visible import in_one_line
from ..eai import Answer
from ..http import Request, Response, Route
from ..instance import Splunkd
from .job_entry import event_count, searched_window
from .job_parameters import boolean, check_names
from .jobs import job_of
from .result_formats import TEXT

_TIME = "%m-%d-%Y %H:%M:%S.%3N"
_ATTACHED = {"Content-Disposition": 'attachment; filename="search.log"'}

Line = tuple[float, str, str, str]
"""When, the level, the component, the message."""


def log(splunkd: Splunkd, request: Request) -> Answer:
    """`attachment`: the answer is a file to be saved."""
    check_names(request, ("output_mode", "attachment"), (), {})
    headers = _ATTACHED if boolean(request, "attachment", False) else {}
    job, clock = job_of(splunkd, request), splunkd.splunk.clock
    lines = "".join(_written(line, splunkd) for line in _lines(job, clock.now))
    return Response(lines.encode(errors="replace"), media_type=TEXT, headers=headers)


def _written(line: Line, splunkd: Splunkd) -> str:
    """In the server's time zone, as its other logs."""
    time, level, component, message = line
    return f"{strftime(time, _TIME, splunkd.splunk.zone)} {level:<5} {component} - {in_one_line(message)}\n"


def _lines(job: Job, now: Callable[[], float]) -> Iterator[Line]:
    user, app = job.request.user, job.request.app
    yield job.created, "INFO", "dispatchRunner", f"Search process mode: a thread of the process {os.getpid()}"
    yield job.created, "INFO", "dispatchRunner", f'search context: user="{user}", app="{app}"'
    if job.began is None:
        return
    yield job.began, "INFO", "SearchParser", f"PARSING: {job.request.spl}"
    last = job.ended if job.ended is not None else now()
    if job.run is not None:
        yield from ((job.began, "INFO", *said) for said in _of_search(job.run))
        yield from ((last, "INFO", "SearchPipelineExecutor", said) for said in _of_run(job, job.run))
    for message in list(job.messages):
        yield last, message.kind, "SearchMessages", message.text
    if job.ended is not None:
        done = f"RunDispatch is done: sid={job.sid}, dispatchState={job.state}, runDuration={job.run_duration:.3f}"
        yield job.ended, "INFO", "DispatchManager", f"dispatchHasFinished(id='{job.sid}', username='{user}')"
        yield job.ended, "INFO", "dispatchRunner", done


def _of_search(run: Run) -> Iterator[tuple[str, str]]:
    """How it was read."""
    outline = Outline.of(run.pipeline)
    yield "SearchParser", f"optimizedSearch={outline.whole}"
    for name, text in (("eventSearch", outline.events), ("reportSearch", outline.reports)):
        if text:
            yield "SearchParser", f"{name}={text}"
    earliest, latest = searched_window(run)
    yield "dispatchRunner", f"searchEarliestTime={earliest}, searchLatestTime={latest}"


def _of_run(job: Job, run: Run) -> Iterator[str]:
    """What its commands did so far."""
    for stage in run.stages:
        yield f"command.{stage.command}: input_count={stage.rows_in}, output_count={stage.rows_out}"
    yield f"scanCount={run.progress.scanned}, eventCount={event_count(job, run)}, resultCount={len(job.results)}"


ROUTES = tuple(Route("GET", f"search/{version}jobs/{{sid}}/search.log", log) for version in ("", "v2/"))
