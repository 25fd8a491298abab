"""Data in, what an installed detection finds of it on a Splunk out; or, with nothing sent, what it finds there now."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timezone
from pathlib import Path

from ..errors import NotFound
from ..replay import Part, load
from ..times import minute_after, moment
from .answers import Rows
from .macros import definition
from .saved import names, settings
from .scoring import risk_events, score
from .searching import ALL_TIME, Found, Window, as_search, search
from .stay import Sent, Stay, base_macro, staying
from .target import Target
from .wanted import Say, Wanted

Watched = Callable[[Sequence[Part]], Iterator[Part]]
LAST_WEEK = Window("-7d", "now")


@dataclass(frozen=True, slots=True)
class Asked:
    """`saved_search`: empty for the app's only one; `window`: `data` for the whole span of what is sent, or `saved`."""

    data: Sequence[Path]
    saved_search: str = ""
    window: str = "data"
    sourcetype: str = "aws:cloudtrail"


@dataclass(frozen=True, slots=True)
class Sighting:
    """`notes`: sentences beside what was found; `events`: how many were sent; `risk_events`: None where no risk action
    ran."""

    target: Target
    saved_search: str
    window: Window
    found: Found
    notes: tuple[str, ...]
    elapsed: float
    events: int = 0
    risk_events: Rows | None = None

    @property
    def fired(self) -> bool:
        return bool(self.found.rows)


def detect(target: Target, wanted: Wanted, asked: Asked, say: Say, watched: Watched = iter) -> Sighting:
    """Send data and run the installed search over it. Raises TargetError, and what the data raises."""
    started = time.perf_counter()
    name = asked.saved_search or only(target)
    saved = settings(target, name)
    parts = [part for path in asked.data for part in load(path, sourcetype=asked.sourcetype)]
    with staying(target, wanted, say) as stay:
        sent = [stay.send(part.events(), part.sourcetype) for part in watched(parts)]
        window = _window(name, saved, asked, [one for one in sent if one.events])
        kinds = list(dict.fromkeys(part.sourcetype for part in parts))
        found = stay.detect(name, f"{stay.run_id}-*", kinds, window)
        written = _scored(stay, name, window, found) if wanted.write_risk else None
    events, notes = sum(one.events for one in sent), tuple(_standing(name, saved))
    return Sighting(target, name, window, found, notes, time.perf_counter() - started, events, written)


def look(target: Target, saved_search: str) -> Sighting:
    """What the search finds there as it is, in its own time range: nothing is sent, made or changed."""
    started = time.perf_counter()
    name = saved_search or only(target)
    saved = settings(target, name)
    window = _own(saved)
    found = search(target, as_search(saved["search"]), window)
    notes = (*_standing(name, saved), *_reach(target, name, saved["search"]))
    return Sighting(target, name, window, found, notes, time.perf_counter() - started)


def only(target: Target) -> str:
    """The name of the app's one saved search. Raises NotFound when there is none, or more than one to choose from."""
    found = names(target)
    if len(found) != 1:
        listed = ", ".join(map(repr, found)) or "none"
        raise NotFound(f"Say which saved search of the app {target.app}: on {target.name} it has {listed}.")
    return found[0]


def _window(name: str, saved: Mapping[str, str], asked: Asked, sent: Sequence[Sent]) -> Window:
    if not sent:
        return ALL_TIME
    earliest, newest = min(one.earliest for one in sent), max(one.latest for one in sent)
    if asked.window == "data":
        return Window(_seconds(earliest), _seconds(newest + 1))
    own = _own(saved)

    def end(now: float) -> int:
        # days and weeks begin in the searcher's zone, which only moves the minute that is chosen
        return round(moment(own.latest, now, timezone.utc) * 1_000_000)

    return replace(own, now=f"{minute_after(newest, end, search=name, latest=own.latest):.0f}")


def _own(saved: Mapping[str, str]) -> Window:
    """The saved search's own time range."""
    return Window(saved.get("dispatch.earliest_time", "0"), saved.get("dispatch.latest_time", "now"))


def _scored(stay: Stay, name: str, window: Window, found: Found) -> Rows:
    """The risk events of a run with its actions, one at least for each result; none for no results."""
    if not found.rows:
        return []
    job = score(stay.target, name, stay.run_id, window)
    return risk_events(stay.target, job.sid, len(job.rows))


def _standing(name: str, saved: Mapping[str, str]) -> Iterator[str]:
    if saved.get("disabled") == "1":
        yield f"'{name}' is disabled there: it does not run until it is enabled."
    elif saved.get("is_scheduled") == "0":
        yield f"'{name}' is not scheduled there: it runs only when somebody runs it."


def _reach(target: Target, name: str, text: str) -> Iterator[str]:
    """What the macro that the search begins with says there, and when the newest event was that it leads to."""
    macro = base_macro(name, text)
    yield f"`{macro}` is {definition(target, macro)}"
    newest = search(
        target, f'search `{macro}` | head 1 | eval time=strftime(_time, "%F %T %Z") | table time', LAST_WEEK
    )
    when = newest.rows[0]["time"] if newest.rows else "none in the last 7 days: it may point elsewhere"
    yield f"Its newest event: {when}"


def _seconds(microseconds: int) -> str:
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"
