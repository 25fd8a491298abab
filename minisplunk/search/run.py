"""A search that has been read in; its rows out: subsearches, a scan of its source, its commands at work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from functools import partial
from itertools import chain

from ..conf import View, roles
from ..dataclass import dataclass
from ..errors import DataError, LimitError, Span, SplError
from ..fields import Knowledge
from ..limits import MAX_MEM_USAGE_MB, Memory
from ..sources import Meta, Source
from ..spl.command import Command, Formats, Operator, Reducer
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline
from ..spl.source import SourceText
from ..store import Store
from ..times import TimeRange
from ..values import Row
from .access import Access
from .base import base
from .context import MAP, SearchContext
from .control import Control
from .counts import StageCount, timed
from .counts import counted as passing
from .formatted import Formatted, formatted
from .instance import Instance
from .prepared import Message, Prepared, read, refuse_unmade
from .request import Request
from .scan import Progress, Scan
from .summary import store_rows

Peers = Callable[["Run"], Iterator[Row]]
MAX_SAVED = 20  # saved searches that call saved searches
SUBSTITUTED = "Your timerange was substituted based on your search string"


@dataclass(slots=True)
class Run:
    """One run of a search. Iterate `rows()` once; the counts are whole when it is done.

    `scan`: what it reads of its source, from the first row on; `progress`: how far that is; `wanted`: the fields that
    are wanted of its results; `observed`: nulls that lose rows are counted; `parted`: what it does, in all its parts,
    each with its count in `stages`; `timed`: what each takes is measured. `peers`: who gives its results in place of
    its own scan and commands.
    """

    prepared: Prepared
    context: SearchContext
    wanted: Fields = Fields.ALL
    observed: bool = False
    progress: Progress = field(default_factory=Progress)
    scan: Scan | None = None
    parted: Pipeline = field(init=False)
    stages: list[StageCount] = field(default_factory=list)
    peers: Peers | None = None
    timed: bool = False
    _resolved_pipeline: Pipeline | None = None
    _adding: dict[int, Reducer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.context = replace(self.context, inner=partial(_inner, self.prepared))
        self.parted = self.pipeline.parted()
        commands = [(stage.text, stage.command) for stage in self.parted.stages]
        self.stages = [
            StageCount(text, command.name, command.drops_null, command.filters, unseen=command.needs(Fields()).names)
            for text, command in commands
        ]

    @property
    def request(self) -> Request:
        return self.prepared.request

    @property
    def pipeline(self) -> Pipeline:
        return self.prepared.pipeline

    @property
    def window(self) -> TimeRange:
        return self.context.window

    @property
    def messages(self) -> list[Message]:
        return self.context.messages

    def rows(self) -> Iterator[Row]:
        """The results. Raises SplError and UnsupportedSpl for what shows only while it runs."""
        with self.prepared.text.placing(), _no_deeper():
            _refuse_forbidden(self.pipeline, self.context)
            pipeline = self._resolved()
            if self.peers is not None:
                self._scanned(pipeline)
                yield from self.peers(self)
            elif pipeline.base is None:
                yield from self._flow(pipeline, iter(()))
            elif not pipeline.after_base:
                yield from self._flow(pipeline, self._read(pipeline))
            else:
                yield from self._after_base(pipeline, pipeline.after_base)

    def over(self, rows: Iterable[Row], first: int = 0) -> Iterator[Row]:
        """The same, where the rows before the `first` command are there already."""
        with self.prepared.text.placing(), _no_deeper():
            _refuse_forbidden(self.pipeline, self.context)
            yield from self._flow(self._resolved(), self.counted(rows, first) if first else rows, first)

    def required(self) -> Callable[[int, Meta], Sequence[str] | None]:
        """What its base requires of the raw text of events of a kind, as in Ask, as far as is known before subsearches
        have run. It has a base."""
        assert self.pipeline.base is not None
        return self._scanned(self.pipeline).required()

    def operator(self, number: int) -> Operator:
        """A command of it at work on rows from elsewhere. It holds no subsearch."""
        pipeline = self.pipeline.narrowed(self.wanted)
        columns = [*pipeline.columns_between()][number]
        return pipeline.stages[number].command.operator(replace(self.context, columns=columns))

    def _flow(self, pipeline: Pipeline, rows: Iterable[Row], first: int = 0) -> Iterator[Row]:
        """The rows through the commands from `first` on, counted after each."""
        columns = list(pipeline.columns_between())
        for number, stage in enumerate(pipeline.stages[first:], start=first):
            operator = stage.command.operator(replace(self.context, columns=columns[number]))
            rows = self.counted(self._through(number, operator, rows), number + 1)
        return iter(rows)

    def _read(self, pipeline: Pipeline) -> Iterator[Row]:
        return chain.from_iterable(self._scanned(pipeline).blocks())

    def _after_base(self, pipeline: Pipeline, number: int) -> Iterator[Row]:
        """What has matched goes to command `number`; the one before it stands for the base search."""
        if self.observed or self.timed:
            yield from self._flow(pipeline, self.counted(self._read(pipeline), number), number)
            return
        try:
            yield from self._flow(pipeline, self._read(pipeline), number)
        finally:
            before, after = self._between(number)
            before.rows_out = self.progress.matched
            if after is not None:
                after.rows_in = self.progress.matched

    def afterwards(self, messages: list[Message] | None = None) -> SearchContext:
        """For searches over its results: one that was finalized may go on, and read as much as it needs."""
        control = self.context.control.unfinalized() if self.context.control.finalized else self.context.control
        return replace(self.context, control=control, messages=self.messages if messages is None else messages)

    @property
    def reduces(self) -> bool:
        """Whether a command is at work that gives no row before it has all, and does not have all yet."""
        return bool(self._adding)

    def preview(self) -> list[Row]:
        """The results that there would be if no more rows came. For the thread that runs the search, between two rows.

        What writes, or runs a subsearch, is passed over: it does so once, for the results.
        """
        if not self._adding:
            return []
        first = min(self._adding)  # those after it have nothing yet
        stages = self.parted.stages[first:]
        if not _repeatable(stages[0].command):
            return []
        rows = self._adding[first].peek()
        for stage in stages[1:]:
            if _repeatable(stage.command):
                operator = stage.command.operator(self.context)
                rows = _reduced(operator, rows) if isinstance(operator, Reducer) else operator(rows)
        return list(rows)

    def formatted(self, before: Formats | None = None) -> Formatted:
        """How its results are shown. `before`: how the rows are that `over` is given."""
        return formatted(self.pipeline.formats(before or {}), self.context.environment)

    def events(self) -> Prepared | None:
        """The part that gives events, to be run again: what its subsearches have found stands in it, so that they run
        once. None without any."""
        return None if self._resolved_pipeline is None else self.prepared.events(self._resolved_pipeline)

    def _resolved(self) -> Pipeline:
        """The pipeline with what its subsearches find in their place."""
        stages = tuple(replace(s, command=s.command.resolved(self.context)) for s in self.pipeline.stages)
        self._resolved_pipeline = replace(self.pipeline, stages=stages)
        pipeline = self._resolved_pipeline.parted().narrowed(self.wanted)
        self.context = replace(self.context, wants={i.pipeline: i.wanted for i in pipeline.inner(self.wanted)})
        return pipeline

    def _scanned(self, pipeline: Pipeline) -> Scan:
        """What its base search reads; a subsearch may have brought time modifiers."""
        assert pipeline.base is not None
        found = base(pipeline.base, self.request)
        refuse_unmade(pipeline)
        if found.substituted and not self.prepared.inner:
            self.context.message("INFO", SUBSTITUTED)
        for note in found.notes:
            self.context.message("INFO", note)
        self.context = context = replace(self.context, window=found.window)
        self.scan = Scan(
            context.source,
            context.knowledge,
            found,
            pipeline.of_base(self.wanted),
            Access.of(context.view, self.request.roles),
            context.environment,
            context.message,
            context.control,
            self.progress,
            indexed=pipeline.stages[0].command.indexed,
            metrics=pipeline.stages[0].command.metrics,
            sample=None if self.prepared.inner or pipeline.stages[0].command.indexed else self.request.sample,
        )
        return self.scan

    def _through(self, number: int, operator: Operator, rows: Iterable[Row]) -> Iterator[Row]:
        return self._reducing(number, operator, rows) if isinstance(operator, Reducer) else operator(rows)

    def _reducing(self, number: int, reducer: Reducer, rows: Iterable[Row]) -> Iterator[Row]:
        """While it takes rows in, it can be peeked into."""
        self._adding[number] = reducer
        return _reduced(reducer, rows, partial(self._adding.pop, number, None))

    def counted(self, rows: Iterable[Row], number: int) -> Iterator[Row]:
        """The rows that pass from command `number - 1` to command `number`."""
        first, control = number == 1 and not self.pipeline.over_results, self.context.control
        before, after = self._between(number)
        if self.timed:
            rows = timed(rows, before)
        return passing(rows, before, after, control, first=first, observed=self.observed)

    def _between(self, number: int) -> tuple[StageCount, StageCount | None]:
        return self.stages[number - 1], self.stages[number] if number < len(self.stages) else None


@contextmanager
def _no_deeper() -> Iterator[None]:
    """Each command takes its rows from the one before it, so they stand on the interpreter's stack, with those of the
    searches that a search is within. Raises LimitError when they are too many together."""
    try:
        yield
    except RecursionError as error:
        raise LimitError(
            "The commands of a search and of its subsearches are too many to run within each other."
        ) from error


def _reduced(reducer: Reducer, rows: Iterable[Row], has_all: Callable[[], object] = lambda: None) -> Iterator[Row]:
    """The rows of a reducer, which is told about when it `has_all`."""
    try:
        reducer.add(rows)
        has_all()
        yield from reducer.finish()
    finally:
        has_all()
        reducer.close()


def _repeatable(command: Command) -> bool:
    """Whether it may run once more, for a preview: it writes nothing, and runs no subsearch."""
    return not (command.writes or command.once) and all(
        inner.pipeline.over_results and all(_repeatable(stage.command) for stage in inner.pipeline.stages)
        for inner in command.inner(Fields.ALL)
    )


def _refuse_forbidden(pipeline: Pipeline, context: SearchContext) -> None:
    """DataError, worded by us, for a command that the user's roles may not run, in subsearches too."""
    held = roles.capabilities(context.view, context.request.roles)
    for stage in pipeline.stages:
        needed = stage.command.capability
        if needed and needed not in held:
            name, user = stage.command.name, context.user
            raise DataError(f"Error in '{name}' command: the user {user} needs the capability {needed} to run it.")
    for inner in pipeline.inner():
        _refuse_forbidden(inner.pipeline, context)


