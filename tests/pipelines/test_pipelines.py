"""Random searches over random events have the same results whichever way they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from functools import lru_cache
from itertools import chain
from typing import Any

import pytest
import splunklib.client
from hypothesis import example, given
from hypothesis import strategies as st
from splunklib.binding import HTTPError
from splunklib.results import JSONResultsReader

from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError
from minisplunk.limits import Account
from minisplunk.operators import grouping, rows, running, table
from minisplunk.rest.search.moments import exported, iso, shown
from minisplunk.rest.server import serve
from minisplunk.search import Formatted, Prepared, Run
from minisplunk.search.over_results import following
from minisplunk.search.scan import Scan
from minisplunk.spl.command import Reducer
from minisplunk.spl.fields import Fields
from minisplunk.spl.pipeline import Pipeline
from minisplunk.spl.source import SourceText
from minisplunk.store import events as events_of_store
from minisplunk.values import Row, texts
from tests.commands.running import over_rows
from tests.commands.test_properties import approximately, only
from tests.profiles import one_in
from tests.search.test_properties import fill

from .events import EVENTS
from .grammar import GRAMMAR, SEARCHES, STAGES, simplest, spoiled, written

Found = list[dict[str, Any]] | str
"""Results without nulls, or what went wrong."""


def started(splunk: Splunk, spl: str) -> Run:
    return splunk.run(splunk.request(spl, app="any"))


def outcome(rows: Callable[[], Iterable[Row]]) -> Found:
    try:
        return [{name: value for name, value in row.items() if value is not None} for row in rows()]
    except MinisplunkError as error:
        return error.message


def found(splunk: Splunk, spl: str) -> Found:
    return outcome(lambda: started(splunk, spl).rows())


@contextmanager
def spilling() -> Iterator[None]:
    """Whatever may be on disk is there; what has to be in memory may be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Account, "exceeds", lambda self, bytes_: bytes_ > 0)
        patch.setattr(Account, "require", lambda self, bytes_, command: self.hold(bytes_))
        patch.setattr(Account, "room", lambda self, items: 1)
        for module in (grouping, running, table):
            patch.setattr(module, "WEIGHED", 1)
        patch.setattr(rows, "CHUNK", 2)
        yield


@one_in(2)
@given(EVENTS, SEARCHES)
@example([("js", '{"a": "x"}')], "| tstats count from datamodel=M.R by _time span=2s")
def test_what_nobody_needs_does_not_matter(splunk: Splunk, events: Any, spl: str) -> None:
    fill(splunk, events)
    needed = found(splunk, spl)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pipeline, "wanted", lambda self, of_results=None: [Fields.ALL] * (len(self.stages) + 1))
        assert found(splunk, spl) == needed


@one_in(2)
@given(EVENTS, SEARCHES, st.sampled_from(("a", "c", "x", "n", "count", "other", "host")))
def test_a_field_is_the_same_whoever_wants_no_other(splunk: Splunk, events: Any, spl: str, name: str) -> None:
    fill(splunk, events)
    whole = found(splunk, spl)
    if not isinstance(whole, str):  # what fails for a field that nobody wants need not fail
        assert only(Fields.of({name}), found(splunk, f"{spl} | fields {name}")) == only(Fields.of({name}), whole)


@one_in(2)
@given(EVENTS, STAGES, STAGES)
def test_a_search_over_results_goes_on(splunk: Splunk, events: Any, stages: str, further: str) -> None:
    """As the parameter `search` of a job's results has it."""
    fill(splunk, events)
    whole = found(splunk, f"search index=main | {stages} | {further}")
    with suppress(MinisplunkError):
        first = started(splunk, f"search index=main | {stages}")
        results = [dict(row) for row in first.rows()]
        if not isinstance(whole, str):  # what cannot stand in one search may in two
            assert outcome(lambda: following(further, first.afterwards()).over(results)) == whole


@one_in(2)
@given(EVENTS, SEARCHES)
def test_what_the_store_skips_would_not_have_matched(splunk: Splunk, events: Any, spl: str) -> None:
    fill(splunk, events)
    skipping = found(splunk, spl)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events_of_store, "useful", lambda required: ())
        assert found(splunk, spl) == skipping


@one_in(2)
@given(EVENTS, SEARCHES, st.sampled_from((1, 2, 3)))
def test_who_looks_between_two_rows_changes_nothing(splunk: Splunk, events: Any, spl: str, chunk: int) -> None:
    """However many events are read, and rows are taken in, at a time."""
    fill(splunk, events)
    expected = found(splunk, spl)
    looking: list[Run] = []
    blocks = Scan.blocks

    def looked_at(self: Scan) -> Iterator[Iterator[Row]]:
        for row in chain.from_iterable(blocks(self)):
            for run in looking:
                with suppress(MinisplunkError):  # as for who asks for a preview
                    run.preview()
            yield iter([row])

    def rows_of_it() -> Iterator[Row]:
        looking.append(started(splunk, spl))
        return looking[0].rows()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "CHUNK", chunk)
        patch.setattr(events_of_store, "_BATCH", chunk)
        patch.setattr(Scan, "blocks", looked_at)
        assert outcome(rows_of_it) == expected


@one_in(2)
@given(EVENTS, SEARCHES)
def test_what_is_on_disk_comes_back(splunk: Splunk, events: Any, spl: str) -> None:
    fill(splunk, events)
    expected = found(splunk, spl)
    with spilling():
        assert found(splunk, spl) == (expected if isinstance(expected, str) else approximately(expected))


