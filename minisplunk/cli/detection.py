"""What a detection has found, printed for a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ..detect.columns import FINDING, RISK, Columns
from ..detect.detection import DetectionRun, Outcome
from ..detect.ordering import in_time_order
from ..explain import LookAlike
from ..explain.reasons import from_to, listed
from ..targets.options import EMBEDDED
from ..values import Row, texts
from .output import as_result, console, counted, headed, iso
from .table import table

MOST_LOOK_ALIKES = 40
_SHOWN = 60
"""Characters of an event that are shown of one whose source type has no columns of its own."""
_TAG = re.compile(r"<[^>]*>")


def show(detection: DetectionRun, columns: Columns) -> None:
    search, outcome, out = detection.search, detection.outcome, console()
    elsewhere = f"on {search.splunk}, Splunk {search.version}"
    out.print(search.name, style="bold", end="   ")
    out.print(search.app, search.app_version if search.splunk == EMBEDDED else elsewhere)
    if reach := _reach(detection.events, outcome):
        out.print(f"{reach} the window {from_to(outcome.window)}")
    for note in detection.notes:
        out.print(note, style="dim")
    if outcome.fired:
        out.print("\nFired", style="bold green", end="")
        out.print(f": {counted(len(outcome.rows), 'result')}")
    else:
        out.print("\nDid not fire", style="bold yellow")
    if outcome.rows:
        _show_found(outcome, columns)
    for reason in outcome.explanation.reasons if outcome.explanation else ():
        out.print(f"  {reason}")
    if outcome.risk_events:
        headed("Risk events", f"{len(outcome.risk_events):,} in index risk")
        table(outcome.risk_events, RISK)
    if outcome.findings:
        headed("Findings", f"{len(outcome.findings):,} in index notable")
        table(outcome.findings, FINDING)
    if outcome.look_alikes:
        _show_silent(outcome.look_alikes, columns)
    for message in outcome.messages:
        out.print(f"{message.kind}: {message.text}")
    out.print(f"\n{detection.elapsed:.2f} s", style="dim")


def _show_found(outcome: Outcome, columns: Columns) -> None:
    left_out = [name for name in outcome.fields if name in columns.left_out]
    shown = [name for name in outcome.fields if name not in columns.left_out]
    table([as_result(dict(row)) for row in outcome.rows], shown or left_out)
    if shown and left_out:
        console().print(f"Not shown: {listed(left_out)}; --json has all.", style="dim")


def _reach(events: int, outcome: Outcome) -> str:
    """How many events were searched; empty where there were none."""
    if outcome.explanation is None:
        return f"{counted(events, 'event')} sent, searched in" if events else "Searched in"
    within = f"{outcome.explanation.events_in_window:,} of {counted(events, 'event')} in"
    return within if events else ""


def _show_silent(silent: Sequence[LookAlike], columns: Columns) -> None:
    out = console()
    headed("Silent", f"{counted(len(silent), 'event')}, each with the first clause that it does not meet")
    shown = in_time_order(silent[:MOST_LOOK_ALIKES], lambda look: look.row)
    days = {str(iso(look.row.get("_time")))[:10] for look in shown}
    lines = [_line(look, columns, dated=len(days) > 1) for look in shown]
    known = [heading for heading in columns.event if any(heading in line for line in lines)]
    table(lines, ("time", *(known or ["event"]), "clause", "it has"))
    for clause, count in Counter(look.clause for look in silent[MOST_LOOK_ALIKES:]).most_common():
        out.print(f"and {count:,} more: {clause}", style="dim")


def _beginning(row: Row) -> str:
    """How an event begins; of one in XML, the texts in it."""
    raw = "".join(texts(row.get("_raw"))).lstrip()
    words = " ".join((_TAG.sub(" ", raw) if raw.startswith("<") else raw).split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}..."


def _line(look: LookAlike, columns: Columns, *, dated: bool) -> dict[str, str]:
    def under(names: tuple[str, ...]) -> str:
        return " ".join(value for name in names if (value := ", ".join(texts(look.row.get(name)))))

    return {
        "time": str(iso(look.row.get("_time")))[0 if dated else 11 : 19].replace("T", " "),
        "event": _beginning(look.row),
        **{heading: found for heading, names in columns.event.items() if (found := under(names))},
        "clause": " ".join(look.clause.split()),
        "it has": ", ".join(look.found) or (f"no {look.field}" if look.field else ""),
    }
