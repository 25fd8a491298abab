"""Parts of several verbs' documents: an app, a window of time, a message, a stage of a search, the fields of a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ...ingest.skipped import Skipped
from ...search import Message as SearchMessage
from ...search import StageCount
from ...times import TimeRange

Fields = dict[str, str | list[str]]
"""A row as Splunk's REST API returns it, see output.as_result."""


def says(text: str) -> Meta:
    """What a key means, as the schema and docs/json.md have it."""
    return Meta(description=text)


class Document(msgspec.Struct, forbid_unknown_fields=True):
    """A JSON object with these keys and no others. One that is UNSET is left out."""


class App(Document):
    """An app."""

    id: Annotated[str, says("The app's folder name.")]
    version: Annotated[str, says("Its version as app.conf has it; empty if that has none.")]


class Window(Document):
    """A range of time."""

    earliest: Annotated[float | None, says("Epoch seconds, inclusive; null where it is open.")]
    latest: Annotated[float | None, says("Epoch seconds, exclusive; null where it is open.")]

    @classmethod
    def of(cls, window: TimeRange) -> Window:
        everything = TimeRange.ALL
        return cls(
            None if window.earliest == everything.earliest else window.earliest / 1_000_000,
            None if window.latest == everything.latest else window.latest / 1_000_000,
        )


class Message(Document):
    """A message on a search job."""

    type: Annotated[str, says("`DEBUG`, `INFO`, `WARN`, `ERROR` or `FATAL`.")]
    text: Annotated[str, says("A sentence.")]


def messages(of: Iterable[SearchMessage]) -> list[Message]:
    return [Message(message.kind, message.text) for message in of]


class SkippedFile(Document):
    """A file that could not be read, or not to its end."""

    name: Annotated[str, says("Its path, or its URL.")]
    reason: Annotated[str, says("What is wrong with it, with the line where that is known.")]
    read: Annotated[int, says("Events before the fault, which count.")]


def skipped_files(of: Iterable[Skipped]) -> list[SkippedFile]:
    return [SkippedFile(one.name, one.reason, one.read) for one in of]


class Stage(Document):
    """A command of the search, in the order in which they ran."""

    command: Annotated[str, says("The command's name; `search` for the search terms at the beginning.")]
    text: Annotated[str, says("The stage as it was run, macros expanded.")]
    rows_in: Annotated[int, says("How many rows, or events of the window, went in.")]
    rows_out: Annotated[int, says("How many came out.")]
    null_by_fields: Annotated[
        dict[str, int] | UnsetType,
        says("Field that the command needs -> in how many rows it was null. Only where rows were lost by that."),
    ] = UNSET
    rows_lost: Annotated[int | UnsetType, says("How many rows that cost. Only where rows were lost.")] = UNSET

    @classmethod
    def of(cls, count: StageCount) -> Stage:
        lost = bool(count.lost)
        return cls(
            count.command,
            count.text,
            count.rows_in,
            count.rows_out,
            dict(count.nulls) if lost else UNSET,
            count.lost if lost else UNSET,
        )
