"""What knowledge shares and keeps apart: plans, exempt fields; and extraction over events of any shape."""

from __future__ import annotations

from datetime import timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf import Layers, system
from minisplunk.fields import SEQUENCE, UNSUPPORTED_FIELDS, Knowledge
from minisplunk.fields.default import DEFAULT
from minisplunk.fields.typed import decoder
from minisplunk.functions import Environment
from minisplunk.spl.fields import Fields
from minisplunk.store import Meta

META = Meta(index="main", host="web-1", source="/var/log/app.log", sourcetype="st")
ENVIRONMENT = Environment(now=1_700_000_000.0, zone=timezone.utc)


def quiet(kind, text):
    pass


def test_the_stages_stand_in_splunks_order():
    names = [stage.__module__.rpartition(".")[2] for stage in SEQUENCE]

    assert names == ["extract", "report", "kv", "alias", "calculate", "lookup", "eventtype", "tag"]


def test_time_is_a_whole_number_where_it_can_be():
    extract = (
        Knowledge(Layers(system()).context("search")).extraction(quiet, ENVIRONMENT).of(META, Fields.of(["_time"]))
    )

    assert repr(extract(1_700_000_000_000_000, 0, "")) == "{'_time': 1700000000}"
    assert repr(extract(1_700_000_000_000_001, 0, "")) == "{'_time': 1700000000.000001}"
    assert repr(extract(-1_500_000, 0, "")) == "{'_time': -1.5}"


def test_default_fields_are_none_of_the_unsupported():
    assert not DEFAULT & UNSUPPORTED_FIELDS.keys()


def test_kinds_of_events_with_the_same_settings_share_the_work(make_view):
    knowledge = Knowledge(make_view({"props": "[st]\nEVAL-x = source\n", "eventtypes": "[a]\nsearch = source=b\n"}))

    rows = []
    for source in ("a", "b"):
        for wanted in (["x"], ["eventtype"]):
            extract = knowledge.extraction(quiet, ENVIRONMENT).of(META._replace(source=source), Fields.of(wanted))
            rows.append(extract(0, 0, "raw"))

    assert rows == [{"x": "a"}, {}, {"x": "b"}, {"eventtype": "a"}]


MANY = "".join(f'"x{number}":"",' for number in range(98))
RAWS = st.one_of(
    st.text(alphabet='{}[]":,ab1 =', max_size=12),
    st.builds(
        '{{"a":{},{}"b":"{}"}}'.format,
        st.sampled_from(['"x"', "1", "1.0", "null", "{}", "[]"]),
        st.sampled_from(["", '"b":[1],', '"c":{"a":"y"},', MANY, MANY + '"y":"",']),
        st.sampled_from(["", "é", "x" * 5_000]),
    ),
)
WANTED = st.sets(st.sampled_from(["a", "b", "c.a", "b{}", "_raw", "source", "made"]))


@pytest.fixture
def calculating(make_view):
    return Knowledge(make_view({"props": "[st]\nEVAL-made = a . b\n"}))


@given(raws=st.lists(RAWS, min_size=1, max_size=5), plain=st.sampled_from([0, 20]), wanted=WANTED)
def test_events_at_once_are_those_one_by_one(calculating, raws, plain, wanted):
    raws = ['{"a":"x","b":"y"}'] * plain + raws
    said, said_at_once = [], []
    extract = calculating.extraction(lambda *one: said.append(one), ENVIRONMENT).of(META, Fields.of(wanted))
    _, of_all = calculating.extraction(lambda *one: said_at_once.append(one), ENVIRONMENT).of_all(
        META, Fields.of(wanted)
    )
    events = [extract(time, 0, raw) for time, raw in enumerate(raws)]

    assert list(of_all(range(len(raws)), [0] * len(raws), raws, [None] * len(raws))) == events
    assert said_at_once == said


def test_documents_may_be_bytes():
    found = decoder(frozenset({"a", "b.c"})).finds
    texts = ['{"a":"é"}', '{"a":1,"b":{"c":null}}']

    assert found(texts) == found([text.encode() for text in texts]) == [{"a": "é"}, {"a": "1", "b.c": "null"}]
    assert found([texts[0], "no JSON"]) is found([b'{"a":"\xff"}']) is None