def start(
    prepared: Prepared,
    view: View,
    knowledge: Knowledge,
    source: Source,
    indexer: Store,
    *,
    observed: bool = False,
    most: int = 0,
    messages: list[Message] | None = None,
    control: Control | None = None,
    shown: Callable[[str], str] = str,
    instance: Instance | None = None,
    wanted: Fields = Fields.ALL,
) -> Run:
    """Make a search ready to run. Nothing is run or read before its rows are asked for.

    `observed`: count nulls that lose rows. `most`: matching events after which it is finalized, 0 for no limit.
    `messages`: where to put messages, when they are to be another search's as well. `control`: who may stop it.
    `shown`: a message as users may see it. `instance`: the Splunk around it. `wanted`: the fields that are wanted of
    its results.
    """
    context = SearchContext(
        request=prepared.request,
        window=prepared.window,
        view=view,
        knowledge=knowledge,
        source=source,
        indexer=indexer,
        made=_made,
        saved=_saved,
        write=store_rows,
        messages=[] if messages is None else messages,
        control=control or Control(),
        memory=Memory(view.conf("limits").number("default", "max_mem_usage_mb", MAX_MEM_USAGE_MB)),
        shown=shown,
        instance=instance,
    )
    for message in prepared.messages:
        context.message(message.kind, message.text)
    return Run(prepared, context, wanted, observed, Progress(most=most))


