"""A search is read once, and asks for no more than it needs, in its subsearches too."""

from __future__ import annotations

import pytest

from minisplunk.fields.knowledge import Extraction
from minisplunk.search import prepared
from minisplunk.spl.fields import Fields
from tests.waiting import PATIENCE

EVENTS = [{"raw": "user=ann host=h a=1"}, {"raw": "user=bob b=2"}]


@pytest.mark.parametrize("how", ["start", "run", "oneshot"])
def test_a_search_is_expanded_and_parsed_once(opened, monkeypatch, how):
    splunk = opened({"events": EVENTS})
    calls = []
    for name in ("expanded", "parse"):
        real = getattr(prepared, name)
        monkeypatch.setattr(
            prepared, name, lambda *a, _real=real, _name=name, **k: calls.append(_name) or _real(*a, **k)
        )
    job = getattr(splunk.jobs, how)(splunk.request("search index=main | append [search index=main] | stats count"))
    assert job.wait(PATIENCE)
    assert [row["count"] for row in job.results] == [4]
    assert splunk.jobs.events(job) is not None
    assert job.outline is not None
    assert calls == ["expanded", "parse"]


@pytest.mark.parametrize(
    ("spl", "wanted"),
    [
        ("index=main | append [search index=main] | stats count by user", [{"user"}, {"user"}]),
        ("index=main | append [search index=main a=1 | eval n=b] | table n", [{"n"}, {"a", "b"}]),
        ("index=main | join user [search index=main] | stats values(b) by a", [{"user", "a", "b"}, {"user", "a", "b"}]),
        ("index=main | append [search index=main | append [search index=main]] | stats count by a", [{"a"}] * 3),
    ],
)
def test_what_is_needed_is_folded_through_subsearches(opened, monkeypatch, spl, wanted):
    splunk = opened({"events": EVENTS})
    asked: list[Fields] = []
    of_all = Extraction.of_all

    def noted(self, meta, wanted, **rest):
        asked.append(wanted)
        return of_all(self, meta, wanted, **rest)

    monkeypatch.setattr(Extraction, "of_all", noted)
    splunk.search(spl)
    assert sorted((sorted(fields.names - {"index"}) for fields in asked), key=str) == sorted(
        map(sorted, wanted), key=str
    )
    assert not any(fields.patterns for fields in asked)


def test_checking_a_search_writes_nothing(opened):
    splunk = opened({"events": EVENTS})
    before = splunk.store.kinds()
    splunk.read(splunk.request("index=main | append [search index=main | collect index=main]"))
    splunk.start(splunk.read(splunk.request("index=main [search index=main | collect index=main | fields user]")))
    assert splunk.store.kinds() == before
