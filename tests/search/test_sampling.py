"""One event of so many, and events without automatic lookups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from minisplunk.engine import Splunk
from minisplunk.search.sampling import Sample
from minisplunk.values import Row

EVENTS = 2000
FILES = {
    "default/app.conf": "[launcher]\nversion = 1\n",
    "default/props.conf": "[json]\nLOOKUP-sites = sites u OUTPUT site\nEVAL-twice = n * 2\n",
    "default/transforms.conf": "[sites]\nfilename = sites.csv\n",
    "lookups/sites.csv": "u,site\nu0,berlin\nu1,lima\n",
    "metadata/default.meta": "[]\nexport = system\n",
}


@pytest.fixture(scope="module")
def splunk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Splunk]:
    app = tmp_path_factory.mktemp("app") / "sites"
    for name, text in FILES.items():
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(text)
    with Splunk() as splunk:
        splunk.install(app)
        events = ((number, f'{{"n":{number},"u":"u{number % 2}"}}') for number in range(EVENTS))
        splunk.ingest(events, index="main", sourcetype="json", source="test", host="host")
        yield splunk


def rows(splunk: Splunk, spl: str, **how: object) -> list[Row]:
    return list(splunk.run(replace(splunk.request(spl), **how)).rows())


def sampled(splunk: Splunk, spl: str, ratio: int, seed: int = 1) -> list[Row]:
    return rows(splunk, spl, sample=Sample(ratio, seed))


def test_about_one_of_so_many(splunk: Splunk) -> None:
    found = len(sampled(splunk, "search index=main", 10))
    assert EVENTS / 20 < found < EVENTS / 5


def test_the_same_seed_takes_the_same_events(splunk: Splunk) -> None:
    first, again, other = (sampled(splunk, "search index=main | table n", 10, seed) for seed in (1, 1, 2))
    assert first == again != other


def test_a_report_counts_the_events_that_are_taken(splunk: Splunk) -> None:
    taken = len(sampled(splunk, "search index=main", 10))
    assert sampled(splunk, "search index=main | stats count", 10) == [{"count": taken}]


def test_what_is_counted_in_the_index_and_subsearches_have_all_events(splunk: Splunk) -> None:
    assert sampled(splunk, "| tstats count where index=main", 10) == [{"count": EVENTS}]
    both = sampled(splunk, "| makeresults | append [search index=main | stats count]", 10)
    assert [row["count"] for row in both if "count" in row] == [EVENTS]


def test_counts_of_a_run_are_of_the_events_that_are_taken(splunk: Splunk) -> None:
    run = splunk.run(replace(splunk.request("search index=main"), sample=Sample(10, 1)))
    assert len(list(run.rows())) == run.progress.matched < run.progress.scanned == EVENTS


def test_lookups_are_done_unless_they_are_off(splunk: Splunk) -> None:
    search = "search index=main n<2 | sort n | table n site twice"
    assert [row.get("site") for row in rows(splunk, search)] == ["berlin", "lima"]
    without = rows(splunk, search, lookups=False)
    assert [row.get("site") for row in without] == [None, None]
    assert [row["twice"] for row in without] == [0, 2]
    assert rows(splunk, "search index=main site=lima", lookups=False) == []
    assert [row.get("site") for row in rows(splunk, "search index=main n<1 | lookup sites u", lookups=False)] == [
        "berlin"
    ]
