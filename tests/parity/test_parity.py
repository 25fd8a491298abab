"""Two served minisplunks are the same to each other; a Splunk that answers otherwise is noticed, and left as it was."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from splunklib.client import Service

from minisplunk.targets.answers import entries
from minisplunk.targets.faults import TargetError
from minisplunk.targets.indexes import made
from minisplunk.targets.target import Target
from tests.parity import __main__ as command
from tests.parity.__main__ import compared, main
from tests.parity.asking import NO_HEC, SHARED
from tests.parity.cases import Case, Search
from tests.parity.comparing import Comparison, Verdict
from tests.parity.sources import cases

EACH = 10
"""`python -m tests.parity --splunk embedded` has all cases, and takes half a minute."""
ALL = list(cases())
SOME = [case for case in ALL if not case.skip and not case.why][::EACH]
ASKED = [case for case in ALL if case.why]


def named(*names: str) -> list[Case]:
    return [case for case in ALL if case.id in names]


COUNT = named("commands/cases/stats: count of rows")
REFUSED = named("commands/cases/eval: an unknown function")
ORDERED = named("commands/cases/table: the columns in the order named")
EVENT = named("fields/cases/kv: auto takes pairs, quoted or not", "spl/cases/matching: a phrase")
CONF = named("fields/cases/calculate: a calculated field overwrites")
APPS = named("search/cases/macros: of another app that exports it", "search/cases/macros: another's in a third app")
ZONES = [case for case in ALL if isinstance(case.ask, Search) and case.ask.zone and not case.skip]
ROLE = named("search/cases/terms: a word in any case")


Change = Callable[[dict[str, Any]], object]
NO = {"type": "FATAL", "text": "No."}


@dataclass(frozen=True)
class Jobs:
    """Those of a Splunk that says something else: each document of results goes through `change`."""

    service: Service
    change: Change

    def __getattr__(self, name: str) -> Any:
        return getattr(self.service.jobs, name)

    def oneshot(self, spl: str, **options: Any) -> io.BytesIO:
        document = json.load(self.service.jobs.oneshot(spl, **options))
        self.change(document)
        return io.BytesIO(json.dumps(document).encode())


@dataclass(frozen=True)
class Other:
    service: Service
    jobs: Jobs

    def __getattr__(self, name: str) -> Any:
        return getattr(self.service, name)


def other(target: Target, change: Change) -> Target:
    return replace(target, service=Other(target.service, Jobs(target.service, change)))


def seven(document: dict[str, Any]) -> None:
    document["results"][0]["count"] = "7"


def left(target: Target) -> Any:
    """What a comparison must leave as it was."""
    confs = ("props", "transforms", "eventtypes", "tags", "macros", "savedsearches")
    own = [
        (conf, entry["name"])
        for conf in confs
        for entry in entries(target.service, f"configs/conf-{conf}", count=0)
        if entry["acl"]["sharing"] == "user"
    ]
    indexes = [entry["name"] for entry in entries(target.service, "data/indexes", count=0)]
    apps = [entry["name"] for entry in entries(target.service, "apps/local", count=0)]
    role = entries(target.service, "authorization/roles/admin")[0]["content"]["srchIndexesDefault"]
    return own, indexes, apps, role


def tz(target: Target) -> Any:
    return entries(target.service, f"authentication/users/{target.user}")[0]["content"]["tz"]


def verdicts(found: Comparison) -> list[Verdict]:
    return [one.verdict for one in found.compared]


@pytest.mark.slow
def test_a_minisplunk_differs_from_no_other_and_not_from_the_files(ours: Target, theirs: Target) -> None:
    before = left(theirs)
    found = compared([*SOME, *ASKED], ours, theirs)
    assert [(one.case.id, one.verdict, str(one.embedded), str(one.splunk)) for one in found.different] == []
    assert len(found.compared) == len(SOME) + len(ASKED)
    assert left(theirs) == before


@pytest.mark.parametrize(
    ("known", "change", "verdict"),
    [
        pytest.param(COUNT, seven, Verdict.RESULTS, id="a value"),
        pytest.param(COUNT, lambda found: found["results"].clear(), Verdict.RESULTS, id="no rows"),
        pytest.param(COUNT, lambda found: found.update(results=[], messages=[NO]), Verdict.OUTCOME, id="refused"),
        pytest.param(REFUSED, lambda found: found.update(results=[{}], messages=[]), Verdict.OUTCOME, id="taken"),
        pytest.param(REFUSED, lambda found: found.update(messages=[NO]), Verdict.WORDING, id="the reason"),
        pytest.param(ORDERED, lambda found: found["fields"].reverse(), Verdict.COLUMNS, id="columns"),
    ],
)
def test_another_answer_is_noticed(
    ours: Target, theirs: Target, known: list[Case], change: Change, verdict: Verdict
) -> None:
    assert verdicts(compared(known, ours, other(theirs, change))) == [verdict]
    assert verdicts(compared(known, ours, theirs)) == [Verdict.SAME]


def test_an_embedded_one_that_does_not_hold_to_the_files_is_noticed(ours: Target, theirs: Target) -> None:
    found = compared(COUNT, other(ours, seven), other(theirs, seven))
    assert verdicts(found) == [Verdict.UNLIKE_FILE]


@pytest.mark.parametrize("known", [CONF, APPS[:1]], ids=["conf files", "apps"])
def test_all_is_removed_when_it_fails_in_the_middle(ours: Target, theirs: Target, known: list[Case]) -> None:
    before, asked = left(theirs), []

    def fail(found: dict[str, Any]) -> None:
        asked.append(found)
        if len(asked) > 1:  # all events can be found, what the case needs is written, and then
            raise ConnectionResetError

    with pytest.raises(TargetError):
        compared(known, ours, other(theirs, fail))
    assert len(asked) == 2
    assert left(theirs) == before


def test_the_user_is_moved_for_a_case(ours: Target, theirs: Target) -> None:
    before = tz(theirs)
    found = compared(ZONES, ours, theirs)
    assert [(one.case.id, one.verdict, str(one.embedded)) for one in found.different] == []
    assert len({one.case.ask.zone for one in found.compared if isinstance(one.case.ask, Search)}) > 3
    assert tz(theirs) == before
    shared = compared(ZONES, ours, replace(theirs, disposable=False))
    assert (shared.skipped, len(shared.compared)) == ({SHARED: len(ZONES)}, 0)


def test_apps_are_made_for_a_case(ours: Target, theirs: Target) -> None:
    before = left(theirs)
    assert verdicts(compared(APPS, ours, theirs)) == [Verdict.SAME] * 2
    assert left(theirs) == before


def test_what_a_splunk_of_others_is_not_asked(ours: Target, theirs: Target) -> None:
    shared = replace(theirs, disposable=False)
    found = compared([*ROLE, *COUNT], ours, shared)
    assert (found.skipped, len(found.compared)) == ({SHARED: 1}, 1)
    without = replace(theirs, access=replace(theirs.access, hec=None))
    found = compared([*EVENT, *COUNT], ours, without)
    assert (found.skipped, len(found.compared)) == ({NO_HEC: 2}, 1)


def test_an_index_that_holds_something_else_is_refused(ours: Target, theirs: Target) -> None:
    with made(theirs, "mine"):
        assert verdicts(compared(EVENT, ours, theirs, "mine")) == [Verdict.SAME] * 2
        with pytest.raises(TargetError, match="has other events"):
            compared(EVENT, ours, theirs, "mine")


@dataclass(frozen=True)
class Built:
    """The folder itself will do as the app: building it is tests/package's."""

    path: Path


