"""What holds for any rows and any text: needs() never changes results; faults are ours, and rows are never shared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.commands import COMMANDS, UNSUPPORTED, resolve
from minisplunk.errors import PlacedError, SpanError, UnsupportedSpl
from minisplunk.spl.ast import Fields, Pipeline
from minisplunk.spl.parser import parse
from minisplunk.spl.source import Source
from minisplunk.times import TimeRange
from minisplunk.values import Row
from tests.profiles import one_in

PIPELINES = """
search a=1 OR NOT b=x c!=*
search x y=1 | stats count by a
where a>b | fields c
eval d=a+b, e=d."x", a=null()
eval {a}=b, v_{c}=1
eval x=1 | fields x, a | table a, x, b
stats count by a b
stats count(eval(a=1)) as n values(*) as * by c
stats earliest(a) latest(b) sum(c*) by _time
stats sum(a) | table a
stats count by a dedup_splitvals=t | where count>1
convert ctime(a) ctime(b) as a num(c) as d
convert auto(*) none(b) rmcomma(c*) as d*
convert num(*)
rename a as b, c as a
rename a* as x_*, b as c
rename *a as *
rename x* as a* | fields a*
table b a
table a* zz
table *
fields a, _time, b*
fields - a, b*
fields - _*
fields + a | eval b=1
sort - a, num(b) | head 2
sort 3 c desc
head 2
head (a<2) null=t keeplast=t | fields b
dedup a
dedup 2 a b keepevents=t
dedup a keepempty=t consecutive=t sortby -b
fillnull
fillnull value=x a | fields a b
fillnull a zz | stats count by a zz
bin a span=2 as c
bin b bins=2
bin _time span=1h | stats count by _time
bin c span=log
""".strip().splitlines()

NAMES = ("a", "ab", "b", "c", "ca", "x", "x_1", "_time", "_raw", "_x")
SINGLE = st.sampled_from(("", "1", "2", "10", "-1.50", "x", "X", "x y", "00:01:00", "10.0.0.1", "1,000"))
WANTED = (*NAMES, "d", "z", "count", "a*", "d*", "x_*")
VALUES = st.one_of(
    SINGLE,
    st.integers(-3, 2_000_000_000),
    st.floats(-10, 10),
    st.lists(SINGLE, min_size=2, max_size=3),
)
ROWS = st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6), max_size=6)
WORDS = (
    *(
        "a",
        "b",
        "count",
        "sum(a)",
        "values(*)",
        "as",
        "AS",
        "by",
        "BY",
        "eval",
        "(",
        ")",
        ",",
        "=",
        "==",
        "<",
        "-",
        "+",
    ),
    *('"a b"', "'c'", "*", "a*", "1", "0", "0.5", "span=1h", "span=2", "value=x", "limit=2", "keepevents=t", "sortby"),
    *("desc", "timeformat=%Y", "ctime(a)", "auto", "[", "]", "{a}", "_time", "AND", "OR", "NOT", "IN", "if(a=1,b,c)"),
    *("dedup_splitvals=t", "bins=2", "aligntime=@d", "start=1", "->", "\\", '"', "'", "%", "é", "->", "x=1"),
)
ARGUMENTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=8).map(" ".join)
TRANSFORMING = sorted(
    {
        "bin",
        "convert",
        "dedup",
        "eval",
        "fields",
        "fillnull",
        "head",
        "rename",
        "search",
        "sort",
        "stats",
        "table",
        "where",
    }
)


@dataclass
class Context:
    now: float = 1_700_000_000.0
    zone: timezone = timezone.utc
    window: TimeRange = TimeRange.ALL
    messages: list[tuple[str, str]] = field(default_factory=list)

    def obey(self) -> None:
        """Nobody stops it."""

    def message(self, kind: str, text: str) -> None:
        self.messages.append((kind, text))


def pipeline(spl: str) -> Pipeline:
    return parse(Source.plain(spl), resolve, over_results=True)


def run(stages: Pipeline, rows: Iterable[Row]) -> list[dict[str, Any]] | str:
    """The results without nulls, or what went wrong."""
    found: Iterator[Row] = iter([dict(row) for row in rows])
    try:
        for stage in stages.stages:
            found = stage.command.run(found, Context())  # type: ignore[arg-type]
        return [{name: value for name, value in row.items() if value is not None} for row in found]
    except (PlacedError, SpanError) as error:
        return error.message


@pytest.mark.parametrize("spl", PIPELINES)
@one_in(3)
@given(rows=ROWS)
def test_unneeded_fields_do_not_matter(spl: str, rows: list[Row]) -> None:
    stages = pipeline(spl)
    needed = stages.needs(Fields.ALL)
    restricted = [{name: value for name, value in row.items() if name in needed} for row in rows]
    assert run(stages, restricted) == run(stages, rows)


@pytest.mark.parametrize("spl", PIPELINES)
@one_in(3)
@given(rows=ROWS)
def test_a_wanted_field_comes_from_what_it_needs(spl: str, rows: list[Row]) -> None:
    stages = pipeline(spl)
    full = run(stages, rows)
    for wanted in map(Fields.of, ({name} for name in WANTED)):
        needed = stages.needs(wanted)
        partial = run(stages, [{name: value for name, value in row.items() if name in needed} for row in rows])
        assert only(wanted, partial) == only(wanted, full)


def only(wanted: Fields, results: list[dict[str, Any]] | str) -> list[dict[str, Any]] | str:
    if isinstance(results, str):
        return results
    return [{name: value for name, value in row.items() if name in wanted} for row in results]


@pytest.mark.parametrize("command", TRANSFORMING)
@given(arguments=ARGUMENTS, rows=ROWS)
def test_any_arguments_run_or_are_refused(command: str, arguments: str, rows: list[Row]) -> None:
    try:
        stages = pipeline(f"{command} {arguments}")
    except PlacedError as error:
        assert error.message
        return
    run(stages, rows)


@pytest.mark.parametrize("spl", PIPELINES)
@one_in(3)
@given(rows=ROWS)
def test_a_row_is_not_touched_once_it_is_given(spl: str, rows: list[Row]) -> None:
    found: Iterator[Row] = iter([dict(row) for row in rows])
    given_rows, copies = [], []
    try:
        for stage in pipeline(spl).stages:
            found = stage.command.run(found, Context())  # type: ignore[arg-type]
        for row in found:
            given_rows.append(row)
            copies.append(dict(row))
    except (PlacedError, SpanError):
        return
    assert given_rows == copies
    assert len({id(row) for row in given_rows}) == len(given_rows)


def test_every_command_resolves() -> None:
    for name, module in COMMANDS.items():
        command = resolve(name)
        assert command is not None
        assert command.__name__ == module.capitalize()


def test_a_command_is_here_or_not() -> None:
    assert not UNSUPPORTED & COMMANDS.keys()
    assert resolve("nosuchcommand") is None
    with pytest.raises(UnsupportedSpl, match="'tstats' command is not supported"):
        resolve("tstats")
