"""What `minisplunk backtest --json` prints: findings, what they add up to, what was read, what could not be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from ...backtest import report, summaries
from .parts import App, Document, Fields, Message, Window, messages, says


class Event(Document):
    """An event behind a finding."""

    time: Annotated[float, says("When it happened, in epoch seconds.")]
    source: Annotated[str, says("The file that it is in.")]
    raw: Annotated[str, says("Its text.")]


class Risk(Document):
    """What a finding adds to the risk of an object."""

    object: Annotated[str, says("The name of the object.")]
    type: Annotated[str, says("Its type, such as `user` or `system`.")]
    score: Annotated[float, says("What is added.")]


class Finding(Document):
    """A result of the search."""

    time: Annotated[float, says("When it happened as its fields say, else the end of the searched window.")]
    run: Annotated[
        float | None, says("The scheduled time of the run that found it. Null where all was searched at once.")
    ]
    suppressed: Annotated[bool, says("Whether throttling kept it from acting, so that it adds no risk.")]
    result: Annotated[Fields, says("The result.")]
    users: Annotated[list[str], says("The users that it names.")]
    addresses: Annotated[list[str], says("The addresses that it names.")]
    accounts: Annotated[list[str], says("The accounts that it names.")]
    risk: Annotated[list[Risk], says("The risk that it adds.")]
    events: Annotated[list[Event], says("The first of the events behind it.")]
    event_count: Annotated[int | None, says("How many events are behind it. Null where nobody can tell.")]


class Day(Document):
    """A day that has findings."""

    day: Annotated[str, says("Its date in UTC: `2026-03-03`.")]
    findings: Annotated[int, says("How many there are.")]
    suppressed: Annotated[int, says("How many of them throttling kept from acting.")]
    users: Annotated[int, says("How many users they name.")]
    risk: Annotated[float, says("The risk that they add.")]


class Count(Document):
    """A name in findings."""

    name: Annotated[str, says("The name.")]
    findings: Annotated[int, says("How many findings name it.")]
    first: Annotated[float, says("The time of the first of them.")]
    last: Annotated[float, says("The time of the last of them.")]
    risk: Annotated[float, says("The risk that is added to the object of this name.")]


class Passing(Document):
    """A moment at which the risk of an object passes the threshold."""

    time: Annotated[float, says("The moment.")]
    sum: Annotated[float, says("What 24 hours add up to then.")]


class ObjectRisk(Document):
    """An object that has risk."""

    object: Annotated[str, says("Its name.")]
    type: Annotated[str, says("Its type, such as `user` or `system`.")]
    total: Annotated[float, says("Its risk in all.")]
    most_in_24_hours: Annotated[float, says("The most that 24 hours add up to.")]
    passes: Annotated[list[Passing], says(f"Each moment at which the sum of 24 hours goes beyond {report.THRESHOLD}.")]


class Reach(Document):
    """How far the reading went."""

    files: Annotated[int, says("Files that were read.")]
    bytes: Annotated[int, says("Their size as they lie.")]
    bytes_read: Annotated[int, says("The size of what is in them.")]
    records: Annotated[int | None, says("Records in them. Null where they were not counted.")]
    candidates: Annotated[int, says("Records that hold what the search requires of their text.")]
    matches: Annotated[int, says("Records that its first terms match.")]
    rows: Annotated[int, says("Results of the whole search.")]


class StageCost(Document):
    """A part of the search."""

    text: Annotated[str, says("The stage as it was run.")]
    rows_in: Annotated[int | None, says("How many rows or records went in. Null where they were not counted.")]
    rows_out: Annotated[int, says("How many came out.")]
    seconds: Annotated[float, says("What it cost, in seconds of one processor.")]


class Skipped(Document):
    """A file that could not be read, or not to its end."""

    file: Annotated[str, says("Its name.")]
    reason: Annotated[str, says("Why.")]
    records: Annotated[int, says("The records before the fault, which count.")]


class ChangedDay(Document):
    """A day on which either version has findings."""

    day: Annotated[str, says("Its date in UTC.")]
    before: Annotated[int, says("Findings by the baseline.")]
    after: Annotated[int, says("Findings by this version.")]
    gained: Annotated[int, says("Those that the baseline does not find.")]
    lost: Annotated[int, says("Those that the baseline alone finds.")]


class Change(Document):
    """What the baseline finds over the same data."""

    baseline: Annotated[str, says("The name of the baseline.")]
    before: Annotated[int, says("How many findings it has.")]
    gained: Annotated[list[Finding], says("Those that it does not find.")]
    lost: Annotated[list[Finding], says("Those that it alone finds.")]
    days: Annotated[list[ChangedDay], says("Of each day on which either version has findings.")]


class BacktestDocument(Document):
    """A saved search over files, as production would have fired."""

    app: Annotated[App, says("The app that the search is of.")]
    saved_search: Annotated[str, says("The name of the saved search.")]
    spl: Annotated[str, says("The search.")]
    window: Annotated[Window, says("The time range that was searched.")]
    scheduled_runs: Annotated[
        int | None, says("How many scheduled runs there were. Null where all was searched at once.")
    ]
    partial: Annotated[bool, says("Whether it was broken off: there may be more.")]
    findings: Annotated[list[Finding], says("The findings, in the order of their times.")]
    days: Annotated[list[Day], says("Of each day that has findings.")]
    users: Annotated[list[Count], says("Of each user, the most frequent one first.")]
    addresses: Annotated[list[Count], says("Of each address, the most frequent one first.")]
    accounts: Annotated[list[Count], says("Of each account, the most frequent one first.")]
    weekdays: Annotated[
        dict[str, list[int]], says("`Monday` to `Sunday` -> how many findings there are in each of its 24 hours, UTC.")
    ]
    risk: Annotated[list[ObjectRisk], says("Of each object that has risk, the one that came highest first.")]
    reach: Annotated[Reach, says("How far the reading went.")]
    stages: Annotated[list[StageCost], says("The search, stage by stage, and what each has cost.")]
    skipped: Annotated[list[Skipped], says("Files that could not be read, or not to their end.")]
    messages: Annotated[list[Message], says("What the search says.")]
    notes: Annotated[list[str], says("Sentences on the data, and on what was done to run the search.")]
    change: Annotated[Change | None, says("Against the baseline. Null without one.")]
    elapsed_seconds: Annotated[float, says("Seconds from the start to the end.")]


DOCUMENTS = (BacktestDocument,)


def document(backtest: report.Backtest) -> BacktestDocument:
    found = backtest.findings
    return BacktestDocument(
        app=App(backtest.app, backtest.version),
        saved_search=backtest.search,
        spl=backtest.spl,
        window=Window.of(backtest.window),
        scheduled_runs=backtest.scheduled,
        partial=backtest.partial,
        findings=_findings(found),
        days=[
            Day(day.day.isoformat(), day.findings, day.suppressed, day.users, day.risk) for day in summaries.days(found)
        ],
        users=_counts(summaries.users(found)),
        addresses=_counts(summaries.addresses(found)),
        accounts=_counts(summaries.accounts(found)),
        weekdays=dict(zip(summaries.WEEKDAYS, summaries.weekdays(found), strict=True)),
        risk=[
            ObjectRisk(
                risk.object,
                risk.type,
                risk.total,
                risk.peak,
                [Passing(_seconds(passing.time), passing.sum) for passing in risk.passings],
            )
            for risk in summaries.risks(found)
        ],
        reach=_reach(backtest),
        stages=[StageCost(one.text, one.rows_in, one.rows_out, round(one.seconds, 6)) for one in backtest.stages],
        skipped=[Skipped(_text(file.name), _text(file.reason), file.read) for file in backtest.skipped],
        messages=messages(backtest.messages),
        notes=[_text(note) for note in backtest.notes],
        change=None if backtest.change is None else _change(backtest.change, found),
        elapsed_seconds=round(backtest.elapsed, 4),
    )


def _reach(backtest: report.Backtest) -> Reach:
    reach, rows = backtest.reach, len(backtest.findings)
    return Reach(reach.files, reach.size, reach.read, reach.records, reach.candidates, reach.matched, rows)


def _findings(found: Iterable[report.Finding]) -> list[Finding]:
    return [
        Finding(
            time=_seconds(one.time),
            run=None if one.ran is None else _seconds(one.ran),
            suppressed=one.suppressed,
            result={name: value if isinstance(value, str) else list(value) for name, value in one.fields.items()},
            users=list(one.users),
            addresses=list(one.addresses),
            accounts=list(one.accounts),
            risk=[Risk(risk.object, risk.type, risk.score) for risk in one.risk],
            events=[Event(_seconds(event.time), _text(event.source), event.raw) for event in one.events],
            event_count=one.count or None,
        )
        for one in found
    ]


def _counts(counts: Iterable[summaries.Count]) -> list[Count]:
    return [
        Count(count.name, count.findings, _seconds(count.first), _seconds(count.last), count.risk) for count in counts
    ]


def _change(change: report.Change, found: Iterable[report.Finding]) -> Change:
    days = summaries.changed(change, found)
    return Change(
        baseline=_text(change.baseline),
        before=len(change.before),
        gained=_findings(change.gained),
        lost=_findings(change.lost),
        days=[ChangedDay(day.day.isoformat(), day.before, day.after, day.gained, day.lost) for day in days],
    )


def _seconds(time: int) -> float:
    return time / 1_000_000


def _text(name: str) -> str:
    """The name of a file that is not UTF-8, which JSON cannot hold, has its other bytes as escapes."""
    return name.encode(errors="backslashreplace").decode()
