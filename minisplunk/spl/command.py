"""The contract of a command: what it declares about itself, and what a running search gives it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import tzinfo
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from ..documents.table import TableRow
from ..errors import Span
from ..limits import Memory
from ..times import TimeRange
from ..values import Row
from .arguments import Arguments, Taken
from .ast import Expr, SearchTerm
from .columns import Columns
from .environment import Environment, Lookup, Records
from .fields import Fields
from .pipeline import Pipeline, Stage
from .source import SourceText

if TYPE_CHECKING:
    from typing_extensions import Self

    from .parser import Parser


class Kind(Enum):
    """What a command does with rows, in the words of the Search Reference ("Command types")."""

    GENERATING = "generating"
    """Makes rows, and must be the first command."""
    STREAMING = "distributable streaming"
    """Takes one row at a time, in whatever order."""
    CENTRALIZED = "centralized streaming"
    """Takes one row at a time, in their order."""
    DATASET = "dataset processing"
    """Needs all rows before it gives any; the rows that it gives are those."""
    TRANSFORMING = "transforming"
    """Turns the rows into a table of its own."""
    REPORT = "report-generating"
    """Makes a table of its own, and must be the first command."""
    ORCHESTRATING = "orchestrating"
    """Controls how a search is run, and does nothing to its rows."""

    @property
    def generating(self) -> bool:
        return self in (Kind.GENERATING, Kind.REPORT)

    @property
    def transforming(self) -> bool:
        return self in (Kind.TRANSFORMING, Kind.REPORT)

    @property
    def distributable(self) -> bool:
        return self in (Kind.STREAMING, Kind.ORCHESTRATING)

    @property
    def streaming(self) -> bool:
        """Whether it gives rows while it takes them in."""
        return self.distributable or self is Kind.CENTRALIZED


Formats = Mapping[str, Expr]
"""How values are shown in the results of a search, in place of what they are: an expression for each such field."""


class Inner(NamedTuple):
    """A pipeline within a command, and the fields that the command needs from it. `most`: how many of its rows are
    taken, where limits.conf does not say otherwise; 0 for all."""

    pipeline: Pipeline
    wanted: Fields
    most: int = 0


PerRow = Callable[[Iterable[Row]], Iterator[Row]]
"""Gives rows while they come in, and holds no more than a bounded state."""


class Reducer(ABC):
    """Takes in all rows before it gives any.

    It owns the rows that it is given, and holds no more than its share of the search's memory: beyond that it writes to
    disk, or raises LimitError. `peek` may be called between any two rows that `add` takes in.
    """

    @abstractmethod
    def add(self, rows: Iterable[Row]) -> None: ...

    @abstractmethod
    def merge(self, later: Self) -> None:
        """Take over what `later` holds, which was given the rows after these; `later` is not used afterwards."""

    @abstractmethod
    def peek(self) -> Iterator[Row]:
        """What `finish` would give now; rows of their own."""

    @abstractmethod
    def finish(self) -> Iterator[Row]:
        """The results. Called once; only `close` may follow."""

    @abstractmethod
    def close(self) -> None:
        """Release memory and files; called after `finish`, or in its place."""

    @property
    def portable(self) -> bool:
        """Whether it gives the same whatever the order of its rows, and `held` can be taken to another process."""
        return False

    def held(self) -> Any:
        """What it holds, as plain data, for the `take` of another one; None where it has turned out by now that the
        order of the rows matters."""
        raise NotImplementedError(f"{type(self).__name__} is not portable")

    def take(self, held: Any) -> None:
        """Take over what another one held."""
        raise NotImplementedError(f"{type(self).__name__} is not portable")


Operator = PerRow | Reducer
"""A command at work in one search. It may change the rows that it is given, but not those that it has passed on. Values
are never changed in place, so rows may share them."""


class KindTotals(NamedTuple):
    """How many events there are of a kind, the time of the first and the last, and when the last was indexed
    (microseconds)."""

    index: str  # type: ignore[assignment]  # Splunk's word; it hides tuple.index
    host: str
    source: str
    sourcetype: str
    events: int
    earliest: int
    latest: int
    recent: int


class Artifact(NamedTuple):
    """Whose rows are loaded of the search jobs that are kept: that with the `sid`; without one, a run of the `saved`
    search (its owner, app and name) that was started in the time range, `offset` before the latest.

    `events`: those that it found, in place of its results; `gathered`: those that tscollect has kept; `delegate`: who
    started it, empty for the scheduler; `ignore_running`: runs that are not done are passed over.
    """

    sid: str
    saved: tuple[str, str, str] = ("", "", "")
    events: bool = False
    offset: int = 0
    delegate: str = ""
    ignore_running: bool = True
    gathered: bool = False


class Context(Protocol):
    """What a running search gives its commands."""

    @property
    def now(self) -> float:
        """Start of the search, epoch seconds; a scheduled search's scheduled time."""

    @property
    def zone(self) -> tzinfo: ...

    @property
    def window(self) -> TimeRange: ...

    @property
    def sid(self) -> str: ...

    @property
    def app(self) -> str: ...

    @property
    def user(self) -> str: ...

    @property
    def environment(self) -> Environment:
        """What the search's expressions are evaluated in."""

    @property
    def memory(self) -> Memory: ...

    @property
    def columns(self) -> Columns | None:
        """The columns of the rows that the command is given, as `Command.columns` has them."""

    @property
    def gathered(self) -> list[Row]:
        """What tscollect keeps of the search with its job."""

    def message(self, kind: str, text: str) -> None:
        """Put a message on the job; `kind` is DEBUG, INFO, WARN, ERROR or FATAL. The same text is kept once."""

    def checkpoint(self) -> object:
        """Wait while the search is paused, end it when it was cancelled; for work on many rows before any is given."""

    def lookup(self, name: str) -> Lookup: ...

    def setting(self, conf: str, stanza: str, key: str) -> str:
        """What a setting of a conf file, as the search's app sees it, has for a value; empty for none."""

    def collection_to_write(self, name: str) -> AbstractContextManager[Records | None]:
        """The collection behind a lookup, which stays there while the block lasts; None for a lookup without one.
        Raises NotFound where it is not there, DataError for who may not write it."""

    def lookup_to_write(self, name: str, place: str) -> AbstractContextManager[Path]:
        """The file behind a lookup, which nobody else writes while the block lasts, and which counts from its end on.

        `place`: app, user or system; empty for where the file is, or else where limits.conf says. Raises NotFound for
        an unknown lookup, ConfError for a name or place that cannot be, DataError for a lookup that is no file, and for
        who may not write it.
        """

    def csv_file(self, name: str) -> Path:
        """A file of var/run/splunk/csv. Raises DataError for a name that leads elsewhere."""

    def csv_to_write(self, name: str) -> AbstractContextManager[Path]:
        """The same, which nobody else writes while the block lasts."""

    def rest(self, path: str, arguments: Mapping[str, Sequence[str]]) -> Iterator[Row]:
        """The entries that an endpoint of the REST API lists for the user. Raises DataError with its answer where it is
        an error, UnsupportedSpl for an endpoint that is not served."""

    def load(self, artifact: Artifact) -> Iterator[Row]:
        """The rows of a search job. Raises NotFound for one that the user does not have, UnsupportedSpl where no jobs
        are kept, and for one that has no results."""

    def send_alert(self, action: str, parameters: Mapping[str, str], rows: Sequence[Row]) -> None:
        """Run an alert action over rows. Raises DataError where it is not there or fails, UnsupportedSpl for one that
        is not done here."""

    def indexes(self, patterns: Sequence[str]) -> Sequence[str]:
        """The indexes, in order, that the user may search and that one of the patterns names; without patterns the
        user's default ones. `*` names no internal one, `_*` does; those of metric data points are not among them."""

    def totals(self, indexes: Collection[str]) -> Sequence[KindTotals]:
        """What is known of the kinds of events of some indexes; reads no events."""

    def index_sizes(self) -> Mapping[str, int]:
        """Bytes of each index."""

    def delete(self, addresses: Iterable[str]) -> Mapping[str, int]:
        """Delete events for good; how many of each index."""

    def limit(self, stanza: str, key: str, default: int) -> int:
        """A whole number of limits.conf."""

    def transform(self, name: str, clean_keys: bool | None, mv_add: bool | None) -> Callable[[Row], None]:
        """What makes a row's fields as a stanza of transforms.conf says, save where the two flags say otherwise. Raises
        NotFound, and ConfError for a stanza that is at fault."""

    def table(self, name: str) -> Callable[[str], Iterator[TableRow]]:
        """What reads the tables in a text as a stanza of multikv.conf says. Raises NotFound, and ConfError for a stanza
        that is at fault. It raises MatchLimit for a text on which a regular expression goes too far."""

    def typer(self, only: Callable[[str], bool]) -> Callable[[Row], None]:
        """What gives a row the event types of the search's app that it matches, of those whose names are `only`."""

    def tags(self) -> Mapping[str, Callable[[str], set[str]]]:
        """By field, what the tags of a value are, as the search's app sees them."""

    def subsearch(self, pipeline: Pipeline, *, maxout: int, maxtime: int) -> Iterator[Row]:
        """The rows of a subsearch, at most `maxout`; after `maxtime` seconds it is finalized, and gives what comes of
        all that it has read by then. 0 stands for no bound. Where one bites, a message on the job says so."""

    def over(self, pipeline: Pipeline, rows: Iterable[Row]) -> Iterator[Row]:
        """What a pipeline over results makes of these rows, which are its own from now on."""

    def search(self, text: SourceText) -> Iterator[Row]:
        """The rows of a search of its own, over the time range that this one was asked for."""

    def saved_search(self, name: str, made: Callable[[str], str], span: Span) -> Iterator[Row]:
        """The rows of a saved search, with what is `made` of its text."""

    def collect(self, rows: Sequence[Row], index: str, options: dict[str, str]) -> None:
        """Write summary events to an index, as the collect command does."""


