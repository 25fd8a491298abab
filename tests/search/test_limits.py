"""The limits that make production differ say so on the job."""

from __future__ import annotations

import json

import pytest

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
