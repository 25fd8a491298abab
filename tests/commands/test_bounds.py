"""Commands hold no more than their share of memory, and what they have put on disk comes back as it went."""

from __future__ import annotations

import pytest

from minisplunk.errors import LimitError
from minisplunk.jobs.results import kept
from minisplunk.operators import spill
from minisplunk.operators.ordering import Sorted, SortKey
from minisplunk.spl.command import Reducer
from minisplunk.values import Row

from . import running

SMALL = running.Setting(limits={"max_mem_usage_mb": 1})
ROWS = [{"n": str(number * 7919 % 20_011), "g": str(number % 997), "t": "x" * 50} for number in range(17_000)]
"""So many that a half of them is more than a command may hold in SMALL."""
SEARCHES = """
sort 0 n
sort 0 - n, t
sort 0 g, - n
sort 100 - n
stats count by n
stats values(n) list(t) dc(g) min(n) by g
stats first(*) last(*) by g
eventstats count by g
chart max(n) over g
chart count over n by g limit=2
xyseries n t g
makecontinuous n span=1
fieldsummary n g
fillnull value=none
bin n bins=7
dedup g sortby - n
foreach n* t [eval <<FIELD>>=<<FIELD>>."x"]
transaction g maxevents=7
""".strip().splitlines()


@pytest.mark.parametrize("spl", SEARCHES)
def test_what_lies_on_disk_comes_back_and_what_two_have_gathered_is_merged(spl: str) -> None:
    whole = running.run(spl, [dict(row) for row in ROWS]).rows
    assert running.run(spl, [dict(row) for row in ROWS], SMALL).rows == whole
    assert merged(spl, running.DEFAULT) == whole
    assert merged(spl, SMALL) == whole


def merged(spl: str, setting: running.Setting) -> list[Row]:
    """The second one is of no use any more when the first has all, and may be closed."""
    first, second = reducer(spl, setting), reducer(spl, setting)
    first.add([dict(row) for row in ROWS[:8_500]])
    second.add([dict(row) for row in ROWS[8_500:]])
    first.merge(second)
    second.close()
    rows = list(first.finish())
    first.close()
    return rows


@pytest.mark.parametrize("spl", ["appendpipe [where n<50 | eval t=1]", "appendcols [| makeresults count=20000]"])
def test_copies_and_subsearches_on_disk_come_back(spl: str) -> None:
    whole = running.run(spl, [dict(row) for row in ROWS]).rows
    assert running.run(spl, [dict(row) for row in ROWS], SMALL).rows == whole


def test_sorted_rows_are_merged_though_they_were_sorted_another_way() -> None:
    """Addresses alone are sorted as addresses, beside another text all are texts."""
    first, second = reducer("sort a", running.DEFAULT), reducer("sort a", running.DEFAULT)
    first.add([{"a": "abc"}])
    second.add([{"a": "10.0.0.1"}, {"a": "9.0.0.1"}])
    first.merge(second)
    assert [row["a"] for row in first.finish()] == ["10.0.0.1", "9.0.0.1", "abc"]


def test_large_rows_are_weighed_before_they_are_many() -> None:
    memory = running.context(SMALL).memory
    sorting = Sorted([SortKey("n", "auto", False)], 0, memory)
    sorting.add({"n": str(n), "t": "x" * 5_000} for n in range(4_000))
    assert memory.held <= 2 * memory.share
    assert [row["n"] for row in sorting.finish()] == [str(n) for n in range(4_000)]
    sorting.close()
    assert memory.held == 0


def reducer(spl: str, setting: running.Setting) -> Reducer:
    operator = running.over_rows(spl).stages[0].command.operator(running.context(setting))
    assert isinstance(operator, Reducer)
    return operator


@pytest.mark.parametrize("spl", ["dedup n t", "join n max=0 [| inputlookup big]"])
def test_what_cannot_go_to_disk_is_an_error(spl: str) -> None:
    rows = [{"n": str(number), "t": str(number) * 20} for number in range(20_000)]
    setting = running.Setting(limits={"max_mem_usage_mb": 1}, lookups={"big": rows})
    with pytest.raises(LimitError, match=f"Error in '{spl.split(maxsplit=1)[0]}' command: it needs more than the 1 MB"):
        running.run(spl, rows, setting)


def test_a_search_as_a_whole_has_a_bound() -> None:
    """Its results count, too."""
    setting = running.Setting(limits={"max_mem_usage_mb": 1})
    with pytest.raises(LimitError, match="The search holds more than 10 MB"):
        made, rows, _ = running.started("where 1=1", [{"x": "y" * 1000} for _ in range(20_000)], setting)
        list(kept(rows, made, 500_000))


def test_large_results_are_not_taken_for_many() -> None:
    made, rows, _ = running.started("where 1=1", [{"x": "y" * 1_000_000}], SMALL)
    assert len(list(kept(rows, made, 500_000))) == 1


@pytest.mark.parametrize("spl", ["sort 0 k", "eventstats count", "fillnull", "dedup k sortby k", "stats count by k v"])
def test_few_large_rows_go_to_disk_before_they_are_too_much(spl: str) -> None:
    rows = [{"k": str(n), "v": [f"{n}.{m}" for m in range(100)]} for n in range(1_000)]
    whole = running.run(spl, [dict(row) for row in rows]).rows
    assert running.run(spl, [dict(row) for row in rows], SMALL).rows == whole


def test_a_full_disk_is_an_error_of_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spill, "TemporaryFile", full)
    with pytest.raises(LimitError, match="cannot write to disk: No space left on device"):
        running.run("sort 0 n", [dict(row) for row in ROWS], SMALL)


def test_nothing_is_held_when_a_search_is_over() -> None:
    for spl in SEARCHES:
        made, rows, _ = running.started(spl, [dict(row) for row in ROWS], SMALL)
        next(rows, None)
        rows.close()
        assert made.context.memory.held == 0, spl
