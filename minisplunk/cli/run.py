"""`minisplunk run`: the installed detection over data."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..targets.wanted import EMBEDDED, Wanted
from ..times import TimeRange
from . import options, targeting

if TYPE_CHECKING:
    from ..detect import Detection
    from ..explain import LookAlike

MOST_LOOK_ALIKES = 40
RISK_FIELDS = ("risk_object_type", "risk_object", "risk_score", "threat_object", "risk_message")


@click.command("run")
@click.argument("files", nargs=-1, type=options.PATH)
@options.together(options.apps, options.data, options.index, options.sourcetype, options.as_json)
@click.option("--saved-search", default="", help="The saved search to run; an app with one alone needs no name.")
@click.option(
    "--window",
    type=click.Choice(["data", "saved"]),
    default="data",
    show_default=True,
    help="The whole span of the data, or the saved search's own time range ending after the newest event.",
)
@click.option(
    "--es/--no-es", default=True, show_default=True, help="With Enterprise Security's risk and notable actions."
)
@targeting.running
@click.pass_context
def command(
    ctx: click.Context, /, files: tuple[Path, ...], as_json: bool, apps: tuple[Path, ...], es: bool, **rest: Any
) -> int:
    """Run an app's detection over CloudTrail records: findings, risk events, and what stayed silent.

    FILES are read like those of --data. On another Splunk the app has to be installed; the events go to an index made
    for them, or to --index, and all but the events in that is taken away again. Exit codes: 0 it fired, 1 it did not,
    2 wrong use, 3 not supported.
    """
    rest["data"] += files
    wanted = targeting.wanted(apps[0] if apps else Path(), rest)
    if not rest["data"] and not wanted.read_only:
        raise click.UsageError("say which records to search: --data FILE or FOLDER")
    if wanted.splunk != EMBEDDED:
        return _elsewhere(wanted, ctx, as_json=as_json, **rest)

    from ..detect import Setup, detect
    from .progress import reading

    setup = Setup(apps=options.apps_or_here(apps), enterprise_security=es, look_alikes=not as_json, **rest)
    detection = detect(setup, reading)
    if as_json:
        from .output import print_json

        print_json(document(detection))
    else:
        show(detection)
    return 0 if detection.fired else 1


def _elsewhere(wanted: Wanted, ctx: click.Context, *, as_json: bool, index: str, **rest: Any) -> int:
    from ..targets.detecting import Asked
    from . import sighting

    given = [name for name in ("es", "index", "window") if options.was_given(ctx, name)]
    if "es" in given:
        raise click.UsageError("--es: on another Splunk, Enterprise Security is installed or not")
    if len(ctx.params["apps"]) > 1:
        raise click.UsageError("--app: on another Splunk the apps beside this one are those that are installed there")
    if wanted.read_only:
        targeting.refuse(["data"] if rest["data"] else given, "has no meaning with --read-only")
    where = replace(wanted, index=index if "index" in given else "")
    return sighting.run(where, Asked(**rest), as_json=as_json)


def document(detection: Detection) -> dict[str, Any]:
    """A detection as one JSON object; times are epoch seconds."""
    from .output import as_result, stage

    dispatched = detection.dispatched
    return {
        "app": {"id": detection.app, "version": detection.version},
        "saved_search": dispatched.saved.name,
        "fired": detection.fired,
        "window": _window(dispatched.job.window),
        "events": detection.events,
        "events_in_window": detection.explanation.events_in_window,
        "results": [as_result(row) for row in dispatched.job.results],
        "risk_events": [as_result(_without_internals(row)) for row in detection.risk_events],
        "stages": [stage(use.count) for use in detection.explanation.stages],
        "reasons": detection.explanation.reasons,
        "messages": [{"type": m.kind, "text": m.text} for m in detection.messages],
        "notes": detection.notes,
        "elapsed_seconds": round(detection.elapsed, 4),
    }


def _window(window: TimeRange) -> dict[str, float | None]:
    """Epoch seconds; null for an end that is open."""
    return {
        "earliest": None if window.earliest == TimeRange.ALL.earliest else window.earliest / 1_000_000,
        "latest": None if window.latest == TimeRange.ALL.latest else window.latest / 1_000_000,
    }


def _without_internals(row: Any) -> Any:
    return {name: value for name, value in row.items() if name == "_time" or not name.startswith("_")}


def show(detection: Detection) -> None:
    """The same for a person."""
    from .output import console, counted
    from .table import table

    job, out = detection.dispatched.job, console()
    out.print(detection.dispatched.saved.name, style="bold", end="   ", markup=False)
    out.print(f"{detection.app} {detection.version}")
    if detection.events:
        within = f"{detection.explanation.events_in_window:,} of {counted(detection.events, 'event')}"
        out.print(f"{within} in the window {_words(job.window)}")
    for note in detection.notes:
        out.print(note, style="dim", markup=False)
    verdict = f"[bold green]Fired[/bold green]: {counted(len(job.results), 'result')}"
    out.print(f"\n{verdict if detection.fired else '[bold yellow]Did not fire[/bold yellow]'}")
    if job.results:
        table(job.results, telling(job.fields))
    for reason in detection.explanation.reasons:
        out.print(f"  {reason}", markup=False)
    if detection.risk_events:
        out.print(f"\n[bold]Risk events[/bold]: {len(detection.risk_events):,} in index risk")
        table(detection.risk_events, RISK_FIELDS)
    if detection.look_alikes:
        _show_silent(detection.look_alikes)
    for message in detection.messages:
        out.print(f"{message.kind}: {message.text}", markup=False)
    out.print(f"\n{detection.elapsed:.2f} s", style="dim")


def _words(window: TimeRange) -> str:
    from ..explain.reasons import moment

    earliest = "the first event" if window.earliest == TimeRange.ALL.earliest else moment(window.earliest)
    return f"{earliest} to {'the last' if window.latest == TimeRange.ALL.latest else moment(window.latest)}"


_LONG = ("eventName", "eventSource", "errorMessage", "userAgent", "eventID")


def telling(fields: list[str]) -> list[str]:
    """The columns that tell one finding from another."""
    return [name for name in fields if name not in _LONG]


def _show_silent(found: list[LookAlike]) -> None:
    from .output import console, counted, iso
    from .table import table

    out = console()
    out.print(
        f"\n[bold]Silent[/bold]: {counted(len(found), 'event')}, each with the first clause that it does not meet"
    )
    shown = found[:MOST_LOOK_ALIKES]
    days = {str(iso(look.row.get("_time")))[:10] for look in shown}
    lines = [_line(look, dated=len(days) > 1) for look in shown]
    table(lines, ("time", "event", "identity", "clause", "it has"))
    for clause, count in Counter(look.clause for look in found[MOST_LOOK_ALIKES:]).most_common():
        out.print(f"and {count:,} more: {clause}", style="dim", markup=False)


def _line(look: LookAlike, *, dated: bool) -> Any:
    from ..values import texts
    from .output import iso

    def field(name: str) -> str:
        return ", ".join(texts(look.row.get(name)))

    identity = " ".join(part for part in (field("userIdentity.type"), field("user_name")) if part)
    return {
        "time": str(iso(look.row.get("_time")))[0 if dated else 11 : 19].replace("T", " "),
        "event": field("eventName"),
        "identity": identity,
        "clause": look.clause,
        "it has": ", ".join(look.found) or (f"no {look.field}" if look.field else ""),
    }
