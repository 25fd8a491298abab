"""gentimes: time ranges side by side, from one time to another.

The rules are those of the Search Reference, gentimes. [unverified] on a real Splunk: that `-5` is midnight five days
ago; that days are those of the calendar, also where the clock is changed; that the last range may end after `end`; that
a day below 10 has one digit, as on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from functools import partial

from ..dataclass import dataclass
from ..errors import LimitError
from ..spl.arguments import Arguments, Option
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..times import relative, strftime
from ..values import Row

_DAYS = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_DATE = re.compile(r"\d\d?/\d\d?/(?:\d\d){1,2}(?::\d\d?:\d\d?:\d\d?)?", re.ASCII)
"""The year has four digits, or two as in examples of the page."""
_INCREMENT = re.compile(r"0*[1-9]\d{0,8}[smhd]", re.ASCII)

Moment = int | datetime
"""Days from today on, or a date and time of the user's zone."""


def _moment(text: str) -> Moment:
    if _DAYS.fullmatch(text):
        return int(text)
    if not _DATE.fullmatch(text):
        raise ValueError("timestamp")
    date, _, clock = text.partition(":")
    year = "%Y" if len(date.rpartition("/")[2]) == 4 else "%y"
    try:
        return datetime.strptime(f"{date} {clock or '0:0:0'}", f"%m/%d/{year} %H:%M:%S")
    except ValueError:
        raise ValueError("timestamp") from None


def _increment(text: str) -> str:
    if not _INCREMENT.fullmatch(text):
        raise ValueError("number and one of s, m, h, d")
    return text


@dataclass(frozen=True, slots=True)
class Gentimes(Command):
    """By default up to the last midnight, a day at a time."""

    name = "gentimes"
    kind = Kind.GENERATING
    beyond = False
    arguments = Arguments(
        start=Option(_moment),
        end=Option(_moment, 0),
        increment=Option(_increment, "1d"),
    )

    start: Moment
    end: Moment
    increment: str

    @classmethod
    def parse(cls, p: Parser) -> Gentimes:
        where = p.rest()
        read = cls.arguments.read(p)
        if read["start"] is None:
            raise p.error("The argument 'start' is required.", where)
        return cls(**read)

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def columns(self, before: Columns | None) -> Columns | None:
        return None

    def operator(self, search: Context) -> PerRow:
        return partial(self._made, search.now, search.zone)

    def _made(self, now: float, zone: tzinfo, rows: Iterable[Row]) -> Iterator[Row]:
        try:
            start, end = _seconds(self.start, now, zone), _seconds(self.end, now, zone)
            while start < end:
                following = int(relative(f"+{self.increment}", start, zone))
                yield {
                    "starttime": start,
                    "starthuman": _human(start, zone),
                    "endtime": following - 1,
                    "endhuman": _human(following - 1, zone),
                }
                start = following
        except (ValueError, OverflowError) as error:
            raise LimitError("Error in 'gentimes' command: A time lies outside the calendar.") from error


def _seconds(moment: Moment, now: float, zone: tzinfo) -> int:
    if isinstance(moment, datetime):
        return int(moment.replace(tzinfo=zone).timestamp())
    return int(relative(f"{moment:+d}d@d", now, zone))


def _human(time: int, zone: tzinfo) -> str:
    return " ".join(strftime(time, "%a %b %e %H:%M:%S %Y", zone).split())