@one_in(2)
@given(EVENTS, st.data(), st.integers(0, 10), st.booleans())
def test_halves_are_merged(splunk: Splunk, events: Any, data: st.DataObject, cut: int, disk: bool) -> None:
    """And what shows of the whole beforehand is what comes of it."""
    fill(splunk, events)
    of_events = [dict(row) for row in started(splunk, "search index=main").rows()]
    stage = data.draw(st.sampled_from(reducing(splunk)).flatmap(written), label="stage")
    with suppress(MinisplunkError):
        whole = reducer(splunk, stage)
        assert whole
        with closing(whole):
            whole.add([dict(row) for row in of_events])
            peeked, expected = outcome(whole.peek), outcome(whole.finish)
        assert peeked == expected
        with spilling() if disk else nullcontext():
            merged = halves(splunk, stage, of_events[:cut], of_events[cut:])
        assert merged == (expected if isinstance(expected, str) else approximately(expected))


def halves(splunk: Splunk, stage: str, *parts: list[Row]) -> Found:
    first, second = reducer(splunk, stage), reducer(splunk, stage)
    assert first
    assert second
    with closing(first):
        first.add([dict(row) for row in parts[0]])
        with closing(second):
            second.add([dict(row) for row in parts[1]])
            first.merge(second)
        return outcome(first.finish)


def reducer(splunk: Splunk, stage: str) -> Reducer | None:
    """A command at work over results, if it is one; with a subsearch it may be at work only when that has run."""
    request = splunk.request(stage, app="any")
    run = splunk.start(Prepared(request, SourceText.plain(stage), over_rows(stage), None))
    command = run.pipeline.stages[0].command
    operator = None if any(command.inner(Fields.ALL)) else command.operator(run.context)
    return operator if isinstance(operator, Reducer) else None


@lru_cache
def reducing(splunk: Splunk) -> list[str]:
    """The forms of commands that need all rows."""
    forms = (form for of_command in GRAMMAR["commands"].values() for form in of_command if " | " not in form)
    return [form for form in forms if reducer(splunk, simplest(form))]


@one_in(2)
@given(EVENTS, SEARCHES)
def test_columns_are_those_that_come(splunk: Splunk, events: Any, spl: str) -> None:
    fill(splunk, events)
    with suppress(MinisplunkError):
        run = started(splunk, spl)
        columns, results = run.pipeline.columns(), list(run.rows())
        if columns is not None and not columns.more:
            assert {name for row in results for name, value in row.items() if value is not None} <= set(columns.names)


@one_in(2)
@given(EVENTS, SEARCHES)
def test_a_row_is_not_touched_once_it_is_given(splunk: Splunk, events: Any, spl: str) -> None:
    fill(splunk, events)
    with suppress(MinisplunkError):
        given_rows = [(row, dict(row)) for row in started(splunk, spl).rows()]
        assert [row for row, _ in given_rows] == [copy for _, copy in given_rows]
        assert len({id(row) for row, _ in given_rows}) == len(given_rows)


@one_in(2)
@given(EVENTS, spoiled())
def test_a_spoiled_search_runs_or_is_refused(splunk: Splunk, events: Any, spl: str) -> None:
    fill(splunk, events)
    found(splunk, spl)


@pytest.fixture(scope="module")
def service(splunk: Splunk) -> Iterator[splunklib.client.Service]:
    with serve(splunk, scheduler=False) as address:
        yield splunklib.client.connect(
            host=address.host,
            port=address.management_port,
            username=address.username,
            password=address.password,
            app="any",
            owner=address.username,
        )


@one_in(4)
@given(EVENTS, SEARCHES)
def test_rest_has_the_same(splunk: Splunk, service: splunklib.client.Service, events: Any, spl: str) -> None:
    fill(splunk, events)
    run = None
    try:
        run = started(splunk, spl)
        expected: list[Row] | None = list(run.rows())
    except MinisplunkError:
        expected = None
    oneshot = answered(lambda: service.jobs.oneshot(spl, output_mode="json", count=0))
    export = answered(lambda: service.jobs.export(spl, output_mode="json", preview=False))
    if expected is None or run is None:
        assert oneshot is None
        assert export is None
        return
    assert oneshot == [as_shown(row, run.formatted(), lambda at: iso(at, splunk.zone)) for row in expected]
    assert export == [as_shown(row, run.formatted(), lambda at: exported(at, splunk.zone)) for row in expected]


def answered(ask: Callable[[], Any]) -> list[dict[str, list[str]]] | None:
    """The results that splunk-sdk reads; None where there is an error in their place, or at their end."""
    try:
        read = list(JSONResultsReader(ask()))
    except HTTPError:
        return None
    if any(getattr(message, "type", "") in ("ERROR", "FATAL") for message in read):
        return None
    return [{name: texts(value) for name, value in row.items()} for row in read if isinstance(row, dict)]


def as_shown(row: Row, formatted: Formatted, moment: Callable[[float], str]) -> dict[str, list[str]]:
    values = {name: value for name, value in row.items() if value is not None}
    if "_time" in values:
        values["_time"] = shown(values["_time"], moment)
    values |= {name: value for name, value in formatted(row).items() if name in values}
    return {name: texts(value) for name, value in values.items()}
