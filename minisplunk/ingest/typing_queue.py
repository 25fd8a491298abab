"""The settings that change events when they are indexed in; events as they go into the index, out.

props.conf.spec, SEDCMD, TRANSFORMS and RULESET: the sed commands first, then the transforms, then the rule sets, each
in ASCII order of their classes, and within a class in the order of the list. Which settings apply is decided once, by
what the event is at the start: a transform that gives it another source type does not bring in the settings of that
one. Only copies (CLONE_SOURCETYPE) begin anew. That sed comes first: a SEDCMD that takes away what a transform of the
same stanza looks for (github.com/datapunctum/TA-pfsense, issue 10).

[unverified]: STOP_PROCESSING_IF ends the work on an event in all lists, not in its own alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..conf.parser import Setting, Stanza
from ..dataclass import dataclass
from ..errors import ConfError, MinisplunkError
from ..functions.regex import MatchLimit
from ..functions.sed import compile_script
from ..sources import Fielded, Meta
from ..sources.blocks import blocks
from .context import IndexContext
from .ingest_eval import ingest_eval, stop_if
from .notes import Notes
from .pipeline_data import NULL_QUEUE, PipelineData
from .regex_transform import regex_transform, remarks

SED, TRANSFORMS, RULESET = "SEDCMD-", "TRANSFORMS", "RULESET-"
_MOST_COPIES = 8
"""How often a copy may be copied: two source types that are cloned into each other would go on without end."""

_BLOCK, _RAW = 256, 1
"""Events are changed by the hundred. What reads them, changes them and stores them takes turns with blocks, so that the
processor's caches keep the code of each. Measured with five regular expressions: a third less time for an event."""

Run = Callable[[PipelineData, float], PipelineData | None]
Take = Callable[[ConfError], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One change. `run` gets the event and the time of now, and may return a copy; `stops`: whether it is the last."""

    setting: Setting
    run: Run
    stops: Callable[[PipelineData, float], bool] | None = None


def steps(settings: Mapping[str, Setting], context: IndexContext, pass_over: Take) -> tuple[Step, ...]:
    """The changes that the settings of one kind of event ask for. `pass_over` takes the faults of what is left out."""
    found: list[Step] = []
    for key in sorted(settings, key=_rank):
        setting = settings[key]
        if key.startswith(SED) and setting.value.strip():
            found += _reading(_sed, setting, pass_over)
        elif is_list(key):
            found += _of_list(setting, context, pass_over)
    return tuple(found)


def is_list(key: str) -> bool:
    """Whether a setting lists transforms. A bare TRANSFORMS is a class without a name (Splunk's own props.conf)."""
    return key == TRANSFORMS or key.startswith((f"{TRANSFORMS}-", RULESET))


def _rank(key: str) -> tuple[int, str]:
    return (0 if key.startswith(SED) else 2 if key.startswith(RULESET) else 1, key)


def _reading(read: Callable[[Setting], Step], setting: Setting, pass_over: Take) -> Iterator[Step]:
    try:
        yield read(setting)
    except ConfError as error:
        pass_over(error)


def _sed(setting: Setting) -> Step:
    try:
        edit = compile_script(setting.value)
    except ValueError as error:
        raise setting.error(f"{setting.key}: {error}") from error

    def run(data: PipelineData, now: float) -> None:
        data.raw = edit(data.raw)

    return Step(setting, run)


def _of_list(setting: Setting, context: IndexContext, pass_over: Take) -> Iterator[Step]:
    for name in filter(None, map(str.strip, setting.value.split(","))):
        stanza = context.transforms.get(name)
        if stanza is None:
            pass_over(setting.error(f"{setting.key}: there is no transform [{name}]"))
            continue
        for remark in remarks(stanza, context.transforms):
            pass_over(remark)
        try:
            yield _transform(stanza, context)
        except ConfError as error:
            pass_over(error)


def _transform(stanza: Stanza, context: IndexContext) -> Step:
    condition = stanza.settings.get("STOP_PROCESSING_IF")
    stops = stop_if(condition, context) if condition is not None and condition.value else None
    evaluated = stanza.settings.get("INGEST_EVAL")
    if evaluated is not None and evaluated.value:
        return Step(evaluated, ingest_eval(evaluated, context), stops)
    if stops is not None and "REGEX" not in stanza.settings:
        assert condition is not None
        return Step(condition, _nothing, stops)
    transform = regex_transform(stanza, context.transforms)
    return Step(stanza.settings["REGEX"], transform, stops)


def _nothing(data: PipelineData, now: float) -> None:
    """A stanza that only looks whether to go on."""


def typed(
    events: Iterable[Fielded], meta: Meta, steps_of: Callable[[Meta], tuple[Step, ...]], now: float, notes: Notes
) -> Iterator[tuple[Meta, Fielded]]:
    """Events of one kind as they go into the index, each with its kind by then: dropped, changed and copied ones.

    A change that cannot be made, since an expression backtracks without end or the like, leaves the event as it is,
    and a note says which.
    """
    changes = steps_of(meta)
    if not changes:
        for event in events:
            yield meta, event
        return
    queue = _Queue(steps_of, now, notes)
    kinds = {meta: meta}
    for block in blocks(events, _BLOCK, _RAW):
        for time, raw, fields in block:
            for data in queue.passed(PipelineData(meta, time, raw, fields), changes):
                kind = kinds.setdefault(data.meta, data.meta)  # whoever takes events tells kinds apart by `is`
                yield kind, (data.time, data.raw, data.stored)


@dataclass(frozen=True, slots=True)
class _Queue:
    steps_of: Callable[[Meta], tuple[Step, ...]]
    now: float
    notes: Notes

    def passed(self, data: PipelineData, changes: tuple[Step, ...], copies: int = 0) -> list[PipelineData]:
        """The copies of an event, and itself unless it is dropped."""
        left: list[PipelineData] = []
        for step in changes:
            try:
                copy = step.run(data, self.now)
                last = step.stops is not None and step.stops(data, self.now)
            except (MinisplunkError, MatchLimit) as error:
                fault = step.setting.error(f"{step.setting.key} is left out for some events: {error}")
                self.notes.add(f"{step.setting.file}:{step.setting.line}", str(fault))
                continue
            if copy is not None:
                left += self._copied(copy, step, copies + 1)
            if last:
                break
        if data.queue != NULL_QUEUE:
            left.append(data)
        return left

    def _copied(self, copy: PipelineData, step: Step, copies: int) -> list[PipelineData]:
        """A copy runs through the rules of what it is."""
        if copies > _MOST_COPIES:
            self.notes.add("copies", str(step.setting.error(f"copies of copies of an event end after {_MOST_COPIES}")))
            return []
        return self.passed(copy, self.steps_of(copy.meta), copies)
