"""What a stage of field creation is: the fields wanted after it in, its work and the fields it needs before it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ..conf import View
from ..conf.parser import Setting, Stanza
from ..dataclass import dataclass
from ..errors import ConfError, UnsupportedConf
from ..functions import Environment
from ..spl.fields import Fields
from .dates import DATES
from .default import DEFAULT, Event, Seen

if TYPE_CHECKING:
    from ..lookups.table import LookupTable

Step = Callable[[Event, str], None]
"""Adds fields to an event, or takes some away; the second argument is its raw text."""
Of = TypeVar("Of")
Read = TypeVar("Read")
Report = Callable[[str, str], None]
"""Takes a message for the job: its kind (INFO, WARN, ERROR) and its text."""
Find = Callable[[str], Event]
"""Finds fields in the raw text."""
Finds = Callable[[Sequence[str] | Sequence[bytes]], Sequence[Event | None] | None]
"""The same in several raw texts, or in their UTF-8, at once; None for what has to be done one by one."""
Rows = Callable[[Event, str], list[tuple[Event, str]]]
"""An event and its raw text -> the events of the rows of its tables, each with its raw text; none without a table."""


class Document(NamedTuple):
    """Finds the fields of a document; `finds`: those of several documents, where nothing but the fields comes of it."""

    find: Find
    finds: Finds | None = None


class Plan(NamedTuple):
    """`steps`, first to last: none when the stage has nothing to do for the wanted fields.

    `needs`: the fields wanted before the stage; `inner`: the fields wanted between its steps. `document`: finds fields
    before the steps, in a way that an event may have been indexed in already; `rows` makes several events of one.
    `complete`: with so many fields of a document an event needs none of the steps; None where it needs them always.
    """

    steps: Sequence[Step]
    needs: Fields
    inner: Fields = Fields()
    document: Document | None = None
    rows: Rows | None = None
    complete: int | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What stages work from: a kind of event, its settings of props.conf, and all else that the search's app sees.

    A setting that is wrong, or not supported, costs its own fields and a message: Splunk drops the line as well, and
    the search goes on.
    """

    meta: Seen
    stanzas: tuple[Stanza, ...]
    """Of props.conf; each overrides those before it."""
    props: Mapping[str, Setting]
    """Their settings, key by key."""
    view: View
    table: Callable[[str], LookupTable]
    """A lookup by name; raises NotFound."""
    environment: Environment
    report: Report

    @property
    def transforms(self) -> Mapping[str, Stanza]:
        """The stanzas of transforms.conf."""
        return self.view.conf("transforms").stanzas

    def settings(self, prefix: str) -> Iterator[tuple[str, Setting]]:
        """The settings of one kind (`EXTRACT-`) with their class, in ASCII order of the classes."""
        for key in sorted(self.props):
            if key.startswith(prefix) and len(key) > len(prefix):
                yield key[len(prefix) :], self.props[key]

    def stanza_of(self, setting: Setting) -> str:
        """The name of the stanza that an effective setting stands in."""
        return next(stanza.name for stanza in self.stanzas if stanza.settings.get(setting.key) is setting)

    def read(self, reader: Callable[[Of], Read], of: Of) -> Iterator[Read]:
        """What is read of a setting or a stanza; nothing of one that is at fault, of which a message tells."""
        try:
            read = reader(of)
        except ConfError as error:
            self.pass_over(error)
        else:
            yield read

    def pass_over(self, error: ConfError, wanted: Fields | None = None, names: Iterable[str] = ()) -> None:
        """Puts a message on the job for a setting that has no effect.

        Splunk would make the fields `names` of one that is not supported here: for a search that wants one of them by
        its name the error is raised, as it would find nothing, or something else.
        """
        if wanted is not None and isinstance(error, UnsupportedConf) and not wanted.names.isdisjoint(names):
            raise error
        self.report("WARN", str(error))

    def lose(self, setting: Setting, error: Exception) -> None:
        """Puts a message on the job for a setting that cannot be done for some events, which go without its fields."""
        self.report("WARN", lost(setting, setting.key, error))


def lost(setting: Setting, name: str, error: Exception) -> str:
    """The words for it. `name`: what the fields are of."""
    return str(setting.error(f"{name}: some events lose its fields: {error}"))


Stage = Callable[[Fields, Situation], Plan]


def say_nothing(kind: str, text: str) -> None:
    """A Report for whom another one tells the job the same."""


def of_events(wanted: Fields) -> bool:
    """Whether fields are wanted that are made from what events hold: any but default fields."""
    return bool(wanted.patterns) or not wanted.names <= DEFAULT


def more(wanted: Fields, names: Iterable[str]) -> Fields:
    """The wanted fields and some more; those that a pattern covers already are not named again, save those that are
    made for who names them."""
    return Fields(wanted.names | {name for name in names if name not in wanted or name in DATES}, wanted.patterns)
