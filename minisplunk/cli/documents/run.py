"""What `minisplunk run --json` prints: a detection's run; with --all, those of all saved searches of the app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ...detect.detection import DetectionRun
from ...detect.ordering import in_time_order
from ...explain import LookAlike
from ..output import as_result
from .parts import App, Document, Fields, Message, SkippedFile, Stage, Window, messages, says, skipped_files

if TYPE_CHECKING:
    from ...detect.each import AppRun, SearchRun

MOST_SILENT = 100
"""Silent events that are listed."""


class SilentEvent(Document):
    """An event of the window that the base search left out."""

    event: Annotated[Fields, says("Its `_time`, its `_raw`, and those fields that the search asks for.")]
    clause: Annotated[str, says("The first clause of the base search that it does not meet.")]
    field: Annotated[str | None, says("The field that the clause asks for; null where it is not about one field.")]
    found: Annotated[list[str], says("The event's values of this field; none where it has no such field.")]


class Run(Document):
    """A detection's run. It has the same keys on each Splunk."""

    splunk: Annotated[str, says("`embedded`, `docker`, or the URL of the Splunk.")]
    version: Annotated[str, says("That Splunk's version; of the embedded one, the version that it says it is.")]
    app: Annotated[App, says("The app under test.")]
    saved_search: Annotated[str, says("The name of the saved search.")]
    fired: Annotated[bool, says("Its condition is met; without a condition, it has found something.")]
    window: Annotated[Window, says("The time range that was searched.")]
    events: Annotated[int, says("Events that were ingested or sent; 0 with --read-only.")]
    events_in_window: Annotated[
        int | None, says("Of these, those that the base search could read. Null on another Splunk.")
    ]
    results: Annotated[list[Fields], says("The results, all of them.")]
    risk_events: Annotated[
        list[Fields] | None,
        says("What the risk action has written, all of it. Null where no risk action was let run on another Splunk."),
    ]
    findings: Annotated[
        list[Fields] | None, says("What the notable action has written, all of it. Null on another Splunk.")
    ]
    silent_events: Annotated[
        list[SilentEvent] | None,
        says(
            f"Events that the base search left out, nearest first, {MOST_SILENT} at most. Null on another Splunk, and "
            "where the window has more than 10,000 events."
        ),
    ]
    silent_events_left_out: Annotated[
        int | None, says("How many more of them there are. Null where `silent_events` is.")
    ]
    stages: Annotated[list[Stage] | None, says("The search, command by command. Null on another Splunk.")]
    reasons: Annotated[
        list[str] | None, says("Why it found nothing, or less, most important first. Null on another Splunk.")
    ]
    messages: Annotated[list[Message], says("What the job says.")]
    notes: Annotated[list[str], says("Sentences on the data, and on what was done to run the search.")]
    skipped: Annotated[list[SkippedFile], says("Files that could not be read, or not to their end.")]
    elapsed_seconds: Annotated[float, says("Seconds, from the start to the end, that of a container included.")]


class OneOfAll(Document):
    """One saved search of an app."""

    saved_search: Annotated[str, says("Its name.")]
    result: Annotated[
        Literal["fired", "silent", "unsupported", "wrong"],
        says(
            "Whether it fired; or why it could not be run: minisplunk does not support it, or Splunk would refuse it."
        ),
    ]
    why: Annotated[str | None, says("Why it is silent, or could not be run. Null where it fired.")]
    window: Annotated[Window | None, says("The time range that was searched. Null where it could not be run.")]
    results: Annotated[int | None, says("How many results. Null where it could not be run.")]
    risk_events: Annotated[int | None, says("How many risk events it wrote. Null where it could not be run.")]
    findings: Annotated[int | None, says("How many notable events it wrote. Null where it could not be run.")]
    messages: Annotated[list[Message], says("What the job says.")]


class RunAll(Document):
    """Each saved search of an app, run once over the same events."""

    splunk: Annotated[Literal["embedded"], says("It is the embedded Splunk.")]
    version: Annotated[str, says("The version that it says it is.")]
    app: Annotated[App, says("The app under test.")]
    events: Annotated[int, says("Events that were ingested.")]
    fired: Annotated[int, says("How many searches fired.")]
    silent: Annotated[int, says("How many did not.")]
    unsupported: Annotated[int, says("How many minisplunk does not support.")]
    wrong: Annotated[int, says("How many are wrong.")]
    searches: Annotated[list[OneOfAll], says("Each search, in the order of savedsearches.conf.")]
    notes: Annotated[list[str], says("Sentences on the data, and on what was done to run the searches.")]
    skipped: Annotated[list[SkippedFile], says("Files that could not be read, or not to their end.")]
    elapsed_seconds: Annotated[float, says("Seconds from the start to the end.")]


DOCUMENTS = (Run, RunAll)


def document(detection: DetectionRun) -> Run:
    search, outcome = detection.search, detection.outcome
    explanation, silent = outcome.explanation, outcome.look_alikes
    return Run(
        splunk=search.splunk,
        version=search.version,
        app=App(search.app, search.app_version),
        saved_search=search.name,
        fired=outcome.fired,
        window=Window.of(outcome.window),
        events=detection.events,
        events_in_window=None if explanation is None else explanation.events_in_window,
        results=[as_result(dict(row)) for row in outcome.rows],
        risk_events=_written(outcome.risk_events),
        findings=_written(outcome.findings),
        silent_events=None if silent is None else _silent(silent),
        silent_events_left_out=None if silent is None else len(silent[MOST_SILENT:]),
        stages=None if explanation is None else [Stage.of(use.count) for use in explanation.stages],
        reasons=None if explanation is None else explanation.reasons,
        messages=messages(outcome.messages),
        notes=list(detection.notes),
        skipped=skipped_files(detection.skipped),
        elapsed_seconds=round(detection.elapsed, 4),
    )


def document_of_all(run: AppRun) -> RunAll:
    return RunAll(
        splunk="embedded",
        version=run.version,
        app=App(run.app, run.app_version),
        events=run.events,
        fired=run.count("fired"),
        silent=run.count("silent"),
        unsupported=run.count("unsupported"),
        wrong=run.count("wrong"),
        searches=[_one(search) for search in run.searches],
        notes=list(run.notes),
        skipped=skipped_files(run.skipped),
        elapsed_seconds=round(run.elapsed, 4),
    )


def _written(rows: Iterable[Mapping[str, Any]] | None) -> list[Fields] | None:
    """Events that an alert action has written, without the internal fields of their own index."""
    return None if rows is None else [as_result(_without_internals(row)) for row in rows]


def _without_internals(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name == "_time" or not name.startswith("_")}


def _silent(looks: Sequence[LookAlike]) -> list[SilentEvent]:
    return [silent_event(look) for look in in_time_order(looks[:MOST_SILENT], lambda look: look.row)]


def silent_event(look: LookAlike) -> SilentEvent:
    return SilentEvent(as_result(look.row), look.clause, look.field or None, look.found)


def _one(search: SearchRun) -> OneOfAll:
    if search.outcome is None:
        return OneOfAll(search.name, search.result, search.why, None, None, None, None, [])
    outcome = search.outcome
    return OneOfAll(
        saved_search=search.name,
        result=search.result,
        why=search.why or None,
        window=Window.of(outcome.window),
        results=len(outcome.rows),
        risk_events=len(outcome.risk_events or ()),
        findings=len(outcome.findings or ()),
        messages=messages(outcome.messages),
    )
