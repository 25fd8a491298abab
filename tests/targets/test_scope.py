"""Searches that are kept to the events of a run, and those that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.errors import MinisplunkError
from minisplunk.spl.source import SourceText
from minisplunk.targets.faults import TargetError
from minisplunk.targets.opening import open_target
from minisplunk.targets.options import RunOptions
from minisplunk.targets.sandbox import Expected, Sandbox, sandboxed
from minisplunk.targets.scope import NotScoped, Place, scoped
from minisplunk.targets.search_time import SearchTime
from minisplunk.targets.searching import ALL_TIME
from tests.targets.somebody import ROOT, Somebody

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases").joinpath("scope.yaml").read_text())
PLACES: Mapping[str, Place] = {
    "own": {"index": {"run": "main"}},
    "shared": {"index": {"run": "main"}, "host": {"h1": "web"}},
    "elsewhere": {"index": {"run": "win"}},
    "two": {"index": {"run": "main", "run2": "win"}},
}
CONFS = ("props", "transforms", "eventtypes", "tags")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_search(case: dict[str, Any]) -> None:
    knowledge = SearchTime(*(case.get("knowledge", {}).get(conf, {}) for conf in CONFS)).of_sourcetypes({"st"})
    place = PLACES[case.get("place", "own")]
    if "refused" not in case:
        assert scoped(SourceText.plain(case["search"]), place, knowledge) == case["kept"]
        return
    with pytest.raises(MinisplunkError) as caught:
        scoped(SourceText.plain(case["search"]), place, knowledge)
    assert str(caught.value) == case["refused"]


def test_a_refusal_says_where() -> None:
    with pytest.raises(NotScoped) as caught:
        scoped(SourceText.plain("index=main | append [| rest /x]"), PLACES["own"])
    assert caught.value.explain().startswith("1:24: The command 'rest' reads more")
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("place", [{"source": {"run": "b"}}, {"index": {"run*": "b"}}, {"host": {'run"': "b"}}])
def test_a_place_that_is_none(place: Place) -> None:
    with pytest.raises(ValueError, match="run"):
        scoped(SourceText.plain("x"), place)


# On a Splunk

EVENTS = [(1_772_530_000_000_000 + number * 1_000_000, f"user={user}", None) for number, user in enumerate("aab")]
WHO = "index=main sourcetype=st source=s | stats count by user, index, host | sort user"


@pytest.fixture(params=["", "shared"], ids=["an index of its own", "an index of others"])
def sandbox(somebody: Somebody, request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """On a Splunk where others have the same events."""
    somebody.splunk.store.create_index("shared")
    for index in ("main", "shared"):
        kind = {"index": index, "sourcetype": "st", "source": "s", "host": "web"}
        somebody.splunk.ingest([(time, raw) for time, raw, _ in EVENTS], **kind)
    options = RunOptions(ROOT, splunk=somebody.address.management, insecure=True, index=request.param)
    with open_target(options, lambda _: None) as target, sandboxed(target, options, lambda _: None) as made:
        yield made


def test_it_finds_the_events_of_the_run_where_it_expects_them(sandbox: Sandbox) -> None:
    sent = sandbox.send(EVENTS, "st", Expected("main", "web", "s"))
    seen = [{"user": user, "index": "main", "host": "web", "count": count} for user, count in (("a", "2"), ("b", "1"))]
    assert sandbox.run_text(WHO, [sent], ALL_TIME).rows == seen
    assert sandbox.run_text(f"search {WHO}", [sent], ALL_TIME).rows == seen
    assert sandbox.run_text("index=other | stats count", [sent], ALL_TIME).rows == [{"count": "0"}]


def test_with_macros_of_that_splunk(sandbox: Sandbox) -> None:
    sandbox.macros.put("of_main", "index=main `of_s`")
    sandbox.macros.put("of_s", "source=s")
    sent = sandbox.send(EVENTS, "st", Expected("main", "web", "s"))
    assert sandbox.run_text("`of_main` | stats count", [sent], ALL_TIME).rows == [{"count": "3"}]
    with pytest.raises(MinisplunkError, match=r"specifies a macro 'of_main\(1\)' that cannot be found"):
        sandbox.run_text("`of_main(s)` | stats count", [sent], ALL_TIME)


def test_events_that_are_to_be_in_two_indexes(sandbox: Sandbox) -> None:
    sent = [sandbox.send(EVENTS[:1], "st", Expected(index)) for index in ("main", "win")]
    with pytest.raises(TargetError, match="are to be in 2 indexes, and are in one"):
        sandbox.run_text(WHO, sent, ALL_TIME)
