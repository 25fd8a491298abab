"""What holds for any rows and any text: needs() never changes results; faults are ours, and rows are never shared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minisplunk.commands import COMMANDS, UNSUPPORTED, resolve
from minisplunk.errors import LimitError, MinisplunkError, UnsupportedSpl
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
stats sparkline(count, 1h) as s sparkline(max(a)) as m count by b
chart sparkline(sum(a), 1h) as s count over b
timechart span=1h sum(*) as x_* count
stats allnum=t sum(a) avg(b*) as x* rate(a) by c
stats values(eval(a>1)) as v sum(eval(b="x")) as n estdc_error(c)
eventstats allnum=t sum(a) as s by b
eval d=if(searchmatch("a=1 OR x*"), json_object("a", a, "b", b), mv_to_json_array(b)) | fields d
eval e=json_extract(a, "b{}.c"), f=printf("%-5s|%d", b, a), g=json_set(a, "x.y", b, "z", c)
where searchmatch("NOT b=* c>1") | fields a
stats count by a dedup_splitvals=t | where count>1
trendline sma2(a) wma2(b) as a sma3(c) as d
trendline sma2(a) as b | fields b
concurrency duration=a start=b
concurrency duration=c output=a | fields a
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
bin a span=1h as c
bin _time bins=3 as c | fields c
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
chart eval(sum(b) + count()) as d over a by c limit=1
chart count
chart count sum(b) by a
chart limit=1 count max(b) over a by c | table a c*
chart values(c) over a span=200000000 by x usenull=f
chart cont=f max(*) over c bins=2
chart count over x by a where sum(b) > 1 dedup_splitvals=t
chart dc(a) over _time bins=3 by b minspan=5
addtotals
addtotals a* col=t labelfield=x fieldname=b
addtotals a _x row=f col=t | table a b Total
addcoltotals labelfield=zz label=all | fields a zz
untable a b c
untable zz name value | stats count by name
xyseries a b c
xyseries x a b c sep=-
xyseries grouped=t a b c
xyseries x a b | table x 1* 2
transpose
transpose 2 header_field=a include_empty=f column_name=zz
makecontinuous a span=100000000
makecontinuous bins=3
makecontinuous b start=0 end=2 bins=5 | fields b
fieldsummary
fieldsummary maxvals=1 a* _time | table field values
timechart span=1y count
timechart count avg(a) by b limit=1
timechart span=1mon per_day(a) values(c) by x where count > 1 usenull=f
timechart bins=3 cont=f earliest(a) latest(c) by ab span=2
timechart span=1y avg(a) count by x where max(b) in top1
bin _time bins=2 | bin a span=1h
timechart span=1d cont=f max(a) by c bins=2 limit=bottom1 | table _time N* 1*
eventstats count avg(a) as m by x
eventstats values(*) as * by c | fields a b
eventstats sum(b*) as x_* latest(a) max(c) as a
appendpipe [stats sum(a) as a by x | eval b="all"]
appendpipe [where a>1 | rename b as z | fields z c] | fields z
foreach a c [eval <<FIELD>>=<<FIELD>>.b, d=<<FIELD>>] | fields d
foreach a* x_* [eval t=coalesce(t, "").<<FIELD>>, n_<<MATCHSTR>>=c] | table t n_*
foreach c* [eval <<FIELD>>=b, b=x] | fields c*
foreach mode=multivalue a [eval d=coalesce(d, 0)+<<ITEM>>, x_<<ITER>>=b] | fields d x_1
map maxsearches=3 [| makeresults | eval d="$_serial_id$", z="$c$"] | fields d
appendcols [| makeresults count=2 | eval a=1, d="x"] | fields a d
appendcols override=t [| makeresults | eval a=1, z=2] | table z a c
union [| makeresults | eval a=1, z=2] [| makeresults | eval d=3] | stats count by a
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
outputlookup append=f key_field=a allow_updates=f out.csv | table a
table a b | streamstats dc(a) as d count(eval(b>1)) as x reset_before="a=b"
regex a="1"
regex "x" | stats count by a
regex b!="^x" | fields c
makemv delim="," a
makemv tokenizer="(\\w)" b | nomv b
nomv a | fields a b
mvcombine a
mvcombine b | fields b
replace 1 with "", x* with *y in a, b
replace "*1*" with "*2*" | stats count by c
tail 2
tail 3 | fields a
reverse
reverse | head 2
uniq
uniq | fields c
strcat a "-" b d
strcat allrequired=t c ca a | fields a
rangemap field=a low=0-1 high=1-9 default=x
filldown
filldown a* _raw | stats count by a
accum a
trendline sma2(a) as d, wma3(b)
trendline sma3(a) as a | fields a
accum b as d | fields d
delta a
delta c as c p=2
autoregress a p=1-2
autoregress a as b | fields b
fieldformat a=a."x" | fields a
fieldformat d=b."x" | stats count by d
localop | redistribute num_of_reducers=2 by a | noop search_optimization=f | highlight x | iconify a b
table a b | localop | fields b
head 5 | require | fields a
reltime timefield="a,b" | fields reltime_a
transaction a
transaction a b connected=f maxspan=1m startswith=(c=1 OR x) | table a c count duration
transaction maxevents=2 mvlist=b,c endswith=eval(a>1) keepevicted=t | where linecount>1
transaction x keeporphans=t mvraw=t mvlist=t maxpause=1h | stats count by a
eval _raw="a=1 x=".b | extract | fields a x
eval _raw=urldecode("x%20b%0A").a." ".b | multikv forceheader=1 | fields a x
eval _raw=urldecode("x,b%0A1,2%0A").a.",".b | multikv forceheader=1 copyattrs=f | table x c
eval _raw=urldecode("X%20B%0A").a." ".b | multikv rmorig=f fields X filter 1 x | fields X b _raw
eval _raw=a." ".b | multikv noheader=t | stats count(Column_1) values(Column_2) as c by a
eval _raw="<a>".b."</a><x y='1'/>" | xmlkv | table a x
eval d="<a k='1'>".b."</a>" | xpath field=d "//a/@k" outfield=x | xmlkv d | fields a x
tojson | table _raw
tojson num(a) json(b*) x output_field=c fill_null=t | fields c d
eval d=json_object("a", json_array(a, 1), "x", b) | fromjson d | fields a x
tojson auto(*) include_internal=t output_field=z | fromjson z prefix=x_ | stats count by x_1
tags a outputfield=z | table z
typer | fields a eventtype
selfjoin a
selfjoin a b max=0 overwrite=f keepsingle=t | table c x
eval _raw=a.":1;c:2" | kv pairdelim=";" kvdelim=":" mv_add=t | stats count by c
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

STORE = running.made_store()
Results = list[dict[str, Any]] | str
"""Without nulls, or what went wrong."""


def reducing(spl: str) -> Reducer | None:
    """The first command of a pipeline at work, if it is a reducer."""
    command = running.over_rows(spl).stages[0].command
    if any(command.inner(Fields.ALL)):
        return None  # it may be at work only when its subsearches have run
    operator = command.operator(running.context(store=STORE))
    return operator if isinstance(operator, Reducer) else None


def given_by(results: Callable[[], Iterable[Row]]) -> Results:
    """A reducer's results, or what went wrong: two times may lie more bins apart than a chart has."""
    try:
        return [dict(row) for row in results()]
    except LimitError as error:
        return error.message


