"""A search that is kept to the events of a run finds what it finds where there are no others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError
from minisplunk.fields.macros import expanded
from minisplunk.spl.source import SourceText
from minisplunk.targets.scope import Place, scoped
from minisplunk.targets.search_time import SearchTime
from minisplunk.times import ManualClock
from tests.pipelines.conftest import installed
from tests.profiles import one_in
from tests.search.test_properties import NOW

from .events import EVENTS
from .grammar import SEARCHES, STAGES, written
from .test_pipelines import found

Events = list[tuple[str, str]]
OWN: Place = {"index": {"run-1": "main"}}
"""An index is the run's own, and its events have the host that they are to have."""
SHARED: Place = {"index": {"shared": "main"}, "host": {"run-1-1": "x"}}
"""The run's events are among those of others, with a host of the run's own."""
SEVERAL: Place = {"index": {"run-1": "main", "run-2": "summary"}}
"""The run's events are to be in two indexes, turn and turn about."""
PLACES = (OWN, SHARED, SEVERAL)
BASES = (
    "search index=main",
    "search index=m* host=x CONDITION",
    "search index=* CONDITION",
    "search index=main (host=x OR CONDITION)",
    "search index=main NOT host=x CONDITION OR x",
    "search index=main host!=y",
    "search index=main host IN (x, y) source=src*",
    "search (index=main CONDITION) OR (index=summary CONDITION)",
    "search index=ma* OR index=summary",
    "search index=shared OR index=main",
    "search index::main CONDITION",
    "search CONDITION",
    "CONDITION OR index=main",
    "search index=main [search index=main CONDITION | stats count by a | fields a]",
    "search index=main a IN ([search index=* | top limit=1 a | fields a])",
    "search index=main [search index=main | stats count by host | fields host]",
    "| tstats count where index=main by sourcetype",
    "| tstats count where index=* host=x OR host=y by _time span=1s",
    "| tstats prestats=t count where index=main by x | tstats prestats=t append=t count by x | stats count by x",
    "| tstats count",
    "| union EVENTS SUB",
    "| multisearch EVENTS EVENTS",
)
SEEING = (
    "stats count by index, host",
    "search index=main host=x",
    "stats values(host) as host by index",
    "head 3",
    "stats count by dest, where",
    "stats count by twice",
    "stats count by eventtype",
    "search tag=placed | stats count",
    "stats count by a, x",
)
"""Stages that see the place."""
SEARCH = SEARCHES | st.builds(
    "{} | {}".format, st.sampled_from(BASES).flatmap(written), STAGES | st.sampled_from(SEEING)
)


OF_PLACE = {
    "default/props.conf": (
        '[js]\nFIELDALIAS-place = host AS dest\nEVAL-where = index.":".a\nEVAL-twice = dest.where\n'
    ),
    "default/eventtypes.conf": "[at_x]\nsearch = host=x* a=*\n",
    "default/tags.conf": "[dest=x]\nplaced = enabled\n",
}
"""Fields, event types and tags that are made of where an event is."""


@dataclass(frozen=True)
class Two:
    """Two that have the same app: one for the run's events alone, in the place that they are to have, and one for the
    events of all."""

    alone: Splunk
    crowded: Splunk


@pytest.fixture(scope="module", params=[{}, OF_PLACE], ids=["plain", "of the place"])
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with Splunk(clock=ManualClock(NOW)) as alone, Splunk(clock=ManualClock(NOW)) as crowded:
        for splunk in (alone, crowded):
            installed(splunk, tmp_path_factory.mktemp("apps") / "any", request.param)
        for index in ("shared", "run-1", "run-2"):
            crowded.store.create_index(index)
        yield Two(alone, crowded)


def knowledge(splunk: Splunk) -> SearchTime:
    confs = (splunk.context("any")[0].conf(name).stanzas for name in ("props", "transforms", "eventtypes", "tags"))
    stanzas = (
        {name: {key: s.value for key, s in one.settings.items()} for name, one in conf.items()} for conf in confs
    )
    return SearchTime(*stanzas)


def fill(splunk: Splunk, events: Events, place: Place, others: Events) -> None:
    """The run's events, each before one of others that looks like it, or another; with no place where they belong."""
    for index in {"main", "summary", "shared", "run-1", "run-2"} & {*splunk.store.indexes()}:
        splunk.store.clean_index(index)
    for number, (sourcetype, raw) in enumerate(events):
        time = round((NOW - number // 2) * 1_000_000)
        indexes, hosts = [*place.get("index", {"main": ""})], [*place.get("host", {"x": ""})]
        index, host = indexes[number % len(indexes)], hosts[0]
        splunk.ingest([(time, raw)], index=index, sourcetype=sourcetype, source="src/x", host=host)
        for sourcetype_of_other, other in others[number : number + 1]:
            foreign = {"host": "x", "source": "src/x", "sourcetype": sourcetype_of_other}
            for into in ["main", "summary", *(["shared"] if "host" in place else [])]:
                splunk.ingest([(time, other), (time, raw)], index=into, **foreign)


def expected_place(place: Place) -> Place:
    return {name: {meant: meant for meant in values.values()} for name, values in place.items()}


@one_in(2)
@given(EVENTS, EVENTS, SEARCH, st.sampled_from(PLACES))
def test_it_finds_the_same_among_others(two: Two, events: Events, others: Events, spl: str, place: Place) -> None:
    known = knowledge(two.alone).of_sourcetypes({sourcetype for sourcetype, _ in events})
    try:
        kept = scoped(with_macros(two.alone, spl), place, known)
    except MinisplunkError:
        event("refused")
        return
    event("kept")
    fill(two.alone, events, expected_place(place), [])
    fill(two.crowded, events, place, others)
    assert same(found(two.crowded, kept), found(two.alone, spl)), kept


def with_macros(splunk: Splunk, spl: str) -> SourceText:
    return expanded(spl, splunk.context("any")[0], splunk.request(spl, app="any").environment)


def same(first: Any, second: Any) -> bool:
    """Errors may name another place."""
    return first == second or (isinstance(first, str) and isinstance(second, str))
