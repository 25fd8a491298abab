"""What an eval expression may read besides its row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from typing import Protocol

from ..dataclass import dataclass
from ..errors import DataError
from ..values import Row


class Lookup(Protocol):
    """A lookup as commands and expressions see it."""

    @property
    def fields(self) -> Sequence[str]: ...

    @property
    def time_column(self) -> str:
        """The column with the time of a row, where it matters when the event is that is looked up; else empty."""

    def rows(self) -> Iterable[Row]: ...

    def match(self, keys: dict[str, str]) -> Sequence[Row]:
        """The lookup's rows whose columns match the keys, by the definition's own case and match rules."""

    def finder(self, columns: Sequence[str], wanted: Sequence[str]) -> Callable[[Sequence[str]], Sequence[Row]]:
        """The same for many: texts of these columns -> what the rows that match them have in the wanted ones."""

    def timeline(self, columns: Sequence[str], texts: Sequence[str]) -> Callable[[float], Sequence[Row]]:
        """As `match`, where there is a `time_column`: the time of an event, in epoch seconds -> the rows."""


class Records(Protocol):
    """What is behind a lookup that has records with keys, for the command that writes it."""

    @property
    def name(self) -> str: ...

    def write(self, rows: Iterable[Row], *, key_field: str, replace: bool, update: bool) -> None:
        """Save a record of each row, all of them or none. `key_field`: whose value is the key, empty for the row's own
        key; `replace`: records that are there go; `update`: one that has the same key is replaced, else it stays."""


def _refuse(kind: str, text: str) -> None:
    raise DataError(f"{kind}: {text}")


@dataclass(frozen=True, slots=True)
class Environment:
    """Start of the search (epoch seconds), the user's time zone, and where messages go (kind: WARN or ERROR, text);
    without a receiver a message is an exception. `lookup`: the lookup of a name, for expressions of commands; others,
    as those of calculated fields, have none."""

    now: float
    zone: tzinfo
    message: Callable[[str, str], None] = _refuse
    lookup: Callable[[str], Lookup] | None = None
