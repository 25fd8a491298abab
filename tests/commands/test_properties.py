"""What holds for any rows and any text: needs() never changes results; faults are ours, and rows are never shared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.commands import COMMANDS, UNSUPPORTED, resolve
from minisplunk.errors import MinisplunkError, UnsupportedSpl
from minisplunk.spl.command import Reducer
from minisplunk.spl.fields import Fields
from minisplunk.values import Row
from tests.profiles import one_in

from . import running

PIPELINES = """
search a=1 OR NOT b=x c!=*
search x y=1 | stats count by a
where a>b | fields c
where [| makeresults | eval a="1" | fields a] | fields b
eval d=[| makeresults | eval y=3 | return $y] | fields d
format
return 2 a $b c=d
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
sort 0 a, -b
sort 0 - c, str(a)
dedup 2 a sortby -b, c
stats values(a) list(b) mode(c) dc(x) by ab
stats min(a) max(b) range(c) stdev(a) var(b) avg(c) median(a) p90(b) by x
stats first(*) last(*) latest(a) earliest(b)
top a
top 2 a b by x useother=t | where count>0
top limit=0 x showperc=f countfield=n | table n x
rare 1 c by a, b otherstr=z useother=t showcount=f
join a [| makeresults | eval a=1, b="new", z=1]
join type=left max=0 overwrite=f a c [| makeresults count=2 | eval a=1, c="x", b="new", x_1=2] | fields b x_1
join type=left [| makeresults | eval a="1", z=1]
join usetime=t max=0 a [| makeresults count=2 | eval a=1, _time=2, z=1] | table a z
join left=a right=R where a.b=R.k [| makeresults | eval k="x", v=1] | stats count by a.c R.v
join left=L right=R where R.k=L.a type=left [| makeresults | eval k=2]
timechart span=1y count
timechart count avg(a) by b limit=1
timechart span=1mon per_day(a) values(c) by x where count > 1 usenull=f
timechart bins=3 cont=f earliest(a) latest(c) by ab span=2
timechart span=1d cont=f max(a) by c bins=2 limit=bottom1 | table _time N* 1*
eventstats count avg(a) as m by x
eventstats values(*) as * by c | fields a b
eventstats sum(b*) as x_* latest(a) max(c) as a
streamstats count sum(a) as s by x current=f
streamstats window=2 values(*) as * by c | head 3
streamstats window=3 global=f first(a) min(b) as b by x reset_on_change=t
streamstats time_window=1h count by a reset_after=(b="x")
outputlookup out.csv
sendalert probe param.x=1 | fields a
outputcsv out | stats count by a
inputcsv append=t nothing where a=1 | fields a
stats count by a | outputlookup output_format=splunk_mv_csv create_context=user out.csv | table a
outputlookup append=t override_if_empty=f max=2 out.csv.csv | head 2 | fields b
table a b | streamstats dc(a) as d count(eval(b>1)) as x reset_before="a=b"
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


def reducing(spl: str) -> Reducer | None:
    """The first command of a pipeline at work, if it is a reducer."""
    command = running.over_rows(spl).stages[0].command
    if any(command.inner(Fields.ALL)):
        return None  # it may be at work only when its subsearches have run
    operator = command.operator(running.context())
    return operator if isinstance(operator, Reducer) else None


def approximately(rows: list[Row]) -> list[dict[str, Any]]:
    """Sums of floats depend on their order."""
    return [{name: pytest.approx(v) if isinstance(v, float) else v for name, v in row.items()} for row in rows]


STORE = running.made_store()
OVER_RESULTS = sorted(set(COMMANDS) - {"savedsearch", "savedsplunk", "macro", "makeresults"})
"""All but those that must stand first."""


def run(stages: str, rows: Iterable[Row]) -> list[dict[str, Any]] | str:
    """The results without nulls, or what went wrong."""
    try:
        found = running.run(stages, [dict(row) for row in rows], store=STORE).rows
    except MinisplunkError as error:
        return error.message
    return [{name: value for name, value in row.items() if value is not None} for row in found]


def needed(spl: str, wanted: Fields, rows: Iterable[Row]) -> list[Row]:
    """The rows with what a pipeline needs of them alone."""
    needs = running.over_rows(spl).needs(wanted)
    return [{name: value for name, value in row.items() if name in needs} for row in rows]


@pytest.mark.parametrize("spl", PIPELINES)
@one_in(3)
@given(rows=ROWS)
def test_unneeded_fields_do_not_matter(spl: str, rows: list[Row]) -> None:
    assert run(spl, needed(spl, Fields.ALL, rows)) == run(spl, rows)


@pytest.mark.parametrize("spl", PIPELINES)
@one_in(3)
@given(rows=ROWS)
def test_a_wanted_field_comes_from_what_it_needs(spl: str, rows: list[Row]) -> None:
    full = run(spl, rows)
    for wanted in map(Fields.of, ({name} for name in WANTED)):
        assert only(wanted, run(spl, needed(spl, wanted, rows))) == only(wanted, full)


def only(wanted: Fields, results: list[dict[str, Any]] | str) -> list[dict[str, Any]] | str:
    if isinstance(results, str):
        return results
    return [{name: value for name, value in row.items() if name in wanted} for row in results]


@pytest.mark.parametrize("spl", PIPELINES)
@one_in(3)
@given(rows=ROWS)
def test_the_columns_are_those_of_the_rows(spl: str, rows: list[Row]) -> None:
    """In order; those that a command names are there without a value too."""
    columns = running.over_rows(spl).columns()
    results = run(spl, rows)
    if columns is None or isinstance(results, str):
        return
    for row in results:
        assert columns.more or row.keys() <= set(columns.names)


@pytest.mark.parametrize("command", OVER_RESULTS)
@given(arguments=ARGUMENTS, rows=ROWS)
def test_any_arguments_run_or_are_refused(command: str, arguments: str, rows: list[Row]) -> None:
    run(f"{command} {arguments}", rows)


@pytest.mark.parametrize("spl", PIPELINES)
@one_in(3)
@given(rows=ROWS)
def test_a_row_is_not_touched_once_it_is_given(spl: str, rows: list[Row]) -> None:
    given_rows, copies = [], []
    try:
        for row in running.started(spl, [dict(row) for row in rows], store=STORE)[1]:
            given_rows.append(row)
            copies.append(dict(row))
    except MinisplunkError:
        return
    assert given_rows == copies
    assert len({id(row) for row in given_rows}) == len(given_rows)


@pytest.mark.parametrize("spl", [spl for spl in PIPELINES if reducing(spl)])
@one_in(2)
@given(rows=ROWS, cut=st.integers(0, 6))
def test_reducers_merge(spl: str, rows: list[Row], cut: int) -> None:
    """Rows that are given to two, which are then merged, give what they do when one gets all; and so does a peek."""
    first, second = reducing(spl), reducing(spl)
    first.add([dict(row) for row in rows[:cut]])
    second.add([dict(row) for row in rows[cut:]])
    first.merge(second)
    whole = reducing(spl)
    whole.add([dict(row) for row in rows])
    peeked = [dict(row) for row in whole.peek()]
    expected = [dict(row) for row in whole.finish()]
    assert peeked == expected
    assert approximately([dict(row) for row in first.finish()]) == approximately(expected)


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