def approximately(rows: Results) -> Results:
    """Sums of floats depend on their order."""
    if isinstance(rows, str):
        return rows
    return [{name: pytest.approx(v) if isinstance(v, float) else v for name, v in row.items()} for row in rows]


OVER_RESULTS = sorted(set(COMMANDS) - {"savedsearch", "savedsplunk", "macro", "makeresults", "gentimes"})
"""All but those that must stand first."""


def run(stages: str, rows: Iterable[Row]) -> Results:
    """The results without nulls, or what went wrong."""
    try:
        found = running.run(stages, [dict(row) for row in rows], store=STORE).rows
    except MinisplunkError as error:
        return error.message
    return [{name: value for name, value in row.items() if value is not None} for row in found]


def what_is_wanted_comes_from_what_it_needs(spl: str, rows: list[Row], full: Results) -> None:
    pipeline = running.over_rows(spl)
    found: dict[Fields, Results] = {}
    for wanted in (Fields.ALL, *map(Fields.of, ({name} for name in WANTED))):
        needs = pipeline.needs(wanted)
        if needs not in found:
            found[needs] = run(spl, [{name: value for name, value in row.items() if name in needs} for row in rows])
        assert only(wanted, found[needs]) == only(wanted, full)


def only(wanted: Fields, results: Results) -> Results:
    if isinstance(results, str):
        return results
    return [{name: value for name, value in row.items() if name in wanted} for row in results]


