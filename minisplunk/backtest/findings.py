"""A saved search that has run in; its results as findings, with their risk and the events behind them, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from ..alerts.saved import Condition
from ..dataclass import dataclass
from ..detect.in_process import RISK, messages
from ..engine import Dispatched, Splunk
from ..search import Message, Run
from ..values import Row, Value, number, text, texts
from .behind import behind
from .report import Finding, Risk, Shown, Stage
from .rows import ACCOUNTS, ADDRESSES, USERS, named, when


@dataclass(slots=True)
class Found:
    """What has been found so far, which stays when a run is broken off.

    `fields`: the columns of the findings; `unmet`: runs that had results, and whose condition these did not meet, so
    that they are no findings; `matched`: events that match the base search, those of overlapping runs as often as they
    were found; `stages`: where runs were timed, of all of them together; `runs`: how many scheduled runs there were,
    None where the whole range was searched at once.
    """

    findings: list[Finding] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    unmet: int = 0
    matched: int = 0
    runs: int | None = None

    def add(self, splunk: Splunk, dispatched: Dispatched, ran: int | None = None) -> None:
        """Take in what a run has found, and forget its job. `ran`: the scheduled time of the run."""
        job = dispatched.job
        self.messages += [message for message in messages(dispatched) if message not in self.messages]
        self.fields += [name for name in _shown_fields(job.fields) if name not in self.fields]
        self.matched += dispatched.run.progress.matched
        if dispatched.run.timed:
            self.stages = list(_together(self.stages, stages(dispatched.run)))
        if dispatched.triggered:
            self.findings += _findings(splunk, dispatched, ran)
        elif job.results:
            self.unmet += 1
        splunk.jobs.remove(job.sid)

    def note_unmet(self, condition: Condition) -> None:
        if self.unmet:
            runs = "" if self.runs is None else f" of {self.unmet:,} scheduled run{'s' * (self.unmet > 1)}"
            self.notes.append(f"The results{runs} do not meet the condition of the alert: {condition.words}.")


def stages(run: Run) -> Iterator[Stage]:
    """The commands of a run that was timed, each with its own share of the time."""
    before = 0.0
    for place, count in enumerate(run.stages):
        reads = place == 0 and run.scan is not None
        yield Stage(count.text, None if reads else count.rows_in, count.rows_out, max(0.0, count.seconds - before))
        before = count.seconds


def _together(some: Sequence[Stage], others: Iterator[Stage]) -> Iterator[Stage]:
    """Of runs of the same search."""
    if not some:
        yield from others
        return
    for one, other in zip(some, others, strict=True):
        rows_in = None if one.rows_in is None or other.rows_in is None else one.rows_in + other.rows_in
        yield Stage(one.text, rows_in, one.rows_out + other.rows_out, one.seconds + other.seconds)


def _findings(splunk: Splunk, dispatched: Dispatched, ran: int | None) -> Iterator[Finding]:
    job, run = dispatched.job, dispatched.run
    acting = {id(row) for row in dispatched.acting}
    risk = _risk(dispatched)
    formatted, names = run.formatted(), list(_shown_fields(job.fields))
    for row, (count, events) in zip(job.results, behind(splunk, dispatched), strict=True):
        yield Finding(
            time=when(row, job.window, run.request.zone),
            fields=_shown({**row, **formatted(row)}, names),
            users=named(row, USERS),
            addresses=named(row, ADDRESSES),
            accounts=named(row, ACCOUNTS),
            risk=risk.get(id(row), ()),
            events=events,
            count=count,
            ran=ran,
            suppressed=id(row) not in acting,
        )


def _risk(dispatched: Dispatched) -> dict[int, tuple[Risk, ...]]:
    """By the identity of a row: what the risk events add that were written of it."""
    written = [of_row for run in dispatched.actions if run.action == RISK for of_row in run.of_rows]
    return {
        id(row): tuple(map(_scored, of_row))
        for row, of_row in zip(dispatched.acting, written, strict=False)  # without digest mode only the first rows act
    }


def _scored(event: Mapping[str, Value]) -> Risk:
    """A score that is no number adds nothing."""
    risk_object, kind, score = (event.get(name) for name in ("risk_object", "risk_object_type", "risk_score"))
    return Risk("".join(texts(risk_object)), "".join(texts(kind)), float(number(score) or 0))


def _shown_fields(fields: Sequence[str]) -> Iterator[str]:
    """Of its internal fields only the time is shown."""
    return (name for name in fields if name == "_time" or not name.startswith("_"))


def _shown(row: Row, names: Sequence[str]) -> Shown:
    values = ((name, row.get(name)) for name in names)
    return {
        name: tuple(value) if isinstance(value, list) else text(value) for name, value in values if value is not None
    }
