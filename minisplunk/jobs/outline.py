"""A pipeline in; how splunkd divides it into what finds events and what reports on them, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..commands.search import Search
from ..spl.ast import And, Comparison, Keyword, Pipeline, SearchTerm, Stage

STREAMING = frozenset(
    (
        *("addinfo", "bin", "convert", "eval", "fields", "fillnull", "lookup", "mvexpand", "rename", "rex", "search"),
        *("spath", "where"),
    )
)
"""Commands that take one event at a time (Search Reference, "Command types")."""


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
        stages = pipeline.stages
        generating = not isinstance(stages[0].command, Search)
        number = 0 if generating else streaming(stages)
        return cls(
            events=" | ".join(map(written, stages[:number])),
            reports=" | ".join(map(written, stages[number:])),
            keywords="" if generating else " ".join(dict.fromkeys(_keywords(stages[0].command.term))),  # type: ignore[attr-defined]
            whole="| " + " | ".join(map(written, stages)),
            streaming=number == len(stages),
            generating=generating,
        )


def written(stage: Stage) -> str:
    """A stage as text that begins with its command, which an implied `search` does not by itself."""
    name = stage.command.name
    implied = name == "search" and not stage.text.lower().startswith(name)
    return f"{name} {stage.text}" if implied else stage.text


def streaming(stages: tuple[Stage, ...]) -> int:
    """How many stages there are before the first that needs more than one event at a time."""
    return next((n for n, stage in enumerate(stages) if stage.command.name not in STREAMING), len(stages))


def _keywords(term: SearchTerm) -> Iterator[str]:
    match term:
        case Keyword(text):
            yield text
        case Comparison(field, "=", (value,)):
            yield f"{field}::{value}"
        case And(terms):
            for inner in terms:
                yield from _keywords(inner)
