"""Events as bytes -> their times, as TIME_PREFIX, TIME_FORMAT and the other timestamp settings say.

props.conf.spec, "Timestamp extraction configuration"; Getting Data In, "How timestamp assignment works": TIME_FORMAT,
else what can be recognized, else the time of the event before, else the file's, else now.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timezone, tzinfo

from ..conf.parser import Setting
from ..dataclass import dataclass
from ..errors import UnsupportedConf
from ..times import Moment, match_time, unknown_directives
from ..times import zone as named
from ..times.directives import Directive, parts
from .notes import Notes
from .patterns import Pattern, pattern
from .recognition import recognized

_DAY = 86_400
_NO_TIME = (
    "Failed to parse timestamp in first MAX_TIMESTAMP_LOOKAHEAD ({}) characters of event. Defaulting to timestamp of {}"
)
_OUTSIDE = (
    "A timestamp is outside of the acceptable time window; its event has the time of the last event inside, or now. "
    "If it is correct, consider adjusting MAX_DAYS_AGO and MAX_DAYS_HENCE"
)
_NO_TEXT = {"current": "current", "none": "input"}


@dataclass(frozen=True, slots=True)
class Stamping:
    """`origin` of times: `text` (the event's), `current` or `input` (the file's). `lookahead` 0 is all of the event."""

    origin: str = "text"
    prefix: Pattern | None = None
    format: str = ""
    lookahead: int = 128
    days_ago: int = 2000
    days_hence: int = 2
    zone: tzinfo = timezone.utc


def stamping(settings: Mapping[str, Setting], zone: tzinfo) -> Stamping:
    """`zone` is the server's, for texts without one where TZ is not set. Raises ConfError and UnsupportedConf."""
    defaults = Stamping()
    lookahead = _integer(settings, "MAX_TIMESTAMP_LOOKAHEAD", defaults.lookahead)
    return Stamping(
        origin=_origin(settings.get("DATETIME_CONFIG")),
        prefix=pattern(settings.get("TIME_PREFIX")),
        format=_format(settings.get("TIME_FORMAT")),
        lookahead=max(lookahead, 0),
        days_ago=_integer(settings, "MAX_DAYS_AGO", defaults.days_ago),
        days_hence=_integer(settings, "MAX_DAYS_HENCE", defaults.days_hence),
        zone=_zone(settings.get("TZ"), zone),
    )


class Stamper:
    """Gives one source's events their times, in order."""

    def __init__(self, rules: Stamping, *, now: float, modified: float | None, notes: Notes) -> None:
        """`modified`: when the file was changed, None for data that is no file; both in epoch seconds."""
        self._rules, self._notes = rules, notes
        self._now = now
        self._input = now if modified is None else modified
        self._previous: float | None = None
        lacks = {part.name for part in parts(rules.format) if isinstance(part, Directive)}.isdisjoint
        self._lacks_day, self._lacks_year = lacks("dejs"), lacks("YyGgs")

    def dated(self, line: bytes) -> bool:
        """Whether a line holds a time, for BREAK_ONLY_BEFORE_DATE."""
        return self.found(line) is not None

    def found(self, event: bytes, near: float | None = None) -> Moment | None:
        """The time that the text says; what it leaves out is that of `near`, by default of the event before or the
        file."""
        if self._rules.origin != "text":
            return None
        file, latest = (self._input, self._latest()) if near is None else (near, near)
        return self._find(event, file, latest)

    def time(self, event: bytes) -> int:
        """Microseconds since the epoch."""
        return round(self._time(event) * 1_000_000)

    def _time(self, event: bytes) -> float:
        rules = self._rules
        if rules.origin != "text":
            return self._now if rules.origin == "current" else self._input
        moment = self.found(event)
        if moment is None:
            whose = "file, or now" if self._previous is None else "previous event"
            self._notes.add("no time", _NO_TIME.format(rules.lookahead, whose))
            return self._latest()
        time = moment.time
        if not self._input - rules.days_ago * _DAY <= time <= self._input + rules.days_hence * _DAY:
            self._notes.add("outside", _OUTSIDE)
            return self._now if self._previous is None else self._previous
        self._previous = time
        return time

    def _latest(self) -> float:
        """The time of the event before, else the file's, else now."""
        return self._input if self._previous is None else self._previous

    def _find(self, event: bytes, file: float, latest: float) -> Moment | None:
        rules, start = self._rules, 0
        if rules.prefix is not None:
            spans = rules.prefix.search(event)
            if spans is None:
                return None
            start = spans[0][1]
        window = self._window(event, start)
        moment = self._formatted(window, file, latest) if rules.format else None
        return recognized(window, rules.zone, file, latest) if moment is None else moment

    def _window(self, event: bytes, start: int) -> str:
        """MAX_TIMESTAMP_LOOKAHEAD counts characters, of up to four bytes each."""
        most = self._rules.lookahead
        if not most:
            return event[start:].decode(errors="replace")
        return event[start : start + 4 * most].decode(errors="replace")[:most]

    def _formatted(self, window: str, file: float, latest: float) -> Moment | None:
        """A format without a day takes the previous event's, one without a year the file's year or the one before."""
        if self._lacks_day:
            return self._match(window, latest)
        moment = self._match(window, file)
        if moment is not None and self._lacks_year and moment.time > file + self._rules.days_hence * _DAY:
            return self._match(window, file - 365 * _DAY)
        return moment

    def _match(self, window: str, today: float) -> Moment | None:
        match = match_time(window, 0, self._rules.format, self._rules.zone, today)
        return None if match is None else match[0]


def _integer(settings: Mapping[str, Setting], key: str, default: int) -> int:
    setting = settings.get(key)
    return default if setting is None or not setting.value else setting.integer()


def _origin(setting: Setting | None) -> str:
    value = "" if setting is None else setting.value.strip()
    if setting is None or value in ("", "/etc/datetime.xml"):
        return "text"
    if value.lower() not in _NO_TEXT:
        raise UnsupportedConf("DATETIME_CONFIG with patterns of one's own is not supported", setting.file, setting.line)
    return _NO_TEXT[value.lower()]


def _format(setting: Setting | None) -> str:
    if setting is None:
        return ""
    unknown = unknown_directives(setting.value)
    if unknown:
        raise UnsupportedConf(f"TIME_FORMAT with {', '.join(unknown)} is not supported", setting.file, setting.line)
    return setting.value


def _zone(setting: Setting | None, default: tzinfo) -> tzinfo:
    if setting is None or not setting.value:
        return default
    try:
        return named(setting.value)
    except ValueError as error:
        raise setting.error(f"TZ: {error}") from error
