"""One search from its text to its rows: macros, parser, plan, scan, stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from ..commands import resolve as resolve_command
from ..commands.search import Search
from ..conf import View
from ..errors import Span, SpanError
from ..fields import UNSUPPORTED_FIELDS, Knowledge
from ..fields.macros import expanded
from ..spl.ast import Fields, Pipeline, Stage
from ..spl.parser import parse
from ..spl.source import Source
from ..store import Store
from ..times import TimeRange
from ..values import Row
from .access import Access
from .base import Base, base
from .context import Message, SearchContext
from .control import Control
from .eventtypes import missing
from .request import Request
from .savedsearch import replaced
from .scan import Scan
from .subsearch import resolved
from .summary import store_rows

MAX_SAVED = 20  # saved searches that call saved searches


@dataclass(slots=True)
class StageCount:
    """What went through a stage. `nulls`: rows in which a by-field of stats was null; `lost`: rows so dropped."""

    text: str
    command: str
    by: tuple[str, ...] = ()
    rows_in: int = 0
    rows_out: int = 0
    nulls: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    example: Row | None = None


@dataclass(slots=True)
class Run:
    """A search that has been read and planned. Iterate `rows()` once; the counts are whole when it is done."""

    request: Request
    source: Source
    pipeline: Pipeline
    context: SearchContext
    scan: Scan | None
    stages: list[StageCount]
    observed: bool

    @property
    def messages(self) -> list[Message]:
        return self.context.messages

    def rows(self) -> Iterator[Row]:
        """The results. Raises SplError and UnsupportedSpl for what shows only while it runs."""
        rows = self._first()
        try:
            for number, stage in enumerate(self.pipeline.stages[1:], start=1):
                rows = stage.command.run(self._counted(rows, number), self.context)
            yield from self._counted(rows, len(self.stages))
        except SpanError as fault:
            raise placed(self.source, fault) from fault

    def _first(self) -> Iterator[Row]:
        if self.scan is not None:
            return self.scan.run()
        return self.pipeline.stages[0].command.run(iter(()), self.context)

    def _counted(self, rows: Iterable[Row], number: int) -> Iterator[Row]:
        """Count the rows that pass from stage `number - 1` to stage `number`."""
        passed = 0
        control = self.context.control
        into = self.stages[number] if number < len(self.stages) else None
        watched = into if into is not None and into.by and self.observed else None
        try:
            for row in rows:
                if control.asked and control.obey() and number == 1:
                    return
                passed += 1
                if watched is not None:
                    _watch(watched, row)
                yield row
        finally:
            self.stages[number - 1].rows_out = passed
            if into is not None:
                into.rows_in = passed


def _watch(stage: StageCount, row: Row) -> None:
    missing = [name for name in stage.by if row.get(name) is None]
    for name in missing:
        stage.nulls[name] = stage.nulls.get(name, 0) + 1
    if missing:
        stage.lost += 1
        if stage.example is None:
            stage.example = dict(row)


def start(
    request: Request,
    view: View,
    knowledge: Knowledge,
    store: Store,
    *,
    observed: bool = False,
    messages: list[Message] | None = None,
    control: Control | None = None,
) -> Run:
    """Read and plan a search. Nothing is read from the store until its rows are asked for, save by subsearches.

    `observed`: count null by-fields. `messages`: where to put messages, when they are to be another search's as well.
    `control`: who may stop it.
    Raises SplError or UnsupportedSpl with the place in the user's text.
    """
    source = expanded(request.spl, view, request.environment)
    pipeline = parse(source, resolve_command)
    context = SearchContext(
        request=request,
        window=request.resolved(),
        view=view,
        knowledge=knowledge,
        store=store,
        subsearch=partial(inner, source),
        saved=_saved,
        write=store_rows,
        messages=[] if messages is None else messages,
        control=control or Control(),
    )
    run = _planned(source, pipeline, context, observed=observed)
    if run.scan is not None and run.scan.base.substituted:
        context.message("INFO", "Your timerange was substituted based on your search string")
    return run


def _planned(source: Source, pipeline: Pipeline, context: SearchContext, *, observed: bool) -> Run:
    try:
        pipeline = Pipeline(tuple(resolved(stage, context) for stage in pipeline.stages))
        scan = None
        first = pipeline.stages[0].command
        if isinstance(first, Search):
            found = base(first.term, context.request)
            context.window = found.window
            scan = _scan(found, pipeline, context)
    except SpanError as fault:
        raise placed(source, fault) from fault
    return Run(context.request, source, pipeline, context, scan, [_count(s) for s in pipeline.stages], observed)


def _scan(found: Base, pipeline: Pipeline, context: SearchContext) -> Scan:
    _refuse_unmade(pipeline)
    for name in missing(found.term, context.view):
        context.message("WARN", f"Eventtype '{name}' does not exist or is disabled.")
    return Scan(
        context.store,
        context.knowledge,
        found,
        Pipeline(pipeline.stages[1:]).needs(Fields.ALL),
        Access.of(context.view, context.request.roles),
        context.environment,
        context.message,
        context.control,
    )


def _refuse_unmade(pipeline: Pipeline) -> None:
    """SpanError, at the stage that asks for it, for a field that events have in Splunk and not here."""
    wanted = Fields.ALL
    asking: dict[str, Span] = {}
    for stage in reversed(pipeline.stages):
        needed = stage.command.needs(wanted)
        asking |= dict.fromkeys((needed.names - wanted.names) | stage.command.needs(Fields()).names, stage.span)
        wanted = needed
    for name in sorted(wanted.names & UNSUPPORTED_FIELDS.keys()):
        raise SpanError(UNSUPPORTED_FIELDS[name], asking[name], unsupported=True)


def _count(stage: Stage) -> StageCount:
    return StageCount(stage.text, stage.command.name, getattr(stage.command, "by", ()))


def placed(source: Source, fault: SpanError) -> Exception:
    """A fault found where only the span is known, with its place in the user's text."""
    return (source.unsupported if fault.unsupported else source.error)(fault.message, fault.span)


def inner(source: Source, context: SearchContext, pipeline: Pipeline) -> Iterator[Row]:
    """A subsearch in a text: the request's time range unless it says otherwise, the same messages.

    Search Reference, "Time modifiers", "Time ranges and subsearches": those of the outer search's text are its own.
    """
    context = replace(context, window=context.request.resolved())
    return _planned(source, pipeline, context, observed=False).rows()


def _saved(context: SearchContext, name: str, replacements: dict[str, str] | None, span: Span) -> Iterator[Row]:
    """The savedsearch command: the saved text, its `$key$` replaced, in this search's app.

    Search Reference, savedsearch, "Time ranges": the saved time range holds when this search is over all time.
    """
    stanza = context.view.conf("savedsearches").stanzas.get(name)
    if stanza is None or name == "default":
        raise SpanError(f"Error in 'savedsearch' command: Unable to find saved search named '{name}'.", span)
    spl = replaced(stanza, replacements, span)
    depth = context.request.depth + 1
    if depth > MAX_SAVED:
        raise SpanError(f"The saved search '{name}' calls itself, or nests more than {MAX_SAVED} deep.", span)
    request = replace(context.request, spl=spl, window=context.window, depth=depth)
    if context.window == TimeRange.ALL:
        earliest, latest = stanza.get("dispatch.earliest_time"), stanza.get("dispatch.latest_time")
        request = replace(request, window=None, earliest=earliest, latest=latest)
    messages, control = context.messages, context.control
    return start(request, context.view, context.knowledge, context.store, messages=messages, control=control).rows()
