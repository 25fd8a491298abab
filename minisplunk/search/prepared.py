"""A search that has been read, and not run: its text with the origin of each character, its commands, its messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..conf import View
from ..dataclass import dataclass
from ..errors import MinisplunkError, PlacedError, Span, UnsupportedSpl
from ..fields import UNSUPPORTED_FIELDS
from ..fields.macros import expanded
from ..spl.faults import Faults, known
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline
from ..spl.source import SourceText
from ..times import TimeRange
from .base import Base, base
from .commands import parse
from .eventtypes import missing
from .request import Request


@dataclass(frozen=True, slots=True)
class Message:
    """A message on a job; `kind` is DEBUG, INFO, WARN, ERROR or FATAL."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """`text`: with the macros expanded; `pipeline`: as written, its subsearches not run; `base`: what it reads events
    by, None when it begins with a command that makes its rows otherwise; `inner`: whether it is a subsearch."""

    request: Request
    text: SourceText
    pipeline: Pipeline
    base: Base | None
    messages: tuple[Message, ...] = ()
    inner: bool = False

    @property
    def window(self) -> TimeRange:
        """The time range that its events lie in, as far as it is known before subsearches have run."""
        return self.request.resolved() if self.base is None else self.base.window

    def subsearch(self, pipeline: Pipeline) -> Prepared:
        """A subsearch in its text.

        Search Reference, "Time modifiers", "Time ranges and subsearches": its time range is the request's, unless it
        has one of its own.
        """
        return replace(self, pipeline=pipeline, base=_base(pipeline, self.request), messages=(), inner=True)

    def events(self, pipeline: Pipeline) -> Prepared | None:
        """The part that gives events, before the first transforming command, to be run again; None without any. What a
        command writes is written once, so that the part ends before it, and before what runs for the results alone.

        `pipeline`: its own, in which subsearches may have been replaced by what they found.
        """
        number = pipeline.of_events()
        stages = pipeline.stages[:number]
        number = next((at for at, stage in enumerate(stages) if stage.writes or stage.command.once), number)
        return replace(self, pipeline=pipeline.cut(number), messages=()) if number else None


def read(request: Request, view: View, of: SourceText | None = None) -> Prepared:
    """Read a search, with the macros and commands that its app and user see. Nothing is run.

    `of`: its text, where the user did not write it. Raises SplError and UnsupportedSpl with the place in the user's
    text, for subsearches too.
    """
    text = expanded(request.spl, view, request.environment) if of is None else _expanded(request, view, of)
    request.resolved()
    pipeline = parse(text, view, request.environment, explicit=request.explicit)
    with text.placing():
        found = _checked(pipeline, request)
    return Prepared(request, text, pipeline, found, tuple(_of_eventtypes(pipeline, view)))


@dataclass(frozen=True, slots=True)
class ReadOn:
    """A search that was read to its end. `faults`: all that `read` would raise one by one; `prepared`: the search, if
    its text can be made out at all, with a NotRead in the place of each command that has a fault. It is for looking at,
    and cannot be run where it has faults."""

    faults: tuple[MinisplunkError, ...]
    prepared: Prepared | None = None


def read_on(request: Request, view: View) -> ReadOn:
    """Read a search as `read` does, and go on after an error."""
    faults = Faults()
    try:
        request.resolved()
        text = expanded(request.spl, view, request.environment, holes=True)
        faults.add(*text.faults())
        pipeline = Pipeline(())
        with faults.passing(text):
            pipeline = parse(text, view, request.environment, explicit=request.explicit, faults=faults)
        found = _seen(pipeline, request, text, faults)
    except MinisplunkError as error:
        return ReadOn((*faults.in_order, error))
    return ReadOn(faults.in_order, Prepared(request, text, pipeline, found, tuple(_of_eventtypes(pipeline, view))))


def _seen(pipeline: Pipeline, request: Request, text: SourceText, faults: Faults) -> Base | None:
    """As `_checked`, for a pipeline of which only the commands before the first that has a fault are known."""
    found = None
    with faults.passing(text):
        found = _base(pipeline, request)
    read = next((number for number, stage in enumerate(pipeline.stages) if not known(stage)), len(pipeline.stages))
    if found is not None and read:
        with faults.passing(text):
            refuse_unmade(pipeline.cut(read), Fields.ALL if read == len(pipeline.stages) else Fields())
    for inner in pipeline.inner():
        _seen(inner.pipeline, request, text, faults)
    return found


def _expanded(request: Request, view: View, of: SourceText) -> SourceText:
    try:
        return replace(expanded(of.text, view, request.environment), of=of)
    except PlacedError as error:
        if error.place is not None:
            error.place = of.outer(error.place)
        raise


def _of_eventtypes(pipeline: Pipeline, view: View) -> Iterator[Message]:
    """Of the search and of its subsearches."""
    if pipeline.base is not None:
        for name in missing(pipeline.base, view):
            yield Message("WARN", f"Eventtype '{name}' does not exist or is disabled.")
    for inner in pipeline.inner():
        yield from _of_eventtypes(inner.pipeline, view)


def _base(pipeline: Pipeline, request: Request) -> Base | None:
    return None if pipeline.base is None else base(pipeline.base, request)


def _checked(pipeline: Pipeline, request: Request) -> Base | None:
    """What it reads events by. What shows before anything runs is refused, in subsearches too."""
    found = _base(pipeline, request)
    if found is not None:
        refuse_unmade(pipeline)
    for inner in pipeline.inner():
        _checked(inner.pipeline, request)
    return found


def refuse_unmade(pipeline: Pipeline, of_results: Fields = Fields.ALL) -> None:
    """UnsupportedSpl, at the command that asks for it, for a field that events have in Splunk and not here."""
    wanted = pipeline.wanted(of_results)
    asking: dict[str, Span] = {}
    for stage, needed, after in zip(pipeline.stages, wanted, wanted[1:], strict=False):
        asked = (needed.names - after.names) | stage.command.needs(Fields()).names
        asking = dict.fromkeys(asked, stage.span) | asking
    unmade = sorted(wanted[0].names & UNSUPPORTED_FIELDS.keys())
    errors = tuple(UnsupportedSpl(UNSUPPORTED_FIELDS[name], asking[name]) for name in unmade)
    for error in errors:
        error.others = errors[1:]
        raise error
