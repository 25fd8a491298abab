"""For any events: tstats over a model gives what stats gives over the dataset, and over the search that it is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.datamodels.reading import ModelError, read
from minisplunk.engine import Splunk
from minisplunk.times import ManualClock
from minisplunk.values import texts

NOW = 1_772_539_200.0
MODEL = {
    "modelName": "M",
    "objects": [
        {
            "objectName": "R",
            "parentName": "BaseEvent",
            "fields": [{"fieldName": name} for name in ("a", "b", "tag")],
            "calculations": [
                {
                    "calculationType": "Eval",
                    "expression": 'if(isnull(c),"unknown",c)',
                    "outputFields": [{"fieldName": "c"}],
                },
                {"calculationType": "Eval", "expression": "len(c)", "outputFields": [{"fieldName": "length"}]},
                {
                    "calculationType": "Rex",
                    "inputField": "a",
                    "expression": "(?<first>[a-z])",
                    "outputFields": [{"fieldName": "first"}],
                },
            ],
            "constraints": [{"search": "tag=hot"}],
        },
        {
            "objectName": "C",
            "parentName": "R",
            "fields": [{"fieldName": "d"}],
            "calculations": [
                {"calculationType": "Eval", "expression": "c.a", "outputFields": [{"fieldName": "both"}]},
            ],
            "constraints": [{"search": "R.c!=unknown"}],
        },
    ],
}
APP = {
    "default/app.conf": "[ui]\nlabel = Any\n",
    "default/props.conf": "[js]\nKV_MODE = json\n",
    "default/tags.conf": "[a=x]\nhot = enabled\n[b=y]\nhot = enabled\nwarm = enabled\n",
    "default/data/models/M.json": json.dumps(MODEL),
}
WORDS = st.sampled_from(["x", "y", "z", "", "unknown", "10"])
EVENTS = st.lists(
    st.dictionaries(st.sampled_from("abcd"), st.one_of(WORDS, st.lists(WORDS, max_size=2)), max_size=4), max_size=8
)
FIELDS = ("R.a", "R.b", "R.c", "R.length", "R.first", "R.tag", "host", "R.C.both", "R.C.d", "nothing")
OF_ROOT = FIELDS[:7]
TERMS = ("count", "count(R.b)", "dc(R.a) as n", "values(R.c)", "max(R.length)", "sum(R.length) as s", "min(_time)")


class Opened:
    """A Splunk with the model; the events of each example have a time range of their own."""

    def __init__(self, splunk):
        self._splunk, self._begin = splunk, NOW

    def ingest(self, events):
        self._begin -= 1000
        for number, event in enumerate(events):
            when = round((self._begin + number) * 1_000_000)
            self._splunk.ingest([(when, json.dumps(event))], index="main", sourcetype="js", source="s", host="h")

    def results(self, spl):
        window = {"earliest": str(self._begin), "latest": str(self._begin + 1000)}
        return self._splunk.search(spl, app="any", **window).results

    def found(self, spl):
        return [{name: texts(value) for name, value in row.items()} for row in self.results(spl)]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    root = tmp_path_factory.mktemp("apps") / "any"
    for name, text in APP.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with Splunk(clock=ManualClock(NOW)) as splunk:
        splunk.install(root)
        yield Opened(splunk)


@given(
    events=EVENTS,
    terms=st.lists(st.sampled_from(TERMS), min_size=1, max_size=3, unique=True),
    by=st.lists(st.sampled_from(OF_ROOT), max_size=2, unique=True),
)
def test_a_root(opened, events, terms, by):
    clause = f"by {' '.join(by)}" if by else ""
    opened.ingest(events)
    expected = opened.found(f"| datamodel M R search | stats {' '.join(terms)} {clause}")
    assert opened.found(f"| tstats {' '.join(terms)} from datamodel=M.R {clause}") == expected
    written = opened.results("| datamodel M R search_string")[0]["search_string"]
    assert opened.found(f"{written} | stats {' '.join(terms)} {clause}") == expected


@given(events=EVENTS, by=st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2, unique=True))
def test_a_child(opened, events, by):
    """What tstats sees of a child by its nodename is what the child's own rows have."""
    opened.ingest(events)
    expected = opened.found(f"| datamodel M C search | stats count by {' '.join(by)}")
    assert opened.found(f"| tstats count from datamodel=M where nodename=R.C by {' '.join(by)}") == expected


@given(events=EVENTS, names=st.lists(st.sampled_from(("a", "c", "length", "both", "d", "is_C")), unique=True))
def test_fields_that_nobody_asks_for_change_no_others(opened, events, names):
    opened.ingest(events)
    for dataset in ("R", "C"):
        whole = opened.results(f"| from datamodel:M.{dataset}")
        some = opened.found(f"| from datamodel:M.{dataset} | fields {' '.join(names) or 'x'} | fields - _*")
        assert some == [{name: texts(row[name]) for name in row if name in names} for row in whole]


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["objects", "objectName", "parentName", "fields", "fieldName", "calculations", "x"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(document=JSON)
def test_any_document_is_a_model_or_a_fault(document):
    try:
        model = read(json.dumps(document).encode(), "any")
    except ModelError:
        return
    assert model.roots or document["objects"] == []


@given(content=st.binary(max_size=50))
def test_any_bytes_are_a_fault(content):
    with pytest.raises(ModelError, match="JSON for model 'any' is invalid"):
        read(content, "any")


@given(
    objects=st.lists(
        st.fixed_dictionaries(
            {"objectName": st.sampled_from("abc"), "parentName": st.sampled_from(["BaseEvent", "a", "b", "c", ""])},
            optional={
                "fields": JSON,
                "calculations": st.one_of(
                    JSON,
                    st.lists(
                        st.fixed_dictionaries(
                            {"calculationType": st.sampled_from(["Eval", "Rex", "Lookup", "GeoIP", "None"])},
                            optional={"outputFields": JSON, "expression": JSON, "lookupInputs": JSON},
                        ),
                        max_size=3,
                    ),
                ),
                "constraints": JSON,
            },
        ),
        max_size=4,
    )
)
def test_objects_in_any_form(objects):
    """Each object is in the tree, or a fault says why not."""
    try:
        model = read(json.dumps({"objects": objects}).encode(), "any")
    except ModelError:
        return
    names = {dataset.name for root in model.roots for dataset in root.walk()}
    for each in objects:
        assert each["objectName"] in names or any(f"'{each['objectName']}'" in fault for fault in model.faults)
