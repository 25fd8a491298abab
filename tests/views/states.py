"""A state of states.yaml in; a served Splunk with the app in that state out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import splunklib.client
import yaml

from minisplunk.engine import Splunk
from minisplunk.rest.server import Address, serve
from minisplunk.scheduler import Scheduler
from minisplunk.web import beside
from tests.detection.staging import APP, SEARCH, ingest, set_clock, staged
from tests.views.story import NOW, events, story

State = Mapping[str, Any]
STATES: Mapping[str, State] = yaml.safe_load((Path(__file__).parent / "states.yaml").read_text())
_HOUR = 3600.0
_WEEK = 7 * 24 * _HOUR
VISITOR, PASSWORD = "visitor", "a good long password"
"""Who looks, where a state says with which `role`."""


@contextmanager
def in_state(state: State, app: Path) -> Iterator[Address]:
    """`events`: the story is in the index `index`; `enabled`: the detection has run each hour of the week; `apps` and
    `changes` as cases of the detection have them; `role`: a role with these settings, which the visitor has."""
    with staged({key: state[key] for key in ("apps", "settings") if key in state}, app) as splunk:
        if state.get("enabled"):
            _run_each_hour(splunk, state)
        else:
            splunk.change(APP, "savedsearches", SEARCH, {"disabled": "1"})
            _deliver(splunk, state)
        set_clock(splunk, NOW)
        with serve(splunk, scheduler=False, beside=beside(0)) as address:
            if "role" in state:
                _add_visitor(address, state["role"])
            yield address


def looks(state: State) -> tuple[str, tuple[str, ...]]:
    """The user who looks, and the user's roles."""
    return (VISITOR, (VISITOR,)) if "role" in state else ("admin", ("admin",))


def _deliver(splunk: Splunk, state: State) -> None:
    if state.get("events"):
        ingest(splunk, {"index": state.get("index", "main")}, events(story()))


def _run_each_hour(splunk: Splunk, state: State) -> None:
    """The last run was at nine, for the others are too: the clock stands still while they run."""
    set_clock(splunk, NOW - _WEEK)
    scheduler = Scheduler(splunk)
    scheduler.look()
    _deliver(splunk, state)
    set_clock(splunk, NOW - NOW % _HOUR)
    scheduler.tick()


def _add_visitor(address: Address, role: Mapping[str, Any]) -> None:
    service = splunklib.client.connect(
        host=address.host, port=address.management_port, username=address.username, password=address.password
    )
    service.roles.create(VISITOR, **role)
    service.users.create(VISITOR, password=PASSWORD, roles=[VISITOR])
    service.logout()
