"""Lookups that are written: who may, where they are, what other searches see, and that it happens once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from minisplunk.errors import ConfError, DataError, MinisplunkError, NotWritten
from minisplunk.lookups.csv import CsvFile
from minisplunk.lookups.writing import append_rows, write_table

USER = {"user": "ann", "roles": ("user",)}


@pytest.fixture
def splunk() -> Iterator[Splunk]:
    with Splunk() as splunk:
        yield splunk


def rows(splunk: Splunk, spl: str, **asked: object) -> list[dict[str, object]]:
    return [dict(row) for row in splunk.search(spl, **asked).results]  # type: ignore[arg-type]


def lookups(splunk: Splunk) -> Path:
    return splunk.etc / "apps" / "search" / "lookups"


def test_what_is_written_is_read_by_the_next_search(splunk: Splunk) -> None:
    for number in range(5):  # of one size, and faster than some clocks tick
        rows(splunk, f"| makeresults | eval n={number} | table n | outputlookup numbers.csv")
        assert rows(splunk, "| inputlookup numbers.csv") == [{"n": str(number)}]
    rows(splunk, "| makeresults | where n=1 | outputlookup numbers.csv")
    assert rows(splunk, "| inputlookup numbers.csv") == []
    assert not list(lookups(splunk).iterdir())


def test_a_role_without_output_file_writes_nothing(splunk: Splunk) -> None:
    with pytest.raises(DataError, match="needs the capability output_file"):
        rows(splunk, "| makeresults | outputlookup x.csv", user="ann", roles=("can_delete",))
    assert not lookups(splunk).exists()


def test_the_access_list_of_an_app_counts(splunk: Splunk) -> None:
    with pytest.raises(DataError, match=r"'ann' with roles .* cannot write: /nobody/search/lookups/x.csv"):
        rows(splunk, "| makeresults | outputlookup x.csv", **USER)
    rows(splunk, "| makeresults | outputlookup x.csv", user="bob", roles=("power",))
    of = {"access": "read : [ * ], write : [ user ]"}
    splunk.update(lambda layers: layers.with_rules("search", ("lookups", "x.csv"), of))
    rows(splunk, "| makeresults | eval a=1 | table a | outputlookup x.csv", **USER)
    assert rows(splunk, "| inputlookup x.csv") == [{"a": "1"}]
    with pytest.raises(DataError, match="cannot write"):
        rows(splunk, "| makeresults | outputlookup createinapp=f x.csv", **USER)


def test_an_owner_may_write(splunk: Splunk) -> None:
    splunk.update(lambda layers: layers.with_rules("search", ("lookups", "x.csv"), {"owner": "ann"}))
    rows(splunk, "| makeresults | outputlookup x.csv", **USER)
    with pytest.raises(DataError, match="cannot write"):
        rows(splunk, "| makeresults | outputlookup x.csv", user="bob", roles=("user",))


def test_a_users_own_file_is_theirs(splunk: Splunk) -> None:
    rows(splunk, "| makeresults | eval a=1 | table a | outputlookup create_context=user own.csv", **USER)
    assert rows(splunk, "| inputlookup own.csv", **USER) == [{"a": "1"}]
    assert rows(splunk, "| inputlookup own.csv") == []
    rows(splunk, "| makeresults | eval a=2 | table a | outputlookup own.csv", **USER)
    assert rows(splunk, "| inputlookup own.csv", **USER) == [{"a": "2"}]


def test_limits_conf_says_where_a_file_is_made(splunk: Splunk) -> None:
    splunk.change("search", "limits", "outputlookup", {"create_context": "user"})
    rows(splunk, "| makeresults | outputlookup own.csv", **USER)
    assert (splunk.etc / "users" / "ann" / "search" / "lookups" / "own.csv").exists()
    splunk.change("search", "limits", "outputlookup", {"create_context": "here"})
    with pytest.raises(ConfError, match="create_context must be one of app, user, system"):
        rows(splunk, "| makeresults | outputlookup other.csv", **USER)


def test_a_file_that_another_app_shares_is_written_where_it_is(splunk: Splunk) -> None:
    splunk.install_enterprise_security()
    folder = splunk.etc / "apps" / "SplunkEnterpriseSecuritySuite" / "lookups"
    folder.mkdir(exist_ok=True)
    (folder / "shared.csv").write_text("a\n1\n")
    splunk.reload()
    rows(splunk, "| makeresults | eval a=2 | table a | outputlookup shared.csv")
    assert (folder / "shared.csv").read_text() == "a\n2\n"
    rows(splunk, "| makeresults | eval a=3 | table a | outputlookup createinapp=t shared.csv")
    assert (folder / "shared.csv").read_text() == "a\n2\n"
    assert rows(splunk, "| inputlookup shared.csv") == [{"a": "3"}]


@pytest.mark.parametrize("folder", [False, True])
def test_links_are_not_written_through(splunk: Splunk, tmp_path: Path, folder: bool) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.csv").write_text("a\n1\n")
    if folder:
        lookups(splunk).parent.mkdir(parents=True, exist_ok=True)
        lookups(splunk).symlink_to(outside)
    else:
        lookups(splunk).mkdir(parents=True)
        (lookups(splunk) / "x.csv").symlink_to(outside / "x.csv")
    for option in ("", "append=t"):
        with pytest.raises(ConfError, match="is a link"):
            rows(splunk, f"| makeresults | outputlookup {option} x.csv")
    assert (outside / "x.csv").read_text() == "a\n1\n"


def test_nothing_is_left_of_what_cannot_be_written(splunk: Splunk) -> None:
    lookups(splunk).parent.mkdir(parents=True, exist_ok=True)
    lookups(splunk).write_text("no folder")
    with pytest.raises(NotWritten):
        rows(splunk, "| makeresults | outputlookup x.csv")


def test_a_preview_writes_nothing(splunk: Splunk) -> None:
    run = splunk.run(splunk.request("| makeresults count=3 | outputlookup x.csv | stats count"))
    results = run.rows()
    assert run.preview() == []
    assert not lookups(splunk).exists()
    assert [dict(row) for row in results] == [{"count": 3}]
    assert len(rows(splunk, "| inputlookup x.csv")) == 3


def test_a_subsearch_may_write(splunk: Splunk) -> None:
    rows(splunk, "| makeresults | append [| makeresults | eval a=1 | table a | outputlookup x.csv]")
    assert rows(splunk, "| inputlookup x.csv") == [{"a": "1"}]


def test_readers_see_the_old_or_the_new_table_and_appended_rows_are_all_there(splunk: Splunk) -> None:
    def write(name: str) -> None:
        for _ in range(5):
            rows(splunk, f"| makeresults count=200 | eval n={name} | table n | outputlookup append=t numbers.csv")

    rows(splunk, "| makeresults count=200 | eval n=0 | table n | outputlookup numbers.csv")
    threads = [threading.Thread(target=write, args=(str(number),)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    seen = []
    while any(thread.is_alive() for thread in threads):
        seen.append(len(rows(splunk, "| inputlookup numbers.csv")))
    assert all(count % 200 == 0 for count in seen)
    assert len(rows(splunk, "| inputlookup numbers.csv")) == 11 * 200


def test_a_file_keeps_its_bytes_when_rows_are_added(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b'\xef\xbb\xbf"a" ,b,__mv_b\r\n1,"x\ny",')
    assert append_rows(path, [{"b": ["p", "q"], "c": "lost"}])
    assert path.read_bytes() == b'\xef\xbb\xbf"a" ,b,__mv_b\r\n1,"x\ny",\n,"p\nq",$p$;$q$\n'


def test_a_file_without_a_header_takes_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"")
    assert not append_rows(path, [{"a": "1"}])
    path.write_bytes(b"\xff\xfe\n")
    with pytest.raises(ConfError, match="has no header that can be read"):
        append_rows(path, [{"a": "1"}])


def test_half_a_character_is_a_question_mark(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_table(path, ["a"], [{"a": "\ud800"}])
    assert list(CsvFile.at(path).rows()) == [{"a": "?"}]


@pytest.mark.parametrize("cell", ["a\rb", "\n", '"', ",", " a ", "x" * 200_000, "é☃", "$", "'"])
def test_any_text_comes_back(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "x.csv"
    write_table(path, ["a"], [{"a": cell}, {}, {"a": [cell, "b"]}], multivalued=True)
    assert list(CsvFile.at(path).rows()) == [{"a": cell}, {}, {"a": [cell, "b"]}]
    write_table(path, ["a"], [{"a": cell}, {}])
    assert append_rows(path, [{"a": cell}])
    assert list(CsvFile.at(path).rows()) == [{"a": cell}, {}, {"a": cell}]


def test_rows_that_fail_on_their_way_leave_the_file(splunk: Splunk, tmp_path: Path) -> None:
    def broken() -> Iterator[dict[str, object]]:
        yield {"a": "2"}
        raise DataError("broken")

    path = tmp_path / "x.csv"
    path.write_text("a\n1\n")
    for write in (lambda: write_table(path, ["a"], broken()), lambda: append_rows(path, broken())):  # type: ignore[arg-type]
        with pytest.raises(MinisplunkError, match="broken"):
            write()
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("x.csv", "a\n1\n")]


@pytest.mark.parametrize("command", ["outputlookup", "outputcsv", "| inputcsv"])
def test_a_name_that_is_no_text_is_refused(splunk: Splunk, command: str) -> None:
    """As a search in JSON may bring one."""
    first = "" if command.startswith("|") else "| makeresults | "
    with pytest.raises((ConfError, DataError), match="name"):
        rows(splunk, f'{first}{command} "\ud800.csv"')
