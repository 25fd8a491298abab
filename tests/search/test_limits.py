"""The limits that make production differ say so on the job."""

from __future__ import annotations

import json

import pytest

from minisplunk.search import Cancelled, Control

WIDE = json.dumps({f"f{number:03}": number for number in range(150)})
LONG = json.dumps({"early": "1", "long": "x" * 5_000, "late": "2"})


@pytest.fixture
def splunk(opened):
    events = [{"raw": WIDE, "sourcetype": "wide"}, {"raw": LONG, "sourcetype": "long"}, {"raw": '{"early": "1"}'}]
    return opened({"events": events})


@pytest.mark.parametrize("spl", ["sourcetype=long", "sourcetype=long late=*", "sourcetype=long | stats count by late"])
def test_a_field_beyond_5000_characters_is_not_there(splunk, spl):
    job = splunk.search(spl)
    assert "late" not in job.fields
    assert {message.kind for message in job.messages} == {"WARN"}
    assert "beyond the first 5,000 characters" in job.messages[0].text


def test_what_lies_before_is_there_with_or_without_a_message(splunk):
    assert [row["early"] for row in splunk.search("early=1").results] == ["1", "1"]


def test_the_hundredth_field_is_the_last(splunk):
    job = splunk.search("sourcetype=wide")
    assert {"f000", "f099"} <= set(job.fields)
    assert "f100" not in job.fields
    assert [message.kind for message in job.messages] == ["WARN"]
    assert "beyond the first 100 fields" in job.messages[0].text


def test_no_limit_no_message(splunk):
    assert splunk.search("sourcetype=st").messages == []


def test_messages_of_subsearches_are_the_jobs(splunk):
    job = splunk.search("sourcetype=st [search sourcetype=wide | fields f001 f149 | fields - f*]")
    assert [message.kind for message in job.messages] == ["WARN"]


LONG_RUNNING = "| makeresults count=50000 | eval n=mvrange(0,2000) | mvexpand n | stats count"


@pytest.mark.parametrize("command", ["append maxtime=1", "join type=left n", "search"])
def test_a_subsearch_that_takes_too_long_is_finalized(opened, command):
    """It gives what comes of the events that it has read. The search itself is not finalized."""
    limits = {"subsearch": {"maxtime": "1"}, "join": {"subsearch_maxtime": "1"}}
    splunk = opened({})
    for stanza, settings in limits.items():
        splunk.change("search", "limits", stanza, settings)
    job = splunk.search(f"| makeresults count=3 | eval n=1 | {command} [{LONG_RUNNING} | eval n=1]")
    assert [message.text for message in job.messages] == [
        "[subsearch]: Search auto-finalized after time limit (1 seconds) reached."
    ]
    counts = [int(row["count"]) for row in job.results if "count" in row]
    assert len(job.results) == {"append maxtime=1": 4, "join type=left n": 3, "search": 0}[command]
    assert all(0 < count < 50_000 * 2_000 for count in counts)


def test_a_part_of_a_search_is_asked_what_the_whole_is():
    whole = Control()
    with whole.part() as part, part.part() as inner:
        inner.finalize()
        assert (inner.over, inner.checkpoint(), part.over, whole.asked) == (True, True, False, False)
        whole.finalize()
        assert (part.asked, part.checkpoint(), part.over, part.finalized_alone) == (True, True, True, False)
        whole.cancel()
        with pytest.raises(Cancelled):
            inner.checkpoint()
    assert not whole._parts
