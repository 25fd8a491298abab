"""Findings in; how many there were of each day, hour, user, address and account, and how risk grew, out. UTC."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone

from ..dataclass import dataclass
from .report import THRESHOLD, Change, Finding

HOUR = 3_600_000_000
DAY = 24 * HOUR
"""In microseconds, as all times here are."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_FIRST, _LAST = (
    round((datetime(year, month, day, tzinfo=timezone.utc) - _EPOCH).total_seconds()) * 1_000_000
    for year, month, day in ((1, 1, 1), (9999, 12, 31))
)

Names = Callable[[Finding], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Day:
    """`suppressed`: of the findings, those that throttling kept from acting; `risk`: what the others add."""

    day: date
    findings: int
    suppressed: int
    users: int
    risk: float


@dataclass(frozen=True, slots=True)
class Count:
    """How often a name is in findings; when it is first and last. `risk`: what is added to the object of this name."""

    name: str
    findings: int
    first: int
    last: int
    risk: float


@dataclass(frozen=True, slots=True)
class Passing:
    """The moment at which the sum of 24 hours goes beyond THRESHOLD, and what it is then."""

    time: int
    sum: float


@dataclass(frozen=True, slots=True)
class ObjectRisk:
    """The risk of an object. `course`: each time at which the sum of the 24 hours up to it changes, and that sum;
    `peak`: the greatest of these; `passings`: each moment at which it goes beyond THRESHOLD."""

    object: str
    type: str
    total: float
    peak: float
    course: tuple[tuple[int, float], ...]
    passings: tuple[Passing, ...]


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """Findings of a day by the baseline, and by this version; `gained` and `lost` from that one to this."""

    day: date
    before: int
    after: int
    gained: int
    lost: int


def moment(time: int) -> datetime:
    """What lies beyond the calendar counts to its end."""
    return _EPOCH + timedelta(microseconds=min(max(time, _FIRST), _LAST))


def day_of(time: int) -> date:
    return moment(time).date()


def days(findings: Iterable[Finding]) -> list[Day]:
    """Of each day that has findings, in order."""
    of: defaultdict[date, list[Finding]] = defaultdict(list)
    for finding in findings:
        of[day_of(finding.time)].append(finding)
    return [
        Day(
            day,
            len(found),
            sum(finding.suppressed for finding in found),
            len({name for finding in found for name in finding.users}),
            sum(risk.score for finding in found if not finding.suppressed for risk in finding.risk),
        )
        for day, found in sorted(of.items())
    ]


def users(findings: Iterable[Finding]) -> list[Count]:
    return _counts(findings, lambda finding: finding.users)


def addresses(findings: Iterable[Finding]) -> list[Count]:
    return _counts(findings, lambda finding: finding.addresses)


def accounts(findings: Iterable[Finding]) -> list[Count]:
    return _counts(findings, lambda finding: finding.accounts)


def _counts(findings: Iterable[Finding], names: Names) -> list[Count]:
    """A finding counts for each of its names; the most frequent name is first."""
    times: defaultdict[str, list[int]] = defaultdict(list)
    risk: defaultdict[str, float] = defaultdict(float)
    for finding in findings:
        for name in dict.fromkeys(names(finding)):
            times[name].append(finding.time)
        for added in () if finding.suppressed else finding.risk:
            risk[added.object] += added.score
    counts = (Count(name, len(at), min(at), max(at), risk[name]) for name, at in times.items())
    return sorted(counts, key=lambda count: (-count.findings, count.name))


def risks(findings: Iterable[Finding]) -> list[ObjectRisk]:
    """Of each object that has risk, the one that came highest first."""
    scores: defaultdict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for finding in findings:
        for risk in () if finding.suppressed else finding.risk:
            scores[risk.object, risk.type].append((finding.time, risk.score))
    found = [_risk(name, kind, sorted(added)) for (name, kind), added in scores.items()]
    return sorted(found, key=lambda risk: (-risk.peak, -risk.total, risk.object, risk.type))


def _risk(name: str, kind: str, scores: Sequence[tuple[int, float]]) -> ObjectRisk:
    course = tuple(_course(scores))
    passings, above = [], False
    for time, total in course:
        if total > THRESHOLD and not above:
            passings.append(Passing(time, total))
        above = total > THRESHOLD
    peak = max(total for _, total in course)
    return ObjectRisk(name, kind, sum(score for _, score in scores), peak, course, tuple(passings))


def _course(scores: Sequence[tuple[int, float]]) -> Iterator[tuple[int, float]]:
    """A score counts from its time until 24 hours later. All of one moment are one step."""
    changes: defaultdict[int, float] = defaultdict(float)
    for time, score in scores:
        changes[time] += score
        changes[time + DAY] -= score
    total = 0.0
    for time, change in sorted(changes.items()):
        total = round(total + change, 6)  # decimals come and go, and leave nothing behind
        yield time, total


def weekdays(findings: Iterable[Finding]) -> list[list[int]]:
    """Monday to Sunday, each with its 24 hours."""
    counts = [[0] * 24 for _ in WEEKDAYS]
    for finding in findings:
        at = moment(finding.time)
        counts[at.weekday()][at.hour] += 1
    return counts


def changed(change: Change, findings: Iterable[Finding]) -> list[ChangedDay]:
    """Of each day on which either version has findings."""
    before, after, gained, lost = (
        Counter(day_of(finding.time) for finding in found)
        for found in (change.before, findings, change.gained, change.lost)
    )
    every = sorted({*before, *after, *gained, *lost})
    return [ChangedDay(day, before[day], after[day], gained[day], lost[day]) for day in every]