class Command(ABC):
    """One command with its arguments; one file in commands/ each. Reading it runs nothing."""

    __slots__ = ()

    name: ClassVar[str]
    arguments: ClassVar[Arguments]
    """What it takes; a command with a grammar of its own has a `parse` instead."""
    takes: ClassVar[Mapping[str, Taken]] = {}
    """The options that such a `parse` reads, by their names in small letters."""

    @classmethod
    def parse(cls, p: Parser) -> Self:
        """From its arguments: what they declare become the attributes. Raises SplError and UnsupportedSpl."""
        return cls(**cls.arguments.read(p))

    @property
    @abstractmethod
    def kind(self) -> Kind: ...

    @abstractmethod
    def needs(self, wanted: Fields) -> Fields:
        """The fields that the command before must give, so that this one can give the wanted ones."""

    @abstractmethod
    def columns(self, before: Columns | None) -> Columns | None:
        """The columns of its rows, from those of the rows before it; None where the rows keep the fields of events."""

    @abstractmethod
    def operator(self, search: Context) -> Operator:
        """The command at work. Nothing is run before its rows are asked for."""

    def supplies(self, before: frozenset[str] | None) -> frozenset[str] | None:
        """All fields that its rows may have, from those of the rows before it, in both cases None where that is not
        known: what is not among them is null in every row."""
        columns = self.columns(None if before is None else Columns(tuple(sorted(before))))
        return None if columns is None or columns.more else frozenset(columns.names)

    # What only few commands declare

    @property
    def expressions(self) -> tuple[Expr, ...]:
        """The eval expressions that it works out for each row, in their order."""
        return ()

    @property
    def base(self) -> SearchTerm | None:
        """As the first command, the search terms of the events that it reads; None when it reads none in this way."""
        return None

    @property
    def only_base(self) -> bool:
        """Whether the events that its `base` finds are its rows already, so that it has nothing more to do."""
        return False

    @property
    def indexed(self) -> bool:
        """As the first command, whether its events have only the fields that they were indexed with."""
        return False

    @property
    def metrics(self) -> bool:
        """As the first command, whether its `base` finds metric data points, and no events."""
        return False

    @property
    def reads_events(self) -> bool:
        """Whether it may read events as the first command."""
        return self.base is not None

    @property
    def beyond(self) -> bool:
        """Whether its rows come of more than the rows before it, its base, its subsearches, its arguments and lookups:
        of events that it finds in another way, of the results of other searches, of the server itself."""
        return self.kind.generating and self.base is None

    @property
    def at_most(self) -> Fields | None:
        """The fields that its rows may have, beside those that begin with an underscore, where its arguments say these
        and `columns` does not."""
        return None

    def terms_end(self, stage: Stage) -> tuple[int, str] | None:
        """As the first command, where further terms of its base may be written, and what then stands before them; None
        where there is no such place. `stage`: its own."""
        return None

    @property
    def drops_null(self) -> tuple[str, ...]:
        """Fields for which a null value drops the row."""
        return ()

    @property
    def groups_by(self) -> tuple[str, ...]:
        """The fields that it tells rows apart by: those of a by clause, or whose combinations of values it looks at."""
        return ()

    @property
    def filters(self) -> bool:
        """Whether it gives each row that it keeps, as it is, before it takes the next one, and no other row."""
        return False

    @property
    def condenses(self) -> bool:
        """Whether it is there to leave few rows of many: the first, one of each kind, or what is counted of them."""
        return False

    @property
    def thins(self) -> bool:
        """Whether it only leaves rows out, and may do so in parts: run over each of some parts of the rows, in their
        order, and then over what is left of them all, it gives the same."""
        return False

    @property
    def unread(self) -> bool:
        """Whether it runs a search that is read only then, so that nobody knows before what that does."""
        return False

    def foreseen(self, saved: Callable[[str], str]) -> Iterable[SourceText]:
        """Of one that is `unread`: the searches that it will run, with some text in the place of values that nobody
        knows before. `saved`: the text of a saved search; empty where there is none. Raises SplError."""
        return ()

    @property
    def once(self) -> bool:
        """Whether it runs for the results alone. Previews do without it, as they do without what writes, or runs a
        subsearch."""
        return False

    @property
    def writes(self) -> str:
        """The capability needed to run it, for a command that writes or starts something; empty for others."""
        return ""

    @property
    def capability(self) -> str:
        """The capability needed to run it, also for a command that reads what not everybody may; empty for none."""
        return self.writes

    @property
    def follows_events(self) -> bool:
        """Whether it works where the events are, so that all before it has to be distributable streaming."""
        return False

    @property
    def prestats(self) -> frozenset[tuple[str, str | None]]:
        """The aggregates, by function and field, that its rows are partial results of; none where they are results."""
        return frozenset()

    @property
    def aggregates(self) -> frozenset[tuple[str, str | None]]:
        """The aggregates that it works out of rows or of partial results; none for a command that takes no partial
        results."""
        return frozenset()

    def formats(self, before: Formats) -> Formats:
        """How its rows are shown. A format is of the name of a field; it ends where a command makes rows of its own."""
        return {} if self.kind.transforming else before

    def parsed(self, arguments: str) -> Mapping[str, Any]:
        """What the REST API's search/parser shows of it, `arguments` as they are written."""
        return {"args": arguments}

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        """Its subsearches and its pipelines over results, and what it needs from each, when the `wanted` fields are
        wanted of the command."""
        return ()

    def parts(self, stage: Stage) -> Sequence[Stage]:
        """What is done one after the other, each with its place, where the command is as good as several. `stage`: its
        own. It is run, and explained, as these."""
        return (stage,)

    def narrowed(self, wanted: Fields) -> Command:
        """The command, for a search in which only the `wanted` fields of its rows count."""
        return self

    def resolved(self, search: Context) -> Command:
        """The command with results in place of the subsearches that stand for a part of its arguments.

        It runs those subsearches, so it is called when the first row is asked for, before anything else.
        """
        return self
