"""For any events and searches, doing less work never changes what is found; any text gives rows or our error."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError, UnsupportedSpl
from minisplunk.fields import Knowledge
from minisplunk.spl.fields import Fields
from minisplunk.spl.pipeline import Pipeline
from minisplunk.store import events as events_of_store
from minisplunk.times import ManualClock

NOW = 1_772_539_200.0
PROPS = """
[js]
KV_MODE = json
EVAL-made = coalesce(a, "none") . "-made"
EVAL-b = if(isnull(b), "calculated", b)
FIELDALIAS-c = a AS other
LOOKUP-t = table a OUTPUT word
[kv]
EXTRACT-w = (?<first>[a-z]+)
EVAL-host = lower(a)
FIELDALIAS-r = source AS origin
"""
APP = {
    "default/app.conf": "[ui]\nlabel = Any\n",
    "default/props.conf": PROPS,
    "default/transforms.conf": "[table]\nfilename = table.csv\n",
    "default/eventtypes.conf": "[typed]\nsearch = a=x* OR word=secret\n",
    "default/tags.conf": "[eventtype=typed]\nhot = enabled\n[a=y]\nhot = enabled\n",
    "default/macros.conf": "[m]\ndefinition = a=x\n[m(1)]\nargs = v\ndefinition = stats count by $v$\n",
    "default/savedsearches.conf": "[s]\nsearch = a=$v$ | table a\n",
    "lookups/table.csv": "a,word\nx,secret\ny,open\n",
}

NAMES = (
    "a",
    "b",
    "c",
    "a.b",
    "made",
    "other",
    "word",
    "first",
    "origin",
    "host",
    "sourcetype",
    "source",
    "eventtype",
    "tag",
)
WORDS = (
    "x",
    "y",
    "X",
    "xyz",
    "x-y",
    "10",
    "10.0",
    "9",
    "secret",
    "none-made",
    "x-made",
    "İ",
    "K",
    "straße",
    "a b",
    "",
    "js",
    "kv",
    "hot",
)
values = st.one_of(st.sampled_from(WORDS), st.text(alphabet='xyXYZ19._- =",\\K\u212aİé\n', max_size=6))


@pytest.fixture(scope="module")
def splunk(tmp_path_factory):
    root = tmp_path_factory.mktemp("apps") / "any"
    for name, text in APP.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with Splunk(clock=ManualClock(NOW)) as opened:
        opened.install(root)
        yield opened


def documents():
    leaves = st.one_of(values, st.integers(-20, 20), st.none(), st.booleans(), st.sampled_from((1.5, 10.0)))
    nested = st.one_of(leaves, st.lists(leaves, max_size=2), st.dictionaries(st.sampled_from("ab"), leaves, max_size=2))
    return st.dictionaries(st.sampled_from(("a", "b", "c")), nested, max_size=3).map(json.dumps)


def pairs():
    pair = st.tuples(st.sampled_from(("a", "b", "c")), values)
    texts = st.lists(pair, max_size=3).map(lambda found: " ".join(f'{key}="{value}"' for key, value in found))
    return st.one_of(texts, st.lists(values, max_size=4).map(" ".join))


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("js", "kv")), documents()),
        st.tuples(st.sampled_from(("kv", "js", "plain")), pairs()),
    ),
    max_size=8,
)


def quoted(value):
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def terms():
    value = st.one_of(
        values.map(quoted),
        st.sampled_from(("*", "x*", "*y*", "1*", "10", "CASE(x)", "TERM(x-y)", "TERM(x*)", "*-made")),
    )
    comparison = st.builds("{}{}{}".format, st.sampled_from(NAMES), st.sampled_from(("=", "!=", "<", ">=")), value)
    listed = st.builds("{} IN ({}, {})".format, st.sampled_from(NAMES), values.map(quoted), values.map(quoted))
    word = st.one_of(values.map(quoted), st.sampled_from(("x", "x*", "CASE(X)", "TERM(a=x)", "secret")))
    leaf = st.one_of(comparison, comparison, listed, word)
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds("({} {})".format, inner, inner),
            st.builds("({} OR {})".format, inner, inner),
            inner.map("NOT {}".format),
        ),
        max_leaves=4,
    )


def fill(splunk, events):
    for index in ("main", "summary"):
        splunk.store.clean_index(index)
    for number, (sourcetype, raw) in enumerate(events):
        time = round((NOW - number // 2) * 1_000_000)
        splunk.ingest([(time, raw)], index="main", sourcetype=sourcetype, source="src/x", host="x")


def rows(run):
    try:
        return [*run.rows()]
    except UnsupportedSpl as error:
        return error.message


def request(splunk, spl):
    return splunk.request(spl, app="any")


@given(EVENTS, terms())
@example([("js", '{"a": "x"}')], 'made="x-made"')
@example([("kv", 'a="X"')], "host=x")
@example([("js", '{"a": "y"}')], "word=open")
@example([("plain", "\u212a")], "k")
@example([("plain", "x\nk")], '"x\nk"')
@example([("js", '{"a": "x"}')], "tag=hot OR eventtype=typed")
def test_what_sqlite_skips_would_not_have_matched(splunk, events, spl):
    fill(splunk, events)
    skipping = rows(splunk.run(request(splunk, spl)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events_of_store, "useful", lambda required: ())
        assert rows(splunk.run(request(splunk, spl))) == skipping
        patch.setattr(Knowledge, "facts", lambda self, meta, **asked: {})
        assert rows(splunk.run(request(splunk, spl))) == skipping


STAGES = (
    "stats count by a",
    "stats count(b) as n values(made) as made by other",
    "stats dc(_raw) as n earliest(a) as first",
    'eval d=a."/".made | table d word',
    'where a="x" OR isnull(b) | fields a b',
    "fields a, other | fields - _*",
    "rename a as z, made as a | table z a",
    "search other=x* | table eventtype tag",
    "dedup a | table a b",
    "fillnull value=none c | stats count by c",
    "sort - a | head 2 | table a _time",
    'rex field=a "(?<r>.)" | stats values(r) as r',
    "bin _time span=2s | stats count by _time",
    "convert ctime(_time) as t | fields t",
    "spath a | mvexpand a | table a",
    "lookup table a OUTPUT word as w | table w",
    "append [search a=x | fields made] | table made",
    "eval made=1 | fields made",
)


@given(EVENTS, terms(), st.lists(st.sampled_from(STAGES), max_size=2))
def test_asking_for_all_fields_gives_the_same(splunk, events, spl, stages):
    fill(splunk, events)
    text = " | ".join((spl, *stages))
    needed = rows(splunk.run(request(splunk, text)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pipeline, "wanted", lambda self, of_results=None: [Fields.ALL] * (len(self.stages) + 1))
        assert rows(splunk.run(request(splunk, text))) == needed


PIECES = (
    *(
        "|",
        "||",
        " | ",
        "search ",
        "a=x",
        "a=",
        "=x",
        "NOT ",
        " OR ",
        "AND",
        "(",
        ")",
        "[",
        "]",
        "[search a=x | fields a]",
        "`",
        "`m`",
        "`m(a)`",
    ),
    *(
        "`m(",
        "```",
        '"',
        "'",
        "\\",
        "*",
        "a*=1",
        "IN (x)",
        "CASE(",
        "TERM(x)",
        "earliest=-1h",
        "earliest=",
        "latest=now",
        "index=*",
        "index=_*",
    ),
    *(
        "| stats ",
        "count",
        "count by a",
        "| eval ",
        "x=1",
        "x=a+b",
        "if(",
        "like(a, ",
        "null()",
        "| where ",
        "isnull(a)",
        "| table ",
        "| fields - ",
        ",",
    ),
    *(
        "| rename a as b",
        "| head",
        " 2",
        "| sort ",
        "-a",
        "| dedup a",
        "| bin ",
        "span=1h",
        "_time",
        "| rex ",
        '"(?<q>x)"',
        "| spath",
        "| mvexpand a",
    ),
    *(
        "| append [",
        "| makeresults",
        " count=3",
        "| collect",
        " index=summary",
        "| lookup table a",
        "| inputlookup table",
        "| savedsearch s v=x",
    ),
    *(
        "| savedsearch s",
        "| convert ctime(_time)",
        "| fillnull",
        "| addinfo",
        "| transaction a",
        "| nosuch",
        "date_hour",
        "eventtype=x",
        "\u0130",
        "1e300",
    ),
)
SPL = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=8).map(" ".join),
)


@given(SPL)
@example("| makeresults | eval _time=1e300 | collect index=summary")
@example("\udc80")
@example("earliest=99999999999999999999999999")
@example("| makeresults | eval a=[search a=x | fields a]")
def test_any_text_gives_rows_or_an_error_of_ours(splunk, spl):
    fill(splunk, [("js", '{"a": "x", "b": [1, 2]}'), ("kv", "a=x b=2 3"), ("plain", "naïve x")])
    try:
        job = splunk.search(spl, app="any")
    except MinisplunkError as error:
        assert str(error)
    else:
        assert all(isinstance(row, dict) for row in job.results)
