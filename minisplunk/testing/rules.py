"""A case as its types have it in; what they do not say, and is wrong, out: sentences, each with the key it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .. import plain_files
from ..functions.regex import Regex, RegexError
from . import form
from .changing import faults as unchangeable
from .moments import duration, moment

_KINDS = ("raw", "json", "record", "file", "attack_data")
_CHANGES = ("set", "remove", "lengthen")
EXPECTATIONS = ("fires", "results", "columns", "risk", "findings", "messages", "because", "reason", "error")


def expectations(said: form.Case) -> list[str]:
    """The keys by which a case expects something."""
    return [name for name in EXPECTATIONS if getattr(said, name) not in (None, "")]


def of_case(said: form.Case, folder: Path) -> Iterator[tuple[str, str]]:
    """`folder`: where its paths begin."""
    expected = expectations(said)
    if said.saved_search and said.search:
        yield "search", "it names a saved search and SPL: it is one or the other"
    if said.search_app and not said.search:
        yield "search_app", "it is the app of SPL, and this case has none: a saved search is run in its own app"
    if not expected:
        yield "name", f"it expects nothing; say one of {', '.join(EXPECTATIONS)}"
    if said.error and len(expected) > 1:
        yield "error", f"a search that ends with an error has no {expected[0]}"
    if said.search and (said.risk is not None or said.findings is not None):
        yield "findings" if said.risk is None else "risk", "only a saved search has actions that write these"
    for path in said.apps:
        yield from (("apps", wrong) for wrong in unreadable(folder, path, "app at"))
    for key, times in (("now", (said.now,)), ("runs", said.runs)):
        yield from ((key, wrong) for time in times if time is not None for wrong in _unread(moment, time))
    for key in ("results", "risk", "findings"):
        yield from ((key, wrong) for wrong in _of_rows(getattr(said, key)))


def of_event(
    event: form.Event, folder: Path, records: Mapping[str, Mapping[str, Any]], around: form.Around
) -> Iterator[tuple[str, str]]:
    """`records`: those that there are; `around`: what counts where the event says nothing."""
    kinds = [kind for kind in _KINDS if getattr(event, kind) is not None]
    changes = [name for name in _CHANGES if getattr(event, name)]
    whole = event.file is not None or event.attack_data is not None
    if len(kinds) != 1:
        yield "", f"an event has just one of {', '.join(_KINDS)}; this one has {' and '.join(kinds) or 'none'}"
    if event.record is not None and event.record not in records:
        yield "record", f"there is no record '{event.record}'; there is: {', '.join(sorted(records)) or 'none'}"
    if event.file is not None:
        yield from (("file", wrong) for wrong in unreadable(folder, event.file, "file"))
    if not whole and not (event.sourcetype or around.sourcetype):
        yield "", "it has no sourcetype: say it with the event, with the case, or once for the file"
    value = event.json if event.record is None else records.get(event.record)
    if len(kinds) == 1 and value is not None:
        yield from unchangeable(value, event)
    if event.raw is not None and changes:
        yield changes[0], "it changes JSON events, and this one is a text"
    if whole and event.repeat > 1:
        yield "repeat", "it makes copies of one event, and this is a whole file"
    for key in ("time", "delivered"):
        if (time := getattr(event, key)) is not None:
            yield from ((key, wrong) for wrong in _unread(moment, time))
    for key in ("every", "shift"):
        if text := getattr(event, key):
            yield from ((key, wrong) for wrong in _unread(duration, text))


def unreadable(folder: Path, path: str, noun: str) -> Iterator[str]:
    """Why a path that a case file names leads to nothing that can be read again and again. `noun`: what it is to be."""
    try:
        there = (folder / path).exists()
    except (OSError, ValueError):  # a name that no file can have
        there = False
    if not there:
        yield f"there is no {noun} {path}, seen from the folder of this file"
    elif kind := plain_files.other_kind(folder / path):
        yield f"{path} is {kind}: a plain file is wanted, or a folder"


def _of_rows(expected: list[form.Fields] | form.Rows | None) -> Iterator[str]:
    rows = expected or []
    if isinstance(expected, form.Rows):
        rows = [*(expected.rows or ()), *expected.includes, *expected.excludes]
        if expected == form.Rows():
            yield "it says nothing of the rows: exactly, at_least, at_most, rows, includes or excludes"
        if expected.at_least == 0:
            yield "at_least: 0 is met by any rows: say exactly: 0 where there are to be none"
    assert isinstance(rows, list)
    for name, value in ((name, value) for row in rows for name, value in row.items()):
        if isinstance(value, form.Pattern):
            try:
                Regex(value.matches)
            except RegexError as error:
                yield f"{name}: {error}"


def _unread(read: Callable[[Any], float], text: Any) -> Iterator[str]:
    try:
        read(text)
    except (ValueError, OverflowError) as error:
        yield str(error)
