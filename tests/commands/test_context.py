"""What the commands ask of the search that runs them, beyond what the cases can say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timezone
from typing import Any

import pytest

from minisplunk.commands import resolve
from minisplunk.commands.inputlookup import Inputlookup
from minisplunk.commands.spath import CUTOFF
from minisplunk.errors import NotFound
from minisplunk.spl.parser import parse
from minisplunk.spl.source import SourceText
from minisplunk.times import TimeRange
from minisplunk.values import Row


class Table:
    fields = ("a",)

    def rows(self) -> list[Row]:
        return [{"a": "1"}, {"a": "2"}]

    def match(self, keys: dict[str, str]) -> list[Row]:
        return [row for row in self.rows() if row["a"] == keys["a"]]


class Context:
    now, zone, window, sid, app, user = 0.0, timezone.utc, TimeRange.ALL, "1.1", "search", "admin"

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self.calls: list[Any] = []

    def obey(self) -> None:
        """Nobody stops it."""

    def message(self, kind: str, text: str) -> None:
        self.messages.append((kind, text))

    def lookup(self, name: str) -> Table:
        if name != "table":
            raise NotFound(f"The lookup '{name}' does not exist.")
        return Table()

    def saved_search(self, name: str, replacements: dict[str, str] | None, span: object) -> Iterator[Row]:
        self.calls.append((name, replacements))
        return iter(())

    def collect(self, rows: list[Row], index: str, options: dict[str, str]) -> None:
        self.calls.append([dict(row) for row in rows])


def command(spl: str) -> Any:
    return parse(SourceText.plain(spl), resolve).stages[-1].command


def test_inputlookup_appends_to_the_rows_before() -> None:
    inputlookup = command("| inputlookup append=t table")
    assert list(inputlookup.run([{"x": "y"}], Context())) == [{"x": "y"}, {"a": "1"}, {"a": "2"}]


def test_inputlookup_replaces_the_rows_before() -> None:
    inputlookup = command("| inputlookup table")
    assert list(inputlookup.run([{"x": "y"}], Context())) == [{"a": "1"}, {"a": "2"}]


@pytest.mark.parametrize("inputlookup", [Inputlookup("no"), Inputlookup("no.csv", strict=True)])
def test_inputlookup_fails_for_a_missing_table(inputlookup: Inputlookup) -> None:
    with pytest.raises(NotFound):
        list(inputlookup.run([], Context()))  # type: ignore[arg-type]


def test_savedsearch_without_substitution() -> None:
    search = Context()
    list(command('| savedsearch "my search" a=b nosubstitution=t').run([], search))
    list(command('| savedsearch "my search" A=b').run([], search))
    assert search.calls == [("my search", None), ("my search", {"A": "b"})]


def test_collect_writes_in_batches_all_rows_once() -> None:
    search = Context()
    rows = [{"n": str(n)} for n in range(2_500)]
    passed = list(command("| makeresults | collect").run(iter([dict(row) for row in rows]), search))
    assert passed == rows
    assert [row for batch in search.calls for row in batch] == rows
    assert len(search.calls) == 3


def test_spath_reads_5000_characters_when_no_path_is_given() -> None:
    search = Context()
    document = f'{{"early":"1","long":"{"x" * CUTOFF}","late":"2"}}'
    (row,) = command("| makeresults | spath").run([{"_raw": document}], search)
    assert row == {"_raw": document, "early": "1"}
    ((kind, text),) = search.messages
    assert kind == "WARN"
    assert "extraction_cutoff" in text


def test_spath_reads_all_for_a_path() -> None:
    search = Context()
    document = f'{{"long":"{"x" * CUTOFF}","late":"2"}}'
    (row,) = command("| makeresults | spath late").run([{"_raw": document}], search)
    assert (row["late"], search.messages) == ("2", [])


def test_spath_of_xml_stops_at_5000_characters() -> None:
    search = Context()
    document = f"<a><b>1</b><c>{'x' * CUTOFF}</c><d>2</d></a>"
    (row,) = command("| makeresults | spath").run([{"_raw": document}], search)
    assert (row["a.b"], "a.d" in row, len(search.messages)) == ("1", False, 1)
