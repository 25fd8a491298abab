"""A run that is over in; its stages, its clauses and the reasons for an empty result out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from itertools import chain

from ..dataclass import dataclass
from ..operators.datasets import NO_SUMMARIES
from ..search import Message, Run, StageCount
from ..search.access import Access
from ..search.scan import Scan
from ..sources import KindOfEvents, Meta
from ..spl.fields import Fields
from ..spl.matcher import fields_compared
from ..times import TimeRange
from .clauses import ClauseTerm, alone, clauses
from .reasons import listed, moment, outside, rows

_FEW = 4
_Kinds = Mapping[int, KindOfEvents]


@dataclass(frozen=True, slots=True)
class ClauseCount:
    """A clause of the base search, and how many events of the window pass it alone."""

    text: str
    events: int


@dataclass(frozen=True, slots=True)
class StageUse:
    """A stage with the fields that it reads itself."""

    count: StageCount
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`stages`: the first, where it reads events, takes in those of the window. `reasons`: most important first, and
    none when the search found something and lost nothing."""

    stages: list[StageUse]
    clauses: list[ClauseCount]
    events: int
    events_in_window: int
    reasons: list[str]
    messages: list[Message] = field(default_factory=list)


def explain(run: Run, *, beyond: bool = True) -> Explanation:
    """Explain a run, made with `observed=True`, whose rows have all been read.

    `beyond`: it may speak of events in indexes that the search's roles may not search, as to who owns the data.

    Clauses are counted only when the base search let nothing through of what it could read: that reads the window once
    for each.
    """
    kinds = _kinds(run, beyond)
    reach = events_in_window(run)
    empty = bool(run.stages) and not run.progress.matched
    counted = [ClauseCount(c.text, _passing(run.scan, c)) for c in clauses(run)] if reach and empty else []
    return Explanation(
        stages=[StageUse(count, _used(run, number)) for number, count in enumerate(_stages(run, reach))],
        clauses=counted,
        events=sum(totals.events for _, totals in kinds.values()),
        events_in_window=reach,
        reasons=list(_reasons(run, counted, kinds)),
        messages=run.messages,
    )


def _stages(run: Run, reach: int) -> list[StageCount]:
    """The base search takes in the events of its window, which the run itself does not count."""
    first, *rest = run.stages
    return [first if run.scan is None else replace(first, rows_in=reach), *rest]


def events_in_window(run: Run) -> int:
    """The events that the base search could have read: of its time range, in the indexes that it searches."""
    if run.scan is None:
        return 0
    return run.scan.source.count(run.scan.base.window, run.scan.readable().keys())


def _kinds(run: Run, beyond: bool) -> _Kinds:
    kinds = run.context.source.kinds()
    if beyond:
        return kinds
    allowed = Access.of(run.context.view, run.request.roles).test(named=True)
    return {number: kind for number, kind in kinds.items() if allowed({"index": kind[0].index})}


def _passing(scan: Scan | None, clause: ClauseTerm) -> int:
    return 0 if scan is None else sum(1 for _ in chain.from_iterable(alone(scan, clause.term).blocks()))


def _used(run: Run, number: int) -> tuple[str, ...]:
    if number == 0 and run.scan is not None:
        return tuple(sorted(fields_compared(run.scan.base.term)))
    needs = run.parted.stages[number].command.needs(Fields())
    return tuple(sorted(needs.names | needs.patterns))


def _reasons(run: Run, counted: list[ClauseCount], kinds: _Kinds) -> Iterator[str]:
    lacking = [message.text for message in run.messages if message.text.startswith(NO_SUMMARIES)]
    if lacking:
        yield from lacking
        return
    if run.scan is not None and not run.progress.matched:
        yield _nothing_matched(run.scan, counted, kinds)
        return
    for number, stage in enumerate(run.stages):
        if stage.lost:
            yield _lost_to_nulls(stage) + _only_indexed(run, number)
        elif (reached := stage.rows_in if number else run.progress.matched) and not stage.rows_out:
            yield f"`{stage.text}`{_origin(run, number)} removed {_all(reached)} that reached it{_unseen(stage)}."


