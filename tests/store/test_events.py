"""Indexes, kinds of events, scans."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minisplunk.errors import DataError, NotFound
from minisplunk.store import InvalidIndex, Meta, Store, StoreError, Totals
from minisplunk.times import TimeRange

MAIN = Meta("main", "h", "s", "t")
RISK = Meta("risk", "h", "s", "stash")


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with Store.memory() if request.param == "memory" else Store(tmp_path / "new" / "var") as store:
        store.create_index("main")
        store.create_index("risk")
        yield store


def raws(store: Store, window: TimeRange = TimeRange.ALL, metas=None, literals=()) -> list[str]:
    numbers = [number for number, (meta, _) in store.kinds().items() if metas is None or meta in metas]
    return [raw for *_, raw in store.events(window, numbers, literals)]


def test_an_event_comes_back_as_it_went_in(store: Store):
    assert store.add(MAIN, [(1_500_000, 'a "é☃😀" \\ % _ \n\t')], 2_000_000) == 1
    (number,) = store.kinds()
    assert list(store.events(TimeRange.ALL, [number])) == [(1_500_000, 2_000_000, number, None, 'a "é☃😀" \\ % _ \n\t')]
    assert store.kinds() == {number: (MAIN, Totals(1, 1_500_000, 1_500_000, 2_000_000))}


def test_newest_first_and_among_equals_the_last_added_first(store: Store):
    store.add(MAIN, [(5, "a"), (9, "b"), (5, "c")], 0)
    store.add(RISK, [(5, "d"), (7, "e")], 0)
    assert raws(store) == ["b", "e", "d", "c", "a"]


@pytest.mark.parametrize(
    ("window", "found"),
    [
        (TimeRange(10, 20), ["19", "10"]),
        (TimeRange(11, 19), []),
        (TimeRange(19, 20), ["19"]),
        (TimeRange(20, 20), []),
        (TimeRange(20, 10), []),
        (TimeRange(-1, 10), ["9", "-1"]),
        (TimeRange(-(2**70), 2**70), ["20", "19", "10", "9", "-1"]),
    ],
)
def test_a_window_has_its_earliest_but_not_its_latest(store: Store, window: TimeRange, found: list[str]):
    store.add(MAIN, [(time, str(time)) for time in (9, 10, 19, 20, -1)], 0)
    assert raws(store, window) == found
    assert store.count(window, list(store.kinds())) == len(found)


def test_only_the_wanted_kinds(store: Store):
    other = MAIN._replace(host="other")
    for meta in (MAIN, RISK, other):
        store.add(meta, [(1, f"{meta.index} {meta.host}")], 0)
    assert raws(store, metas=[RISK]) == ["risk h"]
    assert raws(store, metas=[MAIN, other]) == ["main other", "main h"]
    assert raws(store, metas=[]) == []
    assert list(store.events(TimeRange.ALL, [99])) == []


def test_counting_within_a_window(store: Store):
    store.add(MAIN, [(time, "a") for time in range(10)], 0)
    store.add(RISK, [(time, "b") for time in range(100, 110)], 0)
    kinds = {meta.index: number for number, (meta, _) in store.kinds().items()}
    everything = list(kinds.values())
    assert store.count(TimeRange.ALL, everything) == 20
    assert store.count(TimeRange(5, 105), everything) == 10
    assert store.count(TimeRange(0, 10), everything) == 10
    assert store.count(TimeRange(0, 105), [kinds["main"]]) == 10
    assert store.count(TimeRange(3, 105), [kinds["risk"]]) == 5
    assert store.count(TimeRange(200, 300), everything) == 0
    assert store.count(TimeRange.ALL, [99]) == 0


def test_a_kind_keeps_its_number(store: Store):
    for _ in range(2):
        store.add(MAIN, [(1, "a")], 0)
    store.add(MAIN._replace(source="other"), [(1, "b")], 0)
    assert sorted(meta for meta, _ in store.kinds().values()) == [MAIN._replace(source="other"), MAIN]


def test_totals_are_kept(store: Store):
    assert store.counts() == {"main": Totals(0, None, None), "risk": Totals(0, None, None)}
    store.add(MAIN, [(5, "a"), (-3, "b")], 7)
    store.add(MAIN._replace(host="x"), [(9, "c")], 6)
    store.add(MAIN, [], 8)
    assert store.counts() == {"main": Totals(3, -3, 9, 7), "risk": Totals(0, None, None)}
    assert sorted(totals for _, totals in store.kinds().values()) == [Totals(1, 9, 9, 6), Totals(2, -3, 5, 7)]


def test_a_missing_index_is_said_and_nothing_is_stored(store: Store):
    with pytest.raises(NotFound, match="There is no index 'nowhere'"):
        store.add(MAIN._replace(index="nowhere"), [(1, "a")], 0)
    assert store.kinds() == {}


@pytest.mark.parametrize("name", ["main", "a1_b-c", "0", "_internal", "_audit"])
def test_index_names(name: str):
    with Store.memory() as store:
        assert store.create_index(name)
        assert not store.create_index(name)
        assert store.indexes() == (name,)


@pytest.mark.parametrize(
    "name", ["", "Main", "_mine", "-a", "a b", "a.b", "mykvstore", "kvstore", "é", "a\n", "a;drop"]
)
def test_names_that_no_index_can_have(name: str):
    with Store.memory() as store, pytest.raises(InvalidIndex):
        store.create_index(name)


def test_each_event_is_indexed_so_long_after_its_time(store: Store):
    events = [(MAIN, (9, "b", None)), (RISK, (7, "r", None)), (MAIN, (5, "a", None))]
    store.add_kinds(events, lambda time: time + 100)
    found = store.events(TimeRange.ALL, list(store.kinds()))
    assert [(time, indexed) for time, indexed, *_ in found] == [(9, 109), (7, 107), (5, 105)]
    assert [totals.recent for _, totals in store.kinds().values()] == [109, 107]


def test_events_are_found_by_their_addresses(store: Store):
    store.add(MAIN, [(5, "a"), (9, "b")], 0)
    store.add(RISK, [(5, "r")], 0)
    found = {"5:1": (MAIN, 5, "a"), "9:2": (MAIN, 9, "b"), "5:3": (RISK, 5, "r")}
    assert store.find([*found, "5:2", "6:1"]) == found
    assert store.find(f"{n}:{n}" for n in range(1000)) == {}


def test_what_is_added_within_a_block_may_be_taken_away_again(store: Store):
    store.add(MAIN, [(5, "a")], 0)
    with store.undone():
        assert store.add(MAIN, [(6, "b")], 0) == 1
    assert raws(store) == ["a"]


def test_clean_and_delete(store: Store):
    store.add(MAIN, [(1, "a")], 0)
    store.add(RISK, [(2, "b")], 0)
    store.clean_index("main")
    assert raws(store) == ["b"]
    assert store.counts()["main"] == Totals()
    store.delete_index("risk")
    assert (raws(store), store.indexes(), store.kinds()) == ([], ("main",), {})
    for action in (store.clean_index, store.delete_index):
        with pytest.raises(NotFound):
            action("risk")


def test_a_batch_that_fails_leaves_nothing(store: Store):
    def events():
        yield 1, "a"
        raise DataError("broken")

    with pytest.raises(DataError, match="broken"):
        store.add(MAIN, events(), 0)
    assert (raws(store), store.kinds()) == ([], {})
    store.add(MAIN, [(2, "b")], 0)
    assert raws(store) == ["b"]


@pytest.mark.parametrize("event", [(2**63, "a"), (1, "half a pair: \ud83d")])
def test_what_is_no_time_or_no_text(store: Store, event: tuple[int, str]):
    with pytest.raises(DataError, match="event 2 of s"):
        store.add(MAIN, [(1, "good"), event], 0)
    assert raws(store) == []


def test_a_scan_does_not_see_what_is_added_meanwhile(store: Store):
    store.add(MAIN, [(time, str(time)) for time in range(500)], 0)
    seen = []
    for time, *_, raw in store.events(TimeRange.ALL, list(store.kinds())):
        seen.append(raw)
        if time % 50 == 0:
            store.add(MAIN._replace(source=f"new {time}"), [(time - 20, "new"), (time + 1000, "new")], 0)
    assert seen == [str(time) for time in reversed(range(500))]
    assert store.counts()["main"].events == 520


def test_a_scan_may_feed_what_is_added(store: Store):
    store.add(MAIN, [(time, str(time)) for time in range(300)], 0)
    copied = store.add(RISK, ((time, raw) for time, *_, raw in store.events(TimeRange.ALL, list(store.kinds()))), 0)
    assert copied == 300
    assert store.counts()["risk"] == Totals(300, 0, 299, 0)


def test_a_scan_goes_on_when_a_batch_fails(store: Store):
    store.add(MAIN, [(time, str(time)) for time in range(300)], 0)
    scan = store.events(TimeRange.ALL, list(store.kinds()))
    first = next(scan)
    with pytest.raises(NotFound):
        store.add(MAIN._replace(index="nowhere"), [(1, "a")], 0)
    assert len([first, *scan]) == 300


def test_a_transaction_is_one(store: Store):
    with pytest.raises(RuntimeError), store.transaction():
        store.add(MAIN, [(1, "a")], 0)
        raise RuntimeError
    assert raws(store) == []
    with store.transaction():
        store.add(MAIN, [(1, "a")], 0)
        store.add(RISK, [(2, "b")], 0)
        assert raws(store, metas=[RISK]) in (["b"], [])
    assert raws(store) == ["b", "a"]


def test_a_part_of_a_transaction_that_fails_leaves_nothing_while_the_rest_stays(store: Store):
    with store.transaction():
        store.add(MAIN, [(1, "a")], 0)
        with pytest.raises(DataError):
            store.add(MAIN, [(2, "b"), (2**63, "c")], 0)
        store.add(MAIN, [(3, "d")], 0)
    assert raws(store) == ["d", "a"]
    assert store.counts()["main"] == Totals(2, 1, 3, 0)


def test_nul_is_stored_as_splunk_shows_it(store: Store):
    store.add(MAIN, [(1, "before\0after")], 0)
    assert raws(store, literals=["after"]) == [r"before\x00after"]


def test_a_closed_store_says_so(store: Store):
    store.add(MAIN, [(time, "a") for time in range(200)], 0)
    scan = store.events(TimeRange.ALL, list(store.kinds()))
    next(scan)
    store.close()
    with pytest.raises(StoreError):
        store.indexes()
    scan.close()


def test_batches_of_several_kinds_in_one_transaction(store):
    """Ids follow each other, and each batch has its own time of indexing."""
    one, other = Meta("main", "h", "s", "t"), Meta("main", "h2", "s", "t")
    batches = [
        (one, [(5, "a", None), (3, "b", "{}")], 10),
        (other, [(7, "c\0", None)], 20),
        (one, [(9, "d", None)], 30),
    ]
    assert store.add_batches(batches) == 4
    found = list(store.events(TimeRange.ALL, list(store.kinds())))
    assert [(event.time, event.indextime, event.raw) for event in found] == [
        (9, 30, "d"),
        (7, 20, r"c\x00"),
        (5, 10, "a"),
        (3, 10, "b"),
    ]
    totals = {kind.meta: kind.totals for kind in store.kinds().values()}
    assert totals == {one: Totals(3, 3, 9, 30), other: Totals(1, 7, 7, 20)}
    with pytest.raises(NotFound):
        store.add_batches([(one, [(1, "e", None)], 1), (one._replace(index="nosuch"), [(1, "f", None)], 1)])
    assert store.counts()["main"].events == 4
    with pytest.raises(DataError, match="event 2 of s"):
        store.add_batches([(one, [(1, "e", None)], 1), (one, [(1, "f", None), (2**63, "g", None)], 1)])
    assert store.counts()["main"].events == 4


def test_no_events_are_of_no_kind(store):
    assert store.add_fielded(MAIN, [], 0) == 0
    assert store.kinds() == {}
    with pytest.raises(NotFound):
        store.add_fielded(MAIN._replace(index="nosuch"), iter([]), 0)
