"""`minisplunk mutate`: an app of three differently shaped searches, and cases that notice most changes of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SHAPES = Path(__file__).parents[1] / "mutation" / "shapes"
UNNOTICED = {
    "Many failed logins": {
        "clause `index=main` is dropped",
        "clause `sourcetype=sshd` is dropped",
        'clause `"Failed password"` is negated',
        'clause `"Invalid user"` is negated',
        "clause `NOT host=test*` is dropped",
        "clause `host=test*` is asked for another value",
        "clause `count>=3` is dropped",
        "setting `dispatch.earliest_time` is `-2h`",
        "setting `dispatch.earliest_time` is taken away",
        "setting `dispatch.latest_time` is taken away",
        "setting `counttype` is `always`",
    },
    "shapes_filter": set(),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app with the first of its searches alone."""
    app = tmp_path_factory.mktemp("apps") / "shapes"
    shutil.copytree(SHAPES, app)
    conf = app / "default" / "savedsearches.conf"
    conf.write_text(conf.read_text().partition("[Busy hosts]")[0])
    cases = app / "test_shapes.splunk.yaml"
    cases.write_text(cases.read_text().partition("  - name: hosts with many events")[0])
    return app


def test_three_shapes(cli) -> None:
    done = cli("mutate", "--app", SHAPES, "--json", "--jobs", 2)
    assert done.code == 1
    subjects = {subject["name"]: subject for subject in done.json["subjects"]}
    unnoticed = {
        name: {change["change"] for change in subject["changes"] if not change["noticed_by"]}
        for name, subject in subjects.items()
    }
    assert {name: unnoticed[name] for name in UNNOTICED} == UNNOTICED
    assert not [change for change in unnoticed["Busy hosts"] if change.startswith(("by-field", "aggregate", "command"))]
    assert 'clause `kind="person"` is dropped' not in unnoticed["Logins of leavers"]
    assert [subject["cases"] for subject in subjects.values()] == [1, 1, 1, 0, 1, 0]
    assert done.json["without_cases"] == ["Nobody tests this"]
    assert done.json["unexercised"] == ["unused"]
    assert subjects["shapes_filter"]["changes"][0]["noticed_by"].endswith("::many failures from several addresses")
    assert (done.json["changes"], done.json["noticed"]) == (
        sum(len(subject["changes"]) for subject in subjects.values()),
        sum(len(subject["changes"]) - len(unnoticed[name]) for name, subject in subjects.items()),
    )


def test_printed(cli, small: Path) -> None:
    done = cli("mutate", "--app", small, "--jobs", 1)
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0] == "search 'Many failed logins'  1 case, 37 of 48 changes noticed"
    assert "  default/savedsearches.conf:7: no case notices when clause `count>=3` is dropped" in lines
    assert lines[-1] == "38 of 49 changes noticed"


def test_accepted(cli, small: Path, tmp_path: Path) -> None:
    accepted = tmp_path / "accepted.yaml"
    accepted.write_text("Many failed logins: It is so.\n")
    done = cli("mutate", "--app", small, "--accept", accepted, "--most", 6, "--jobs", 1)
    assert done.code == 0
    assert (
        "  default/savedsearches.conf:4: accepted, clause `index=main` is dropped: It is so." in done.out.splitlines()
    )
    assert done.out.splitlines()[-1].endswith(" more accepted")


def test_left_out_and_stale(cli, small: Path, tmp_path: Path) -> None:
    accepted = tmp_path / "accepted.yaml"
    accepted.write_text("Many failed logins: All of it.\nNone: There is none.\n")
    done = cli("mutate", "--app", small, "--accept", accepted, "--most", 3, "--jobs", 1)
    assert done.code == 1
    assert "  45 more changes were left out, see --most." in done.out.splitlines()
    assert "  None: nothing of this name goes unnoticed" in done.out.splitlines()


def test_a_case_that_fails_as_the_app_is(cli, small: Path, tmp_path: Path) -> None:
    (tmp_path / "test_a.splunk.yaml").write_text("sourcetype: sshd\ncases: [{name: no events, fires: true}]\n")
    done = cli("mutate", "--app", small, tmp_path)
    assert done.code == 2
    assert "FAIL  no events" in done.out
    assert done.out.endswith("\nNothing was changed: cases must pass with the app as it is.\n")


def test_a_case_that_cannot_be_read(cli, small: Path, tmp_path: Path) -> None:
    (tmp_path / "test_a.splunk.yaml").write_text("cases: [{name: a, fires: false, firs: true}]\n")
    done = cli("mutate", "--app", small, tmp_path)
    assert done.code == 2
    assert "unknown key 'firs'" in done.out


def test_a_search_that_is_not_supported(cli, make_app, tmp_path: Path) -> None:
    app = make_app({"plain": {"search": "a=1"}, "odd": {"search": "* | kmeans x"}})
    (tmp_path / "test_a.splunk.yaml").write_text(
        "sourcetype: s\n"
        "cases: [{name: one, saved_search: plain, events: [{raw: a=1}, {raw: a=2}], results: {exactly: 1}}]\n"
    )
    (tmp_path / "accepted.yaml").write_text("plain: We know.\n")
    done = cli("mutate", "--app", app, tmp_path, "--accept", tmp_path / "accepted.yaml", "--jobs", 1)
    assert "The 'kmeans' command is not supported" in done.out
    assert "Saved searches without a case:\n  odd\n" in done.out
    assert done.code == 3


def test_no_cases(cli, make_app) -> None:
    done = cli("mutate", "--app", make_app({"s": {"search": "a=1"}}))
    assert done.code == 2
    assert "no cases here" in done.err


def test_schema(cli) -> None:
    done = cli("mutate", "--json-schema")
    assert done.json["title"] == "minisplunk mutate --json"