def _lost_to_nulls(stage: StageCount) -> str:
    nulls = sorted(stage.nulls.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{name} ({count:,})" for name, count in nulls)
    dropped = f"{stage.lost:,} of {rows(stage.rows_in)}"
    needed = stage.drops_null
    any_of = listed(needed, last="or") if len(needed) <= _FEW else f"any of the {len(needed)} fields that it needs"
    return (
        f"`{stage.command}` dropped {dropped}, since a field that it needs was null: {named}. "
        f"{stage.command} drops a row in which {any_of} is null."
    )


def _only_indexed(run: Run, number: int) -> str:
    """What else may have been expected of tstats without a data model."""
    if number != 1 or run.scan is None or not run.scan.indexed:
        return ""
    return " It reads only fields that events were indexed with, none that are extracted at search time."


def _origin(run: Run, number: int) -> str:
    """The phrase that names the macro from which a whole stage comes; empty without one."""
    inside = run.prepared.text.place(run.parted.stages[number].span).inside
    return f", from the macro `{inside[0][0]}`," if inside else ""


def _unseen(stage: StageCount) -> str:
    """The phrase that names the fields that the stage reads in vain; empty when each is in some row."""
    if not stage.unseen:
        return ""
    which = "which has" if stage.rows_in == 1 else "none of which has"
    return f", {which} {'no ' if stage.rows_in == 1 else ''}{listed(stage.unseen, last='or')}"


def _all(count: int) -> str:
    return "the one row" if count == 1 else f"all {rows(count)}"


def _nothing_matched(scan: Scan, counted: list[ClauseCount], kinds: _Kinds) -> str:
    present = {number: meta for number, (meta, totals) in kinds.items() if totals.events}
    if not present:
        return "There are no events at all."
    wanted = {number: meta for number, meta in present.items() if scan.rest(meta) is not False}
    if not wanted:
        seen = map(scan.knowledge.seen, present.values())
        named = listed({f"{meta.sourcetype} in index {meta.index}" for meta in seen})
        return f"No event has the index, source type, source and host that the search asks for; there are: {named}."
    readable = wanted.keys() & scan.readable().keys()
    if not readable:
        return _out_of_reach(scan, wanted)
    if not scan.source.count(scan.base.window, readable):
        latest = max(latest for number in readable if (latest := kinds[number].totals.latest) is not None)
        return (
            f"No event lies in the time range: the newest that the search could have read is of {moment(latest)}, "
            f"{outside(latest, scan.base.window)}."
        )
    if scan.base.indexed != TimeRange.ALL and not any(True for _ in chain.from_iterable(alone(scan).blocks())):
        return "No event of the time range was indexed in the range of index time that the search asks for."
    return _no_clause(counted)


def _out_of_reach(scan: Scan, wanted: dict[int, Meta]) -> str:
    indexes = listed({meta.index for meta in wanted.values()})
    if all((meta.index in scan.access.metrics) != scan.metrics for meta in wanted.values()):
        if scan.metrics:
            return f"What lies in {indexes} are events, which no search of metrics reads."
        return f"What lies in {indexes} are metric data points, which only mstats and mcatalog read."
    if scan.base.named:
        return f"The events lie in {indexes}, which the role may not search."
    defaults = listed(scan.access.default)
    return (
        f"The events lie in {indexes}, and the search names no index, so it reads only the role's default indexes: "
        f"{defaults}. Name the index in the search, or in the macro that chooses the source."
    )


def _no_clause(counted: list[ClauseCount]) -> str:
    none = [clause.text for clause in counted if not clause.events]
    if none:
        each = listed(f"`{text}`" for text in none)
        return f"No event of the time range passes {each}{', each taken alone' if len(none) > 1 else ''}."
    return "Each clause is passed by some events, but no event passes all of them."
