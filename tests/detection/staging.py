"""A case and the app in; a Splunk with the app installed and enabled, its set-up changed and its events in it, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from minisplunk.engine import Dispatched, Splunk
from minisplunk.testing.moments import moment
from minisplunk.testing.reading import case_of
from minisplunk.testing.running import NO_DATA
from minisplunk.testing.snapshot import Snapshots
from minisplunk.testing.staging import stage
from minisplunk.times import ManualClock
from minisplunk.values import Row, texts
from tests.detection.records import Case, Event, events

STAND_INS = Path(__file__).parents[1] / "apps"
NOW = moment("2026-03-03T09:45:00Z")

APP = "DA-ESS-AwsConsoleMfa"
ES = "SplunkEnterpriseSecuritySuite"
SEARCH = "Threat - AWS Console Login Failed During MFA Challenge - Rule"
FILTER = "aws_console_login_failed_during_mfa_challenge_filter"
_SETUP = ("enterprise_security", "settings", "macros")


def of_search(**settings: str) -> list[dict[str, Any]]:
    """Settings of the detection, as a case says them."""
    return [{"conf": "savedsearches", "stanza": SEARCH, "settings": settings}]


@contextmanager
def staged(case: Case, app: Path) -> Iterator[Splunk]:
    """A Splunk at 09:45, without the events; its apps, settings and macros are those that a case says, as
    minisplunk.testing makes them. `apps` may be named as in tests/apps."""
    said = {key: case[key] for key in _SETUP if key in case}
    beside = [str(STAND_INS / Path(name).name if isinstance(name, str) else name) for name in case.get("apps", ())]
    made = case_of({"name": "staged", "saved_search": SEARCH, "now": NOW, **said, "apps": beside}, STAND_INS)
    with Snapshots() as snapshots:
        snapshot = snapshots.of(made.setup((app,)))
        with snapshot.splunk(NOW) as splunk:
            splunk.enable(SEARCH, APP)
            stage(made, splunk, snapshot, NO_DATA)
            yield splunk


@contextmanager
def prepared(case: Case, app: Path) -> Iterator[Splunk]:
    """The same with all events in it."""
    with staged(case, app) as splunk:
        ingest(splunk, case, events(case))
        yield splunk


def change(splunk: Splunk, changes: Iterable[Case]) -> None:
    for each in changes:
        splunk.change(each.get("app", APP), each["conf"], each["stanza"], each["settings"])


def ingest(splunk: Splunk, case: Case, found: Iterable[Event]) -> None:
    kind = {"index": case.get("index", "main"), "sourcetype": case.get("sourcetype", "aws:cloudtrail")}
    splunk.ingest(((round(e.time * 1_000_000), e.raw) for e in found), source="test", host="test", **kind)


def dispatched(splunk: Splunk) -> Dispatched:
    """The detection, run as the scheduler runs it: in its app, with its actions."""
    return splunk.dispatch(SEARCH, app=APP, trigger_actions=True, observed=True)


def run(splunk: Splunk, case: Case) -> list[Dispatched]:
    """The detection run at each time of `runs`, or now; events come in when they are delivered, the rest at once."""
    waiting = sorted(events(case), key=lambda event: event.delivered or 0)
    done = []
    for time in [moment(time) for time in case.get("runs", ())] or [NOW]:
        while waiting and (waiting[0].delivered or 0) <= time:
            event = waiting.pop(0)
            set_clock(splunk, event.delivered or NOW)
            ingest(splunk, case, [event])
        set_clock(splunk, time)
        done.append(dispatched(splunk))
    return done


def set_clock(splunk: Splunk, time: float) -> None:
    assert isinstance(splunk.clock, ManualClock)
    splunk.clock.set(time)


def of_index(splunk: Splunk, index: str) -> list[Row]:
    return splunk.search(f"search index={index} | sort 0 eventID").results


def shown(rows: list[Row], wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each row the fields that the case names, as the REST API gives values; all fields when the number differs."""
    if len(rows) != len(wanted):
        return [{name: plain(row[name]) for name in row if name[:1] != "_"} for row in rows]
    return [{name: plain(row.get(name)) for name in want} for row, want in zip(rows, wanted, strict=True)]


def plain(value: Any) -> Any:
    found = texts(value)
    return found if len(found) > 1 else (found[0] if found else None)
