"""A pipeline in; how splunkd divides it into what finds events and what reports on them, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..spl.ast import Comparison, Keyword, SearchTerm, conjuncts
from ..spl.pipeline import Pipeline, Stage


@dataclass(frozen=True, slots=True)
class Outline:
    """`events`: the part before the first transforming command, `reports`: the rest; `remote`: the part of `events`
    that takes one event at a time, which is what a search peer is sent.

    `keywords`: what the base search asks for, outside of NOT; `whole`: all of it, with a leading pipe; `streaming`:
    whether results come while events are read.
    """

    events: str
    remote: str
    reports: str
    keywords: str
    whole: str
    streaming: bool
    generating: bool

    @classmethod
    def of(cls, pipeline: Pipeline) -> Outline:
        stages, base = pipeline.stages, pipeline.base
        number = pipeline.of_events()
        return cls(
            events=_written(stages[:number]),
            remote=_written(stages[: min(number, pipeline.streaming())]),
            reports=_written(stages[number:]),
            keywords="" if base is None else " ".join(dict.fromkeys(_keywords(base))),
            whole=f"| {_written(stages)}",
            streaming=base is not None and all(stage.command.kind.streaming for stage in stages),
            generating=base is None,
        )


def _written(stages: Iterable[Stage]) -> str:
    return " | ".join(stage.written for stage in stages)


def _keywords(base: SearchTerm) -> Iterator[str]:
    for term in conjuncts(base):
        match term:
            case Keyword(text):
                yield text
            case Comparison(field, "=", (value,)):
                yield f"{field}::{value}"
