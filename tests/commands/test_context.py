"""What the cases cannot say of commands: what they write in batches, how much they read."""

from __future__ import annotations

import pytest

from minisplunk.commands import resolve
from minisplunk.commands.spath import CUTOFF
from minisplunk.errors import LimitError, NotFound, SplError
from minisplunk.spl.pipelines import parse
from minisplunk.spl.source import SourceText

from .running import Setting, run
from .test_commands import collected

TABLE = Setting(lookups={"table": [{"a": "1"}, {"a": "2"}]})


def test_inputlookup_appends_to_the_rows_before() -> None:
    found = run("inputlookup append=t table", [{"x": "y"}], TABLE)
    assert found.rows == [{"x": "y"}, {"a": "1"}, {"a": "2"}]


def test_inputlookup_without_append_must_come_first() -> None:
    with pytest.raises(SplError, match="This command must be the first command of a search"):
        parse(SourceText.plain("| makeresults | inputlookup table"), resolve)


@pytest.mark.parametrize("spl", ["| inputlookup no", "| inputlookup strict=t no.csv"])
def test_inputlookup_fails_for_a_missing_table(spl: str) -> None:
    with pytest.raises(NotFound):
        run(spl)


def test_savedsearch_without_substitution() -> None:
    setting = Setting(saved_searches={"mine": '| makeresults | eval a="$b$"'})
    (row,) = run("| savedsearch mine b=x nosubstitution=t", setting=setting).rows
    assert row["a"] == "$b$"
    (row,) = run("| savedsearch mine b=x", setting=setting).rows
    assert row["a"] == "x"


def test_collect_writes_in_batches_all_rows_once() -> None:
    rows = [{"_raw": str(number), "_time": number} for number in range(2_500)]
    found = run("collect index=s", [dict(row) for row in rows])
    assert found.rows == rows
    assert [event["raw"] for event in collected(found.store)] == [row["_raw"] for row in rows]


def test_spath_reads_5000_characters_when_no_path_is_given() -> None:
    document = f'{{"early":"1","long":"{"x" * CUTOFF}","late":"2"}}'
    found = run("spath", [{"_raw": document}])
    assert found.rows == [{"_raw": document, "early": "1"}]
    (message,) = found.messages
    assert message.startswith("WARN")
    assert "extraction_cutoff" in message


def test_spath_reads_all_for_a_path() -> None:
    document = f'{{"long":"{"x" * CUTOFF}","late":"2"}}'
    found = run("spath late", [{"_raw": document}])
    assert (found.rows[0]["late"], found.messages) == ("2", [])


def test_spath_of_xml_stops_at_5000_characters() -> None:
    document = f"<a><b>1</b><c>{'x' * CUTOFF}</c><d>2</d></a>"
    found = run("spath", [{"_raw": document}])
    assert (found.rows[0]["a.b"], "a.d" in found.rows[0], len(found.messages)) == ("1", False, 1)


LITTLE = Setting(limits={"max_mem_usage_mb": 1})


@pytest.mark.parametrize(
    "spl", ["timechart span=1h values(n) by h limit=3", "timechart bins=50 values(n) by h limit=3"]
)
def test_timechart_with_groups_on_disk(spl: str) -> None:
    """The groups, and for an automatic span the rows, are too much for the memory."""
    rows = [
        {"_time": 1_700_000_000 + number * 60, "h": f"h{number % 7}", "n": f"{number:0100}"} for number in range(12_000)
    ]
    assert run(spl, rows, LITTLE).rows == run(spl, rows).rows


def test_timechart_with_too_many_series() -> None:
    rows = [{"_time": 1_700_000_000, "h": f"h{number}"} for number in range(30_000)]
    with pytest.raises(LimitError, match="Error in 'timechart' command: it needs more than the 1 MB"):
        run("timechart span=1h count by h", rows, LITTLE)
