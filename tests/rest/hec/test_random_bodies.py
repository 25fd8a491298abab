"""Whatever is sent, HEC answers as it should; what is good arrives as it was sent."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.fields.indexed import stored, untimed
from minisplunk.rest.hec import Collector, HecPort, batch, ensured
from minisplunk.rest.hec.batch import read
from minisplunk.rest.hec.events import Defaults
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.instance.bulletins import BulletinBoard

DEFAULTS = Defaults("main", "h", "s", "t", lambda index: True, {"": None, "x": 1_000}.get, 5 << 20)
CODES = {0: 200, 5: 400, 6: 400, 7: 400, 12: 400, 13: 400, 15: 400}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)
keys = st.sampled_from(["event", "time", "host", "source", "sourcetype", "index", "fields", "other"])
envelopes = st.dictionaries(keys, documents, max_size=5)
blanks = st.text(" \t\r\n", max_size=3)


@pytest.fixture(scope="module")
def port():
    with Splunk() as splunk:
        yield HecPort(Collector(splunk, BulletinBoard())), ensured(splunk).value


def answered(port, path, body):
    opened, token = port
    response = opened.respond(Incoming("POST", path, {"authorization": f"Splunk {token}"}, body))
    reply = json.loads(response.body)
    assert CODES[reply["code"]] == response.status
    return reply["code"]


@given(st.binary(max_size=200))
def test_any_bytes(port, body):
    answered(port, "/services/collector/event", body)
    answered(port, "/services/collector/raw", body)


@given(st.lists(envelopes, min_size=1, max_size=4), st.integers(0, 400), st.booleans())
def test_any_envelopes_whole_or_cut(port, sent, cut, array):
    body = (json.dumps(sent) if array else "\n".join(map(json.dumps, sent))).encode()
    answered(port, "/services/collector/event", body)
    answered(port, "/services/collector/event", body[:cut])


@given(st.text('{}[]":,\\ \n0e.-tfnul' + "event", max_size=60))
def test_almost_json(port, body):
    answered(port, "/services/collector/event", body.encode())


good = st.builds(
    lambda event, time, fields, more: {"event": event, "time": time, "fields": fields, **more},
    texts.filter(lambda text: text and not text.isspace()) | st.dictionaries(texts, documents, min_size=1, max_size=3),
    st.integers(0, 2_000_000_000),
    st.dictionaries(
        st.from_regex("[a-z]{6,8}", fullmatch=True), texts | st.lists(texts, min_size=2, max_size=3), max_size=2
    ),
    st.dictionaries(st.sampled_from(["sourcetype", "source"]), texts.filter(bool)),
)


@given(
    st.lists(good, min_size=1, max_size=5),
    st.lists(blanks, min_size=6, max_size=6),
    st.booleans(),
    st.sampled_from(["", "x", "}"]),
)
def test_what_is_good_arrives_as_it_was_sent(sent, between, array, behind):
    """Read at once, or one by one because of what stands behind it."""
    documents = [json.dumps(one, separators=(",", ":")) for one in sent]
    if array:
        body = "[" + ",".join(before + document for before, document in zip(between, documents, strict=False)) + "]"
    else:
        body = "".join(before + document for before, document in zip(between, documents, strict=False))
    *parts, last = read((body + behind).encode(), DEFAULTS)
    assert (last.refused is not None) == bool(behind)
    taken = [(kind.meta, *event) for part in (*parts, last) for kind in part.sent for event in kind.events]
    assert sorted(taken, key=str) == sorted(map(expected, sent), key=str)


def expected(one):
    raw = one["event"] if isinstance(one["event"], str) else json.dumps(one["event"], separators=(",", ":"))
    fields = untimed(stored(one["fields"]) if one["fields"] else None)
    meta = ("main", "h", one.get("source", "s"), one.get("sourcetype", "t"))
    return meta, one["time"] * 1_000_000, raw, fields


@given(st.lists(good, min_size=2, max_size=8), st.booleans(), st.integers(10, 300), st.sampled_from(["", "\n", "\r\n"]))
def test_slices_make_no_difference(monkeypatch_module, sent, array, size, between):
    documents = [json.dumps(one, separators=(",", ":")) for one in sent]
    body = ("[" + f",{between}".join(documents) + "]" if array else between.join(documents)).encode()
    with monkeypatch_module.context() as patch:
        whole = flat(read(body, DEFAULTS))
        patch.setattr(batch, "_SLICE", size)
        patch.setattr(batch, "_PART", size)
        assert flat(read(body, DEFAULTS)) == whole


def flat(parts):
    found = {}
    for part in parts:
        assert part.refused is None
        for kind in part.sent:
            found.setdefault(kind.meta, []).extend(kind.events)
    return found


@pytest.fixture(scope="module")
def monkeypatch_module():
    return pytest.MonkeyPatch()
