"""Lines -> events of one or more lines, as SHOULD_LINEMERGE and its companions say.

props.conf.spec, "SHOULD_LINEMERGE" and the settings after it. The specification does not rank the settings; here
MUST_NOT_BREAK_AFTER comes first, then MUST_BREAK_AFTER, MUST_NOT_BREAK_BEFORE, and the BREAK_ONLY_BEFORE settings last.
BREAK_ONLY_BEFORE replaces BREAK_ONLY_BEFORE_DATE: source types that Splunk ships (websphere_activity) set it for events
with a date on a later line, and leave the latter at its default, true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..conf.parser import Setting
from ..dataclass import dataclass
from .notes import Notes
from .patterns import Pattern, pattern

_MAX_EVENTS = 256


@dataclass(frozen=True, slots=True)
class Merging:
    """`before_date`: only a line with a date begins an event. Without it and `before`, each line is one."""

    before_date: bool = True
    before: Pattern | None = None
    must_after: Pattern | None = None
    must_not_after: Pattern | None = None
    must_not_before: Pattern | None = None
    max_lines: int = _MAX_EVENTS


def merging(settings: Mapping[str, Setting]) -> Merging | None:
    """None when lines are events (SHOULD_LINEMERGE = false). Raises ConfError."""
    if not _flag(settings, "SHOULD_LINEMERGE"):
        return None
    most = settings.get("MAX_EVENTS")
    max_lines = _MAX_EVENTS if most is None or not most.value else most.integer()
    if most is not None and max_lines < 1:
        raise most.error("MAX_EVENTS is less than one line")
    return Merging(
        before_date=_flag(settings, "BREAK_ONLY_BEFORE_DATE"),
        before=pattern(settings.get("BREAK_ONLY_BEFORE")),
        must_after=pattern(settings.get("MUST_BREAK_AFTER")),
        must_not_after=pattern(settings.get("MUST_NOT_BREAK_AFTER")),
        must_not_before=pattern(settings.get("MUST_NOT_BREAK_BEFORE")),
        max_lines=max_lines,
    )


def merge(lines: Iterable[bytes], rules: Merging, dated: Callable[[bytes], bool], notes: Notes) -> Iterator[bytes]:
    """`dated` says whether a line holds a time; lines of one event are joined by newlines."""
    event: list[bytes] = []
    held = ended = False  # by MUST_NOT_BREAK_AFTER; by MUST_BREAK_AFTER
    for line in lines:
        if event and (full := len(event) >= rules.max_lines):
            notes.add("long", f"Breaking event because limit of {rules.max_lines} has been exceeded")
        if event and (full or (not held and (ended or _begins(line, rules, dated)))):
            yield b"\n".join(event)
            event.clear()
        event.append(line)
        ended = _matches(rules.must_after, line)
        held = not ended and (held or _matches(rules.must_not_after, line))
    if event:
        yield b"\n".join(event)


def _begins(line: bytes, rules: Merging, dated: Callable[[bytes], bool]) -> bool:
    if _matches(rules.must_not_before, line):
        return False
    if rules.before is not None:
        return _matches(rules.before, line)
    return not rules.before_date or dated(line)


def _matches(pattern: Pattern | None, line: bytes) -> bool:
    return pattern is not None and pattern.search(line) is not None


def _flag(settings: Mapping[str, Setting], key: str) -> bool:
    """Both flags are true by default."""
    setting = settings.get(key)
    return setting is None or not setting.value or setting.flag()
