"""A pivot is the same in each of its forms, and each of its searches finds the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf import Level
from minisplunk.conf.files import MODELS
from minisplunk.datamodels import Catalog
from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError, Span, UnsupportedSpl
from minisplunk.functions import Environment
from minisplunk.pivot import of_json, of_text, searches, to_json, to_text
from minisplunk.pivot.report import (
    COMPARATORS,
    FUNCTIONS,
    WITHOUT_VALUE,
    Cell,
    Filter,
    Limit,
    Range,
    Report,
    Sort,
    Split,
)
from minisplunk.search.commands import resolver
from minisplunk.spl.parser import parser_of

MODEL = """{"objects": [
  {"objectName": "Trip", "parentName": "BaseEvent", "constraints": [{"search": "kind=trip"}],
   "fields": [{"fieldName": "rider"}, {"fieldName": "km", "type": "number"},
              {"fieldName": "night", "type": "boolean"}],
   "calculations": [{"calculationType": "Eval", "expression": "upper(city)",
                     "outputFields": [{"fieldName": "place"}]}]},
  {"objectName": "Long", "parentName": "Trip", "constraints": [{"search": "km>10"}]}]}"""
EVENTS = (
    "kind=trip rider=ann km=3 night=true city=bonn",
    "kind=trip rider=bob km=14 night=false city=koeln",
    "kind=trip rider=ann km=25 night=1 city=koeln",
    'kind=trip rider="c d" km=8 night=0 city=bonn',
    "kind=trip km=1 city=bonn",
    "kind=other rider=zed",
)
TYPES = {"rider": "string", "km": "number", "night": "boolean", "place": "string", "_time": "timestamp"}
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=6)
NUMBERS = st.integers(0, 99).map(str)
NAMES = st.one_of(st.sampled_from(sorted(TYPES)), WORDS)
RANGES = st.builds(Range, *(st.one_of(st.just(""), NUMBERS) for _ in range(4)))
SPLITS = st.builds(
    Split,
    NAMES,
    st.one_of(st.just(""), WORDS),
    st.one_of(st.none(), RANGES),
    st.sampled_from(["", "day", "auto"]),
    *[st.one_of(st.just(""), WORDS)] * 2,
)
CELLS = st.builds(Cell, st.sampled_from(sorted(FUNCTIONS)), NAMES, st.one_of(st.just(""), WORDS))
FILTERS = st.one_of(
    st.builds(Filter, st.sampled_from(sorted(WITHOUT_VALUE)), NAMES),
    st.builds(Filter, st.sampled_from(sorted({*COMPARATORS} - WITHOUT_VALUE)), NAMES, st.tuples(WORDS)),
    st.builds(Filter, st.just("in"), NAMES, st.lists(WORDS, min_size=1, max_size=3).map(tuple)),
)
LIMITS = st.builds(Limit, NAMES, st.booleans(), st.integers(0, 9), st.sampled_from(sorted(FUNCTIONS)), NAMES)


def lists(of: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[Any]:
    return st.lists(of, max_size=most).map(tuple)


PLAIN = st.builds(Report, WORDS, WORDS, lists(CELLS), lists(SPLITS), lists(SPLITS, 1), lists(FILTERS), lists(LIMITS, 1))
SORTS = st.one_of(
    st.builds(Sort, st.integers(0, 9), st.lists(NAMES, min_size=1, max_size=2).map(tuple)),
    st.builds(Sort, st.integers(0, 9), st.just(()), st.builds(Cell, st.just("count"), NAMES), st.booleans()),
)


@given(report=PLAIN)
def test_json(report: Report) -> None:
    assert of_json(to_json(report)) == report


@given(report=PLAIN, sort=st.one_of(st.none(), SORTS), columns=st.integers(0, 9), flags=st.tuples(*[st.booleans()] * 3))
def test_text(report: Report, sort: Sort | None, columns: int, flags: tuple[bool, bool, bool]) -> None:
    lists = (report.cells, report.rows, report.splits, report.filters, report.limits)
    whole = Report(report.model, report.dataset, *lists, sort, columns if report.splits else 0, *flags)
    text = to_text(whole)
    parser = parser_of(text.removeprefix("| pivot"), "pivot")
    assert of_text(parser) == whole, text
    assert parser.peek() is None


class City:
    """A Splunk with trips, and a model of them."""

    def __init__(self, splunk: Splunk) -> None:
        self.splunk = splunk

    def results(self, spl: str) -> Any:
        job = self.splunk.search(spl)
        return job.fields, job.results

    def fields(self, dataset: str) -> Any:
        view = self.splunk.context()[0]
        return Catalog(view, resolver(view), Environment(0, timezone.utc)).fields("City", dataset, Span(0, 0))


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with Splunk() as splunk:
        splunk.update(lambda layers: layers.with_document(Level("search"), MODELS, "City", MODEL.encode()))
        events = [(1_700_000_000_000_000 + day * 86_400_000_000, text) for day, text in enumerate(EVENTS)]
        splunk.ingest(events, index="main", sourcetype="s", source="x", host="h")
        yield City(splunk)


SUITED = {
    "string": ("count", "dc", "values", "first", "last"),
    "number": ("sum", "avg", "max", "min", "stdev", "values", "count"),
    "timestamp": ("duration", "earliest", "latest"),
}
FITTING_CELLS = st.sampled_from(
    [
        Cell("count", "Trip", "n"),
        *(Cell(each, name, f"{each} {name}") for name, kind in TYPES.items() for each in SUITED.get(kind, ())),
    ]
)
FITTING_SPLITS = st.one_of(
    st.sampled_from([Split("rider", "Rider"), Split("place"), Split("km"), Split("night", true="yes", false="no")]),
    st.sampled_from([Split("km", range=Range(size="10")), Split("km", "Distance", Range("0", "30", "", "3"))]),
    st.sampled_from([Split("_time", period="day"), Split("_time", "When", period="month"), Split("_time")]),
)
FITTING_FILTERS = st.sampled_from(
    [
        Filter("is", "rider", ("ann",)),
        Filter("isNotNull", "rider"),
        Filter("isNull", "night"),
        Filter("contains", "place", ("N",)),
        Filter("regex", "rider", ("^a",)),
        Filter(">=", "km", ("3",)),
        Filter("is", "night", ("true",)),
        Filter("in", "rider", ("ann", "bob")),
    ]
)
FITTING_LIMITS = st.sampled_from([Limit("rider", True, 1, "sum", "km"), Limit("place", False, 1, "count", "Trip")])


@given(
    cells=st.lists(FITTING_CELLS, min_size=1, max_size=2, unique=True).map(tuple),
    rows=st.lists(FITTING_SPLITS, max_size=2, unique_by=lambda split: split.field).map(tuple),
    splits=st.lists(FITTING_SPLITS, max_size=1).map(tuple),
    filters=lists(FITTING_FILTERS),
    limits=lists(FITTING_LIMITS, 1),
)
def test_each_search_finds_the_same(
    city: City,
    cells: tuple[Cell, ...],
    rows: tuple[Split, ...],
    splits: tuple[Split, ...],
    filters: tuple[Filter, ...],
    limits: tuple[Limit, ...],
) -> None:
    report = Report("City", "Trip", cells, rows, splits, filters, limits)
    try:
        expected = city.results(to_text(report))
    except MinisplunkError:
        return
    made = searches(report, *city.fields("Trip"), "City")
    assert city.results(f"| datamodel City Trip search | {made.over}") == expected
    with suppress(UnsupportedSpl):
        assert not made.tstats or city.results(made.tstats) == expected, made.tstats
