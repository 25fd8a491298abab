"""The mutants themselves: there are enough, each is another app; what is caught and what is not is told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.conf import install
from tests.mutate import __main__ as command
from tests.mutate.hunt import Hunted, hunted
from tests.mutate.killers import LEFT_OUT, killers
from tests.mutate.mutant import App, Mutant, of_search
from tests.mutate.operators import OPERATORS, mutants
from tests.mutate.report import Report, reasons

ROOT = Path(__file__).parents[2]
NOTHING = Mutant("none", "nothing", ())


@pytest.fixture(scope="module")
def app() -> App:
    return App.load(ROOT)


def test_there_are_at_least_sixty_of_every_kind(app: App) -> None:
    found = mutants(app)
    assert len(found) > 200
    assert len({mutant.id for mutant in found}) == len(found)
    assert {mutant.operator for mutant in found} == OPERATORS.keys()
    assert reasons().keys() <= {mutant.id for mutant in found}


def test_each_is_another_app(app: App, tmp_path: Path) -> None:
    copy = install(ROOT, tmp_path).root
    files = {path: path.read_bytes() for path in copy.rglob("*") if path.suffix in (".conf", ".meta")}
    for mutant in mutants(app):
        mutant.put_into(copy)
        changed = [path for path, data in files.items() if path.read_bytes() != data]
        assert len(changed) == 1, mutant.id
        changed[0].write_bytes(files[changed[0]])


@pytest.mark.parametrize(
    "name",
    [
        'clause: without additionalEventData.MFAUsed = "Yes"',
        "by-field: without eventID",
        'value: userIdentity.arn: "aws-cn" -> "AWS-CN"',
    ],
)
def test_caught(name: str, app: App) -> None:
    (mutant,) = (mutant for mutant in mutants(app) if mutant.id == name)
    order = killers()
    found = hunted(ROOT, mutant, order)
    assert found.killer.startswith("tests.detection.test_")
    assert order[0].name == found.killer


def test_not_caught() -> None:
    assert hunted(ROOT, NOTHING, killers()[:2]).killer == ""


def test_every_module_of_detection_tests_counts_or_is_left_out_knowingly() -> None:
    modules = {killer.test.__module__.removeprefix("tests.detection.test_") for killer in killers()}
    there = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "detection").glob("test_*.py")}
    assert modules == there - LEFT_OUT


def test_a_test_that_counts_asks_for_no_other_fixtures() -> None:
    assert {killer.name: killer.missing for killer in killers() if killer.missing} == {}


# The report


def some(count: int, killer: str = "a test") -> list[Hunted]:
    return [Hunted(Mutant("window", str(number), ()), killer) for number in range(count)]


def told(report: Report) -> list[str]:
    return "\n".join(report.lines()).splitlines()


def test_all_caught() -> None:
    report = Report({})
    assert report.add("window", some(3)).split() == ["window", "3", "3"]
    assert report.well
    assert told(report)[-1] == "mutants 3 caught 3"


def test_a_survivor_without_a_reason() -> None:
    report = Report({})
    report.add("window", [*some(2), *some(1, "")])
    assert not report.well
    assert told(report)[-1] == "mutants 3 caught 2"
    assert "  window: 0" in told(report)


def test_a_survivor_with_a_reason_is_no_mutant() -> None:
    report = Report({"window: 0": "It does the same."})
    assert report.add("window", some(1, "")).split() == ["window", "0", "0", "1"]
    assert report.well
    assert told(report)[-1] == "mutants 0 caught 0"
    assert "    It does the same." in told(report)


def test_a_reason_for_one_that_is_caught_or_that_is_none_is_stale() -> None:
    report = Report({"window: 0": "It does the same.", "window: 9": "So does this."})
    report.add("window", some(1))
    report.unknown(["window: 0"])
    assert not report.well
    assert "  window: 0: is caught, by a test" in told(report)
    assert "  window: 9: there is no such mutant" in told(report)


# The command


def test_exit_codes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "failing", lambda root: [])
    monkeypatch.setattr(command, "hunt", lambda root, found, workers: [Hunted(each, "a test") for each in found])
    assert command.main(["export"]) == 0
    assert capsys.readouterr().out.endswith("\nmutants 3 caught 3\n")
    monkeypatch.setattr(command, "hunt", lambda root, found, workers: [Hunted(each, "") for each in found])
    assert command.main(["export"]) == 1
    assert capsys.readouterr().out.endswith("\nmutants 3 caught 0\n")
    monkeypatch.setattr(command, "failing", lambda root: ["a test"])
    assert command.main(["export"]) == 2
    assert "a test" in capsys.readouterr().err


def test_an_operator_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(["swap"])
    assert caught.value.code == 2
    assert "no such operator: swap" in capsys.readouterr().err


def test_a_change_of_the_search_is_one_of_its_stanza(app: App) -> None:
    (change,) = of_search(app, "quantity", None)
    assert (change.file, change.stanza) == ("default/savedsearches.conf", app.search.name)
