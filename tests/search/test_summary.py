"""What collect writes, as later searches find it."""

from __future__ import annotations

import pytest

from minisplunk.errors import DataError, NotFound

EVENTS = [{"raw": 'user=alice, msg="say hi", n=1', "ago": 60}, {"raw": "user=bob, n=2", "ago": 3600}]


def found(splunk, spl, *names):
    return [[row.get(name) for name in names] for row in splunk.search(spl).results]


def test_events_keep_their_text_time_and_fields(opened):
    splunk = opened({"events": EVENTS})
    before = found(splunk, "user=*", "_time", "_raw")
    assert splunk.search("user=* | collect").results

    assert found(splunk, "index=summary", "_time", "_raw") == before
    assert found(splunk, "index=summary user=alice", "n", "sourcetype", "host") == [["1", "stash", "localhost"]]
    assert len(found(splunk, "user=*")) == 2  # not among the default indexes


def test_results_become_pairs_with_the_time_range(opened):
    splunk = opened({"events": EVENTS})
    options = {"earliest": "-2h@h", "latest": "now"}
    splunk.search("user=* | stats count values(user) as users by index | collect source=nightly", **options)

    (row,) = splunk.search("index=summary").results
    begin = 1772539200 - 7200
    assert row["_raw"] == (
        f"03/03/2026 10:00:00 +0000, info_min_time={begin}.000, info_max_time=1772539200.000, "
        'info_search_time=1772539200.000, orig_index=main, count=2, users="alice\nbob"'
    )
    assert (row["_time"], row["source"], row["count"], row["orig_index"]) == (begin, "nightly", "2", "main")


def test_the_source_is_the_search_unless_given(opened):
    splunk = opened({"events": EVENTS})
    job = splunk.search('user=bob | collect marker="report=x" sourcetype=mine host=here')
    assert found(splunk, "index=summary", "source", "sourcetype", "host") == [[job.sid, "mine", "here"]]
    assert found(splunk, "index=summary report=x", "user") == [["bob"]]


def test_what_was_collected_before_is_collected_anew(opened):
    splunk = opened({"events": EVENTS})
    for _ in range(2):
        splunk.search("user=bob | collect")
    assert len(found(splunk, "index=summary")) == 2


def test_a_test_writes_nothing(opened):
    splunk = opened({"events": EVENTS})
    assert len(splunk.search("user=* | collect testmode=t").results) == 2
    assert found(splunk, "index=summary") == []


def test_nothing_is_written_of_a_batch_with_a_fault(opened):
    splunk = opened({"events": EVENTS})
    with pytest.raises(DataError, match="outside the calendar"):
        splunk.search("| makeresults count=3 | eval _time=1e300 | collect")
    with pytest.raises(NotFound):
        splunk.search("user=* | collect index=nosuch")
    assert found(splunk, "index=summary") == []


def test_a_later_search_of_the_same_search_does_not_see_it(opened):
    splunk = opened({"events": EVENTS})
    assert found(splunk, "user=* | collect | append [search index=summary] | stats count", "count") == [[2]]


@pytest.mark.parametrize("option", ["host", "source", "sourcetype", "index"])
def test_half_a_character_in_an_option(opened, option):
    splunk = opened({"events": EVENTS})
    with pytest.raises(DataError, match="an option holds half a character"):
        splunk.search(f'user=* | collect {option}="\ud800"')
    assert found(splunk, "index=summary", "_raw") == []