def test_each_search_has_its_own_messages_and_time(make_view):
    knowledge = Knowledge(make_view({"props": "[st]\nEVAL-x = now()\nREPORT-a = nowhere\n"}))
    messages = []

    for now in (1, 2):
        environment = Environment(now=now, zone=timezone.utc)
        extract = knowledge.extraction(lambda kind, text, now=now: messages.append((now, kind)), environment).of(
            META, Fields.of(["x", "y"])
        )
        assert extract(0, 0, "raw") == {"x": now}

    assert messages == [(1, "WARN"), (2, "WARN")]


def test_exempt_fields(make_view):
    props = """
        [st]
        EXTRACT-a = (?<extracted>.)
        FIELDALIAS-a = extracted AS aliased source AS file
        EVAL-calculated = 1
        LOOKUP-a = codes.csv code OUTPUT text AS looked_up
        LOOKUP-b = codes.csv code
        LOOKUP-c = nowhere code
        [other]
        EVAL-of_others = 1
        """
    confs = {
        "props": "\n".join(line.strip() for line in props.splitlines()),
        "tags": "[user=root]\nprivileged = enabled\n",
        "fields": "[indexed]\nINDEXED = true\n[parts]\nINDEXED_VALUE = false\n[whole]\nINDEXED_VALUE = true\n",
    }
    knowledge = Knowledge(make_view(confs, {"codes.csv": "code,text,level\n"}))
    named = {"extracted", "aliased", "whole", "of_others", "code", "user"}

    exempt = knowledge.exempt(META)

    assert exempt >= {
        "calculated",
        "looked_up",
        "text",
        "level",
        "file",
        "eventtype",
        "tag",
        "tag::user",
        "indexed",
        "parts",
    }
    assert not exempt & named


PROPS = r"""
[st]
EXTRACT-first = ^(?<first>\w+)
EXTRACT-second = (?<letter>[a-c]) in first
REPORT-a = words, pairs
FIELDALIAS-a = user AS account b ASNEW a "x.y" AS z
FIELDALIAS-b = z AS zz missing AS b
EVAL-calculated = coalesce(user, a, 'x.y') . "!"
EVAL-a = if(isnull(first), b, null())
LOOKUP-a = letters.csv letter OUTPUT name AS b
LOOKUP-b = letters.csv letter AS a OUTPUTNEW name AS user
"""
TRANSFORMS = r"""
[words]
REGEX = \b([a-c])\b
FORMAT = letter::$1
MV_ADD = true
[pairs]
REGEX = (\w+):(\w+)
FORMAT = $1::$2
"""
EVENTTYPES = "[some]\nsearch = a=* OR calculated=*x*\n[more]\nsearch = eventtype=some word\n"
TAGS = "[letter=a]\nfirst_letter = enabled\n[eventtype=some]\ntyped = enabled\n[user=x]\nuser_x = enabled\n"
NAMES = ("first", "letter", "user", "account", "a", "b", "z", "zz", "x.y", "x{}", "calculated", "eventtype", "tag")
NAMES += ("tag::letter", "host", "_raw", "word", "name", "missing")
WORDS = st.sampled_from(["a", "b", "user=x", "b=1", "a:b", "word", "user:x", "{", '{"user":"x","x":{"y":1}}', ",", '"'])
RAWS = st.lists(WORDS, max_size=5).map(" ".join) | st.dictionaries(
    st.sampled_from(["user", "a", "b", "x.y", "letter", "host"]), st.sampled_from(["x", "a", "word b=2"])
).map(lambda members: str(members).replace("'", '"'))


@given(raw=RAWS, names=st.sets(st.sampled_from(NAMES)))
def test_wanted_fields_never_change_a_value(make_view, raw, names):
    confs = {"props": PROPS, "transforms": TRANSFORMS, "eventtypes": EVENTTYPES, "tags": TAGS}
    knowledge = Knowledge(make_view(confs, {"letters.csv": "letter,name\na,alpha\nb,beta\n"}))

    whole = knowledge.extraction(quiet, ENVIRONMENT).of(META, Fields.ALL)(0, 0, raw)
    found = knowledge.extraction(quiet, ENVIRONMENT).of(META, Fields.of(names))(0, 0, raw)

    assert found == {name: value for name, value in whole.items() if name in names}
