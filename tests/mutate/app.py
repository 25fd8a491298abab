"""This repository's app, its detection, and how a copy of the app is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from minisplunk.conf import Layers, Stanza, load, system
from minisplunk.conf.local import write
from minisplunk.errors import Span
from minisplunk.mutation import Change, Mutant, Mutated, Subject

ROOT = Path(__file__).parents[2]
METADATA = "default.meta"
"""The one file that is changed and is no conf file."""


def loaded() -> Mutated:
    app = load(ROOT)
    return Mutated(Layers(system(), (app,)), app.id)


def detection(app: Mutated) -> Stanza:
    """The app's one search with risk."""
    (stanza,) = (stanza for stanza in app.searches() if stanza.flag("action.risk"))
    return stanza


def put_into(app: Path, changes: Iterable[Change]) -> None:
    """Change an app in its folder, which holds the app as it is shipped."""
    for change in changes:
        file = f"metadata/{METADATA}" if change.conf == METADATA else f"default/{change.conf}.conf"
        write(app / file, change.stanza, {change.key: change.value})


class Other(NamedTuple):
    """A change that is special to this app: what is changed, and how, in words."""

    part: str
    what: str
    change: Change


def named(operator: str, app: Mutated, others: Iterable[Other]) -> Iterator[Mutant]:
    name = detection(app).name
    subject = Subject("search", name, (name,))
    return (Mutant(subject, operator, other.part, other.what, (other.change,)) for other in others)


def of_detection(app: Mutated, key: str, value: str | None) -> Change:
    return Change("savedsearches", detection(app).name, key, value)


def spliced(text: str, span: Span, replacement: str) -> str:
    return text[: span.start] + replacement + text[span.end :]
