"""The action's events against those that minisplunk's Enterprise Security writes: the same fields, the same text."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import result_rows
import risk_events
import risk_settings
import stash_event
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.alerts import stash
from minisplunk.alerts.annotations import annotation_fields
from minisplunk.alerts.tokens import replace_fields
from minisplunk.engine import Splunk
from minisplunk.times import ManualClock
from minisplunk.values import texts
from package.build import build

ROOT = Path(__file__).parents[2]
APP = "DA-ESS-AwsConsoleMfa"
SEARCH = "Threat - AWS Console Login Failed During MFA Challenge - Rule"
RECORDS = yaml.safe_load((ROOT / "tests/detection/records.yaml").read_text())
MOMENT = 1772531100  # 2026-03-03T09:45:00Z
FILTER = "aws_console_login_failed_during_mfa_challenge_filter"
FOUND = [
    RECORDS["iam_user_failed_mfa"],
    RECORDS["root_failed_mfa"],
    RECORDS["iam_user_failed_mfa"] | {"userAgent": 'a "quoted" \\ agent, risk_score="1" \u00e9', "eventID": "e-3"},
]
OURS = {"risk_event_id"}
"""What the action adds: by it, readers drop repeats."""


@pytest.fixture(scope="module")
def detected(tmp_path_factory):
    """The detection's results and Enterprise Security's risk events of them, by minisplunk."""
    with Splunk(clock=ManualClock(MOMENT)) as splunk:
        splunk.install(build(ROOT, tmp_path_factory.mktemp("dist")).path)
        splunk.install_enterprise_security()
        splunk.enable(SEARCH, APP)
        splunk.change(APP, "macros", FILTER, {"definition": 'eval ways=split("a;b$$x;c", ";"), host="h", _si="x"'})
        events = [(round(MOMENT - 1800) * 1_000_000, json.dumps(record)) for record in FOUND]
        splunk.ingest(events, source="test", host="test", index="main", sourcetype="aws:cloudtrail")
        done = splunk.dispatch(SEARCH, app=APP, trigger_actions=True)
        risk = [row["_raw"] for row in splunk.search("search index=risk").results]
        yield done, risk


def comparable(event: Counter) -> list[tuple[str, str]]:
    """Without what differs by nature: our id, and when the search began, which the stand-in says for itself."""
    return sorted(pair for pair in event.elements() if pair[0] not in OURS | {"info_search_time"})


def test_enterprise_security_s_events_and_ours_are_the_same(detected, python, run, results, payload, splunkd, parse):
    done, theirs = detected
    rows = [{name: value if isinstance(value, list) else (texts(value) or [None])[0] for name, value in row.items()}
            for row in done.job.results]  # fmt: skip
    window = done.job.window
    splunkd.job = {
        "searchEarliestTime": window.earliest / 1_000_000,
        "searchLatestTime": window.latest / 1_000_000,
        "resultCount": len(rows),
    }

    ran = run(python, payload(results(rows), sid=done.job.sid), "--execute")

    assert ran.code == 0, ran.log
    assert len(theirs) == len(rows) == len(FOUND)
    ours = sorted(comparable(event) for event in splunkd.events())
    assert ours == sorted(comparable(parse(text)) for text in theirs)
    assert all({name for name, _ in event} >= OURS | {"info_search_time"} for event in splunkd.events())


# Line ends are blanks in ours, and an empty value is none: neither is in these.
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
FIELDS = st.one_of(
    st.sampled_from(["host", "source", "tag", "tag::x", "_time", "_raw", "_cd", "_si", "date_hour", "sid", "a", "a.b"]),
    st.from_regex(r"[A-Za-z_][\w.:{}]*", fullmatch=True),
)
ROWS = st.dictionaries(FIELDS, st.lists(VALUES, min_size=1, max_size=3))


def value_of(values):
    return values[0] if len(values) == 1 else values


@given(row=ROWS, own=ROWS)
def test_stash_text(row, own):
    ours = stash_event.stash_event(5.9, SEARCH, own, row)

    theirs = stash.stash_event(5.9, SEARCH, *({name: value_of(v) for name, v in of.items()} for of in (own, row)))
    assert ours == theirs


@given(text=st.text("$ab. "), row=st.dictionaries(st.sampled_from(["a", "b", "a.b"]), st.lists(VALUES, min_size=1)))
def test_tokens(text, row):
    assert risk_events.replace_tokens(text, row) == replace_fields(
        text, {name: value_of(values) for name, values in row.items()}
    )


@given(
    st.dictionaries(
        st.sampled_from(["mitre_attack", "nist", "cis20", "analytic_story", "context", "impact"]),
        st.one_of(st.lists(VALUES), st.integers(), VALUES),
    )
)
def test_annotations(annotations):
    settings = {"action.correlationsearch.annotations": json.dumps(annotations)}

    ours = risk_settings.annotation_fields(settings)

    assert {name: value_of(values) for name, values in ours.items()} == annotation_fields(settings, SEARCH)


@given(st.lists(st.text("$;ab"), min_size=1))
def test_multivalues_are_taken_apart_as_they_were_put_together(values):
    assert result_rows.split(";".join("${}$".format(v.replace("$", "$$")) for v in values)) == values


@pytest.mark.parametrize("cell", ["", "a", "$", "$a", "a$", "$a$b$", "$a$;b"])
def test_what_is_no_list_of_values_is_one_value(cell):
    assert result_rows.split(cell) == [cell]