def _inner(prepared: Prepared, context: SearchContext, pipeline: Pipeline, rows: Iterable[Row] | None) -> Iterator[Row]:
    """The rows of a subsearch, or what a pipeline makes of these rows, with the same messages."""
    subsearch = prepared.subsearch(pipeline)
    wanted = context.wants.get(pipeline, Fields.ALL)
    if rows is not None:
        return Run(subsearch, replace(context, wants={}), wanted).over(rows)
    return Run(subsearch, replace(context, window=subsearch.window, wants={}), wanted).rows()


def _made(context: SearchContext, text: SourceText) -> Iterator[Row]:
    """A search that a command has made, in this search's app and time range. It begins with a command."""
    depth = context.request.depth + 1
    if depth > MAX_SAVED:
        raise SplError(f"Searches that make searches nest more than {MAX_SAVED} deep.", Span(0, len(text.text)))
    request = replace(context.request, spl=text.text, depth=depth, explicit=True)
    return _rows(read(request, context.view, text), replace(context, teller=MAP))


def _rows(prepared: Prepared, context: SearchContext) -> Iterator[Row]:
    """The rows of a search that runs as a part of another one."""
    inner = replace(context, request=prepared.request, window=prepared.window, wants={})
    for message in prepared.messages:
        context.message(message.kind, message.text)
    return Run(prepared, inner).rows()


def _saved(context: SearchContext, name: str, made: Callable[[str], str], span: Span) -> Iterator[Row]:
    """A saved search, in this search's app.

    Search Reference, savedsearch, "Time ranges": the saved time range holds when this search is over all time.
    """
    stanza = context.view.conf("savedsearches").stanzas.get(name)
    if stanza is None or name == "default":
        raise SplError(f"Error in 'savedsearch' command: Unable to find saved search named '{name}'.", span)
    text = stanza.get("search")
    if not text:
        raise SplError(f"Error in 'savedsearch' command: The saved search '{name}' has no search.", span)
    spl = made(text)
    depth = context.request.depth + 1
    if depth > MAX_SAVED:
        raise SplError(f"The saved search '{name}' calls itself, or nests more than {MAX_SAVED} deep.", span)
    request = replace(context.request, spl=spl, window=context.window, depth=depth, explicit=False)
    if context.window == TimeRange.ALL:
        earliest, latest = stanza.get("dispatch.earliest_time"), stanza.get("dispatch.latest_time")
        request = replace(request, window=None, earliest=earliest, latest=latest)
    return _rows(read(request, context.view), context)
