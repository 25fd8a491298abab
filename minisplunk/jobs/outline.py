"""A pipeline in; how splunkd divides it into what finds events and what reports on them, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..spl.ast import Comparison, Keyword, SearchTerm, conjuncts
from ..spl.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Outline:
    """`events`: the part before the first command that needs more than one event at a time, `reports`: the rest.

    `keywords`: what the base search asks for, outside of NOT; `whole`: all of it, with a leading pipe.
    """

    events: str
    reports: str
    keywords: str
    whole: str
    streaming: bool
    generating: bool

    @classmethod
    def of(cls, pipeline: Pipeline) -> Outline:
        stages, base = pipeline.stages, pipeline.base
        number = 0 if base is None else pipeline.streaming()
        return cls(
            events=" | ".join(stage.written for stage in stages[:number]),
            reports=" | ".join(stage.written for stage in stages[number:]),
            keywords="" if base is None else " ".join(dict.fromkeys(_keywords(base))),
            whole="| " + " | ".join(stage.written for stage in stages),
            streaming=number == len(stages),
            generating=base is None,
        )


def _keywords(base: SearchTerm) -> Iterator[str]:
    for term in conjuncts(base):
        match term:
            case Keyword(text):
                yield text
            case Comparison(field, "=", (value,)):
                yield f"{field}::{value}"
