"""What a detection finds on another Splunk, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..targets.detecting import Asked, Sighting
    from ..targets.wanted import Wanted


def run(wanted: Wanted, asked: Asked, *, as_json: bool) -> int:
    """Exit codes: 0 it fired, 1 it did not."""
    from ..targets.detecting import detect, look
    from ..targets.opening import open_target
    from .progress import reading

    with open_target(wanted, say) as target:
        name = asked.saved_search
        sighting = look(target, name) if wanted.read_only else detect(target, wanted, asked, say, reading)
    if as_json:
        from .output import print_json

        print_json(document(sighting))
    else:
        show(sighting)
    return 0 if sighting.fired else 1


def say(sentence: str) -> None:
    click.echo(sentence, err=True)


def document(sighting: Sighting) -> dict[str, Any]:
    """A sighting as one JSON object; `window` as the REST API takes it, `risk_events` null where no action ran."""
    return {
        "splunk": sighting.target.name,
        "version": sighting.target.version,
        "app": {"id": sighting.target.app},
        "saved_search": sighting.saved_search,
        "fired": sighting.fired,
        "window": sighting.window.arguments,
        "events": sighting.events,
        "results": sighting.found.rows,
        "risk_events": sighting.risk_events,
        "messages": list(sighting.found.messages),
        "notes": list(sighting.notes),
        "elapsed_seconds": round(sighting.elapsed, 4),
    }


def show(sighting: Sighting) -> None:
    """The same for a person."""
    from .output import console, counted
    from .run import RISK_FIELDS, telling
    from .table import table

    out, rows = console(), sighting.found.rows
    out.print(sighting.saved_search, style="bold", end="   ", markup=False)
    out.print(f"{sighting.target.app} on {sighting.target.name}, Splunk {sighting.target.version}", markup=False)
    out.print(", ".join(f"{name} {_when(value)}" for name, value in sighting.window.arguments.items()), markup=False)
    for note in sighting.notes:
        out.print(note, style="dim", markup=False)
    verdict = f"[bold green]Fired[/bold green]: {counted(len(rows), 'result')}"
    out.print(f"\n{verdict if sighting.fired else '[bold yellow]Did not fire[/bold yellow]'}")
    if sighting.events:
        out.print(f"{counted(sighting.events, 'event')} sent")
    if rows:
        table(rows, telling(list(dict.fromkeys(name for row in rows for name in row))))
    if sighting.risk_events:
        out.print(f"\n[bold]Risk events[/bold]: {len(sighting.risk_events):,} in index risk")
        table(sighting.risk_events, RISK_FIELDS)
    for message in sighting.found.messages:
        out.print(message, markup=False)
    out.print(f"\n{sighting.elapsed:.2f} s", style="dim")


def _when(time: str) -> str:
    """Epoch seconds as a time; a time modifier as it stands."""
    from ..explain.reasons import moment

    try:
        return moment(round(float(time) * 1_000_000))
    except ValueError:
        return time
