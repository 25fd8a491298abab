"""collect: writes the rows to a summary index and passes them on; `summary_event` is the text of one row.

[unverified] on a real Splunk: nothing but the marker is added to an event that has `_raw`; how quotes and backslashes
in values are escaped.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import tzinfo
from itertools import islice

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import DataError
from ..spl import segments
from ..spl.arguments import Arguments, Option, boolean, one_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.quoting import quoted
from ..times import TimeRange, strftime, unknown_directives
from ..values import Row, number, texts
from .addinfo import earliest, latest

BATCH = 1_000
"""Rows that are written at a time."""
TIME_FORMAT = "%m/%d/%Y %H:%M:%S %z"

# Fields of a row that would collide with those of the summary event itself.
_ORIGINAL = {name: f"orig_{name}" for name in ("host", "source", "sourcetype", "index", "splunk_server")}
_INFO = frozenset({"info_min_time", "info_max_time", "info_search_time"})
_BREAKER = lazy_re.compile(f"[{re.escape(segments.MAJOR + segments.MINOR)}]")


_DIRECTIVES = "directives that strftime does not have"
_KEPT = ("source", "sourcetype", "host", "marker", "name", "timeformat", "addinfo")


@dataclass(frozen=True, slots=True)
class Collect(Command):
    """`options`: those given of source, sourcetype, host, marker, timeformat, addinfo and name, as text.

    `name` is one that alert_actions.conf [summary_index] gives.
    """

    name = "collect"
    kind = Kind.DATASET
    arguments = Arguments(
        index=Option(str, "summary"),
        source=Option(str),
        sourcetype=Option(str),
        host=Option(str),
        marker=Option(str),
        name=Option(str),
        timeformat=Option(str, unsupported=lambda value: bool(unknown_directives(value)), lacks=_DIRECTIVES),
        addinfo=Option(boolean),
        testmode=Option(boolean, False),
        output_format=Option(
            one_of("raw", "hec"),
            unsupported=lambda value: value == "hec",
            attribute="",
            lacks="events in the form of HEC",
        ),
        addtime=Option(boolean, unsupported=lambda value: not value, attribute=""),
        spool=Option(boolean, unsupported=lambda value: not value, attribute=""),
        uselb=Option(boolean, unsupported=lambda value: not value, attribute=""),
        # the name of the spool file has no say as long as Splunk would index it as summary events
        file=Option(
            str,
            unsupported=lambda value: not value.endswith((".stash", ".stash_new")),
            attribute="",
            lacks="a name without .stash or .stash_new at its end",
        ),
        run_in_preview=Option(boolean, attribute=""),  # no preview runs the command
    )

    index: str = "summary"
    options: Mapping[str, str] = field(default_factory=dict)
    testmode: bool = False

    @classmethod
    def parse(cls, p: Parser) -> Collect:
        """Options alone (Search Reference, collect)."""
        given = cls.arguments.read(p)
        options = {name: _text(given[name]) for name in _KEPT if given[name] is not None}
        return cls(given["index"], options, given["testmode"])

    @property
    def writes(self) -> str:
        return "" if self.testmode else "run_collect"

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding(("_time", "_raw") if self.testmode else ())

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            """Batch by batch; an empty result is one empty batch, so that a missing index is always found out.

            In test mode nothing is written, and the rows get the time and the text that they would have in the index.
            """
            rows = iter(rows)
            batch = list(islice(rows, BATCH))
            while True:
                if self.testmode:
                    self._show(batch, search)
                else:
                    search.collect(batch, self.index, dict(self.options))
                yield from batch
                batch = list(islice(rows, BATCH))
                if not batch:
                    return

        return run

    def _show(self, batch: list[Row], search: Context) -> None:
        for row in batch:
            time, raw = stamped(row, self.options, search.window, search.now, search.zone)
            row.update(_time=time, _raw=raw)


def _text(value: str | bool) -> str:
    return value if isinstance(value, str) else str(value).lower()


def stamped(row: Row, options: Mapping[str, str], window: TimeRange, now: float, zone: tzinfo) -> tuple[float, str]:
    """The time and the text of a row's summary event. Raises DataError for a time outside of the calendar."""
    try:
        time = summary_time(row, window, now)
        strftime(time, TIME_FORMAT, zone)  # also of a row whose text is there
        return time, summary_event(row, options, window, now, zone)
    except (ValueError, OverflowError) as error:
        found = " ".join(texts(row.get("_time")))
        raise DataError(f"collect: the _time of a row, {found}, lies outside the calendar.") from error


def summary_event(row: Row, options: Mapping[str, str], window: TimeRange, now: float, zone: tzinfo) -> str:
    """The raw text of a row's summary event: `MM/DD/YYYY HH:MM:SS -0700, info_min_time=..., key="value", marker`.

    `options` as in Collect; `now` in epoch seconds. A row with `_raw` keeps that text (Search Reference, collect,
    "Usage"). Internal fields are left out, and so are the ends that the search's time range does not have. Values are
    quoted when they hold a breaker ("The collect and tstats commands"); several values stand on lines of their own in
    one pair of quotes (limits.conf.spec, [collect] format_multivalue_collect).
    """
    parts = texts(row.get("_raw"))
    if not parts:
        time = summary_time(row, window, now)
        parts = [strftime(time, options.get("timeformat", TIME_FORMAT), zone)]
        addinfo = options.get("addinfo", "true") == "true"
        if addinfo:
            parts += _info(options, window, now)
        parts += _pairs(row, _INFO if addinfo else frozenset())
    if marker := options.get("marker"):
        parts.append(marker)
    return ", ".join(parts)


def summary_time(row: Row, window: TimeRange, now: float) -> float:
    """The time of a row's summary event, epoch seconds: its own, else where the search's time range begins, else now
    (Search Reference, collect, "Events without timestamps"). What is printed in the text has whole seconds only."""
    time = number(row.get("_time"))
    if time is None:
        time = window.earliest / 1_000_000 if window.earliest > 0 else now
    return time if row.get("_raw") else math.floor(time)


def _info(options: Mapping[str, str], window: TimeRange, now: float) -> Iterator[str]:
    if "name" in options:
        yield f"search_name={quoted(options['name'])}"
        yield f"search_now={now:.3f}"
    if (begin := earliest(window)) is not None:
        yield f"info_min_time={begin}"
    if (end := latest(window)) is not None:
        yield f"info_max_time={end}"
    yield f"info_search_time={now:.3f}"


def _pairs(row: Row, left_out: frozenset[str]) -> Iterator[str]:
    for name, value in row.items():
        values = texts(value)
        if values and name[:1] != "_" and name not in left_out:
            text = "\n".join(values)
            bare = text and not _BREAKER.search(text)
            yield f"{_ORIGINAL.get(name, name)}={text if bare else quoted(text)}"