def the_columns_are_those_of_the_rows(spl: str, rows: list[Row], full: Results) -> None:
    """In order; those that a command names are there without a value too."""
    columns = running.over_rows(spl).columns()
    if columns is None or isinstance(full, str):
        return
    for row in full:
        assert columns.more or row.keys() <= set(columns.names)


def rows_have_no_other_fields_than_those_supplied(spl: str, rows: list[Row], full: Results) -> None:
    """Whether it is known, or not, which fields the rows before have."""
    stages = running.over_rows(spl).stages
    for known in (None, frozenset(name for row in rows for name in row)):
        supplied = reduce(lambda before, stage: stage.command.supplies(before), stages, known)
        if supplied is not None and not isinstance(full, str):
            assert {name for row in full for name, value in row.items() if value is not None} <= supplied


def a_row_is_not_touched_once_it_is_given(spl: str, rows: list[Row], full: Results) -> None:
    given_rows, copies = [], []
    try:
        for row in running.started(spl, [dict(row) for row in rows], store=STORE)[1]:
            given_rows.append(row)
            copies.append(dict(row))
    except MinisplunkError:
        return
    assert given_rows == copies
    assert len({id(row) for row in given_rows}) == len(given_rows)


@pytest.mark.parametrize("spl", PIPELINES)
@one_in(8)
@given(rows=ROWS)
def test_what_a_command_says_of_itself_is_true(spl: str, rows: list[Row]) -> None:
    """All of it over the same rows: to make them takes longer than to run a pipeline over them."""
    full = run(spl, rows)
    what_is_wanted_comes_from_what_it_needs(spl, rows, full)
    the_columns_are_those_of_the_rows(spl, rows, full)
    rows_have_no_other_fields_than_those_supplied(spl, rows, full)
    a_row_is_not_touched_once_it_is_given(spl, rows, full)


@pytest.mark.parametrize("command", OVER_RESULTS)
@one_in(4)
@given(arguments=ARGUMENTS, rows=ROWS)
def test_any_arguments_run_or_are_refused(command: str, arguments: str, rows: list[Row]) -> None:
    run(f"{command} {arguments}", rows)


@pytest.mark.parametrize("spl", [spl for spl in PIPELINES if reducing(spl)])
@one_in(6)
@example(rows=[{"_time": -2}, {"_time": 179_996_400}], cut=0)
@example(rows=[{}, {"_time": -1.0}, {"_time": -8e-148, "x": ""}], cut=2)
@given(rows=ROWS, cut=st.integers(0, 6))
def test_reducers_merge(spl: str, rows: list[Row], cut: int) -> None:
    """Rows that are given to two, which are then merged, give what they do when one gets all; and so does a peek."""
    first, second = reducing(spl), reducing(spl)
    first.add([dict(row) for row in rows[:cut]])
    second.add([dict(row) for row in rows[cut:]])
    first.merge(second)
    whole = reducing(spl)
    whole.add([dict(row) for row in rows])
    peeked = given_by(whole.peek)
    expected = given_by(whole.finish)
    assert peeked == expected
    assert approximately(given_by(first.finish)) == approximately(expected)


def test_every_command_resolves() -> None:
    for name, module in COMMANDS.items():
        command = resolve(name)
        assert command is not None
        assert command.__name__ == module.capitalize()


def test_a_command_is_here_or_not() -> None:
    assert not UNSUPPORTED.keys() & COMMANDS.keys()
    assert resolve("nosuchcommand") is None
    with pytest.raises(UnsupportedSpl, match="'predict' command is not supported"):
        resolve("predict")
    with pytest.raises(UnsupportedSpl, match=r"The 'fit' command is not supported: it needs models of the Machine"):
        resolve("fit")
