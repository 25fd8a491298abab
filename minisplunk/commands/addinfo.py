"""addinfo: each row gets the time range, the start and the id of the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..spl.arguments import Arguments
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..times import TimeRange
from ..values import Row

_FIELDS = ("info_min_time", "info_max_time", "info_sid", "info_search_time")


@dataclass(frozen=True, slots=True)
class Addinfo(Command):
    name = "addinfo"
    kind = Kind.STREAMING
    arguments = Arguments()

    def needs(self, wanted: Fields) -> Fields:
        return wanted.without(_FIELDS)

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding(_FIELDS)

    def operator(self, search: Context) -> PerRow:
        values = (
            earliest(search.window) or "0.000",
            latest(search.window) or "+Infinity",
            search.sid,
            f"{search.now:.3f}",
        )

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                row.update(zip(_FIELDS, values, strict=True))
                yield row

        return run


def earliest(window: TimeRange) -> str | None:
    """The start of a time range as Splunk prints it, in seconds with three decimals; None when it has none."""
    return f"{window.earliest / 1_000_000:.3f}" if window.earliest > 0 else None


def latest(window: TimeRange) -> str | None:
    """The end of a time range likewise."""
    return f"{window.latest / 1_000_000:.3f}" if window.latest < TimeRange.ALL.latest else None