def run(monkeypatch: pytest.MonkeyPatch, known: list[Case], *arguments: str) -> int:
    monkeypatch.setattr(command, "cases", lambda: iter(known))
    monkeypatch.setattr(command, "build", lambda root, folder: Built(root))
    return main(arguments)


def test_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    assert run(monkeypatch, [*COUNT, *ASKED[:1]], "--splunk", "embedded", "--json", str(file), "--mark-verified") == 0
    printed = capsys.readouterr().out
    assert "2 the same, 0 different" in printed
    assert "Nothing is marked as verified" in printed
    document = json.loads(file.read_text())
    assert (document["counts"], document["differences"]) == ({"same": 2}, [])
    assert document["questions"][0]["if_not"].startswith("Make it with a REPORT-")


def test_a_difference_is_exit_code_1_and_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    unlike = [
        replace(COUNT[0], expected=None),
        replace(COUNT[0], name="other", expected=replace(COUNT[0].expected, rows=())),
    ]
    assert run(monkeypatch, unlike, "--splunk", "embedded") == 1
    printed = capsys.readouterr().out
    assert "commands/cases/stats: other (the embedded one does not answer what the file says)" in printed
    assert "1 the same, 1 different" in printed


@pytest.mark.parametrize("url", ["https://127.0.0.1:1", "http://127.0.0.1:8089", "nowhere"])
def test_a_splunk_that_is_not_there_is_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    monkeypatch.setenv("SPLUNK_USERNAME", "admin")
    monkeypatch.setenv("SPLUNK_PASSWORD", "x")
    assert run(monkeypatch, COUNT, "--splunk", url) == 2
    assert capsys.readouterr().err.startswith("There is no comparison. ")


def test_what_passed_on_a_real_one_is_marked(ours: Target, theirs: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    marked: list[tuple[str, list[str], str]] = []
    monkeypatch.setattr(command, "mark", lambda file, names, version: marked.append((file.name, names, version)))
    found = compared([*COUNT, *REFUSED, *ASKED[:1]], ours, theirs)
    command.mark_verified(found)
    assert marked == []
    command.mark_verified(replace(found, real=True, version="10.2"))
    assert marked == [("stats.yaml", ["count of rows"], "10.2"), ("eval.yaml", ["an unknown function"], "10.2")]
