"""What a stage of field creation is: the fields wanted after it in, its work and the fields it needs before it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..conf import View
from ..conf.parser import Setting
from ..errors import ConfError
from ..functions import Environment
from ..lookups import LookupTable
from ..spl.fields import Fields
from .default import Event, Meta

Step = Callable[[Event, str], None]
"""Adds fields to an event, or takes some away; the second argument is its raw text."""
Report = Callable[[str, str], None]
"""Takes a message for the job: its kind (INFO, WARN, ERROR) and its text."""


class Plan(NamedTuple):
    """`steps`, first to last: none when the stage has nothing to do for the wanted fields.

    `needs`: the fields wanted before the stage; `inner`: the fields wanted between its steps. `start` makes the event
    itself from the raw text, in a stage before which no other can have made a field.
    """

    steps: Sequence[Step]
    needs: Fields
    inner: Fields = Fields()
    start: Callable[[str], Event] | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What stages work from: a kind of event, its settings of props.conf, and all else that the search's app sees."""

    meta: Meta
    props: Mapping[str, Setting]
    view: View
    table: Callable[[str], LookupTable]
    """A lookup by name; raises NotFound."""
    environment: Environment
    report: Report

    def settings(self, prefix: str) -> Iterator[tuple[str, Setting]]:
        """The settings of one kind (`EXTRACT-`) with their class, in ASCII order of the classes."""
        for key in sorted(self.props):
            if key.startswith(prefix) and len(key) > len(prefix):
                yield key[len(prefix) :], self.props[key]

    def cannot_make(self, name: str, wanted: Fields, error: ConfError) -> None:
        """Raises the error when the field is wanted by its name; when a pattern wants it, puts a message on the job."""
        if name in wanted.names:
            raise error
        self.report("WARN", f"The field '{name}' is not complete: {error}")


Stage = Callable[[Fields, Situation], Plan]


def more(wanted: Fields, names: Iterable[str]) -> Fields:
    """The wanted fields and some more; those that a pattern covers already are not named again."""
    return Fields(wanted.names | {name for name in names if name not in wanted}, wanted.patterns)
