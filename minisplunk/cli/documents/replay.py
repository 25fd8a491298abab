"""What `minisplunk replay --json` prints: what it has stored in a folder, or sent to a Splunk."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, UnsetType

from .parts import Document, SkippedFile, says


class Stored(Document):
    """Events that were stored in a folder, with --data-dir."""

    data_dir: Annotated[str, says("The folder, as it was given.")]
    index: Annotated[str, says("The index.")]
    events: Annotated[int, says("Events that were stored.")]
    already: Annotated[int, says("Events of the same sources that the index had before, and has still.")]
    sources: Annotated[dict[str, int], says("Source -> how many of the events are of it.")]
    passed_over: Annotated[list[str], says("Files whose content was replayed into the index before.")]
    skipped: Annotated[list[SkippedFile], says("Files that could not be read, or not to their end.")]


class Sent(Document):
    """Events that were sent to HEC, with --splunk."""

    hec: Annotated[str, says("The URL that they were sent to.")]
    index: Annotated[str | None, says("The index; null for that of the token.")]
    events: Annotated[int, says("Events that are there, of this run.")]
    resume: Annotated[int, says("Where to go on: what --resume takes. It counts all events of the files.")]
    acknowledged: Annotated[bool, says("The Splunk has said that they are indexed; else it has only taken them.")]
    maybe_twice: Annotated[int, says("Up to so many of them may be there twice: an answer was lost on the way.")]
    shift: Annotated[float | None, says("Epoch seconds that the newest event was moved to; null where it stays.")]
    seconds: Annotated[float, says("Seconds that sending took.")]
    events_per_second: Annotated[int | None, says("Their quotient, rounded; null where sending took no time.")]
    error: Annotated[str | UnsetType, says("Why it ended too soon. Only where it did; the exit code is 2 then.")] = (
        UNSET
    )


DOCUMENTS = (Stored, Sent)
