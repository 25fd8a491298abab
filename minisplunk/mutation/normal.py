"""A pipeline in; what it means, without the places of its parts, out: two texts that mean the same have the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from ..errors import Span
from ..spl.ast import And, Keyword
from ..spl.command import Command
from ..spl.pipeline import Pipeline, Stage
from ..spl.source import SourceText

_ALL = ("every event",)


def normal(value: Any) -> Any:
    """Something that is equal for pipelines that do the same, as far as that shows in their commands' arguments.

    A dataset counts by its search, a function by its name: either is made anew each time that a search is read.
    """
    match value:
        case Span():
            return None
        case Pipeline(stages, over_results):
            first = stages[: not over_results]
            later = (stage for stage in stages[len(first) :] if not _keeps_all(stage.command))
            return ("pipeline", over_results, normal((*first, *later)))
        case Keyword(text) if not text.strip("*"):
            return _ALL
        case And(terms):
            asked = [found for found in map(normal, terms) if found != _ALL]
            return ("And", *asked) if asked else _ALL
        case Stage(command):
            return normal(command)
        case SourceText(text):
            return text
        case tuple() | list():
            return tuple(map(normal, value))
        case Mapping():
            return tuple((name, normal(inner)) for name, inner in value.items())
    if hasattr(value, "accelerated"):  # a dataset
        return value.written()
    if is_dataclass(value):
        parts = (normal(getattr(value, field.name)) for field in fields(value) if field.compare)
        return (type(value).__name__, *parts)
    if callable(value):
        return getattr(value, "__qualname__", "")
    return value


def _keeps_all(command: Command) -> bool:
    """Whether it is a filter that asks for nothing, as `search *` is."""
    return command.filters and normal(command)[1:] == (_ALL,)
