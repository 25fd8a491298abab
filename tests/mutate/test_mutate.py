"""The mutants themselves: there are enough, each is another app; what is caught and what is not is told apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from minisplunk.conf import install
from minisplunk.mutation import Accepted, Change, Hunted, Mutant, Mutated, Subject, hunt
from tests.mutate import __main__ as command
from tests.mutate.app import ROOT, detection, loaded, of_detection, put_into
from tests.mutate.hunt import DetectionTests
from tests.mutate.killers import LEFT_OUT, killers
from tests.mutate.operators import SPECIAL, mutants
from tests.mutate.report import SURVIVORS, Report


@pytest.fixture(scope="module")
def app() -> Mutated:
    return loaded()


@pytest.fixture(scope="module")
def found(app: Mutated) -> list[Mutant]:
    return mutants(app)


def test_there_are_enough_of_every_kind(found: list[Mutant]) -> None:
    assert len(found) > 250
    assert len({mutant.id for mutant in found}) == len(found)
    assert {mutant.operator for mutant in found} > {*SPECIAL, "clause", "by-field", "aggregate", "command"}
    assert Accepted.read(SURVIVORS).reasons.keys() <= {mutant.id for mutant in found}


def test_each_is_another_app(found: list[Mutant], tmp_path: Path) -> None:
    copy = install(ROOT, tmp_path).root
    files = {path: path.read_bytes() for path in copy.rglob("*") if path.suffix in (".conf", ".meta")}
    for mutant in found:
        put_into(copy, mutant.changes)
        changed = [path for path, data in files.items() if path.read_bytes() != data]
        assert len(changed) == 1, mutant.id
        changed[0].write_bytes(files[changed[0]])


@pytest.mark.parametrize(
    "change",
    [
        'clause `additionalEventData.MFAUsed = "Yes"` is dropped',
        "by-field `eventID` is dropped",
        '`"aws-cn"` of userIdentity.arn is `"AWS-CN"`',
    ],
)
def test_caught(change: str, found: list[Mutant]) -> None:
    (mutant,) = (mutant for mutant in found if mutant.change == change)
    order = killers()

    @contextmanager
    def opened() -> Iterator[DetectionTests]:
        tests = DetectionTests(ROOT, order)
        yield tests
        tests.close()

    (hunted,) = hunt(opened, [mutant])
    assert hunted.killer.startswith("tests.detection.test_")


def test_not_caught() -> None:
    tests = DetectionTests(ROOT, killers()[:2])
    assert all(tests.passes(about.case, ()) for about in tests.about)
    tests.close()


def test_every_module_of_detection_tests_counts_or_is_left_out_knowingly() -> None:
    modules = {killer.test.__module__.removeprefix("tests.detection.test_") for killer in killers()}
    there = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "detection").glob("test_*.py")}
    assert modules == there - LEFT_OUT


def test_a_test_that_counts_asks_for_no_other_fixtures() -> None:
    assert {killer.name: killer.missing for killer in killers() if killer.missing} == {}


# The report


def some(count: int, killer: str = "a test", operator: str = "window") -> list[Hunted]:
    subject = Subject("search", "s", ("s",))
    return [Hunted(Mutant(subject, operator, "the end", str(number), ()), killer) for number in range(count)]


def told(report: Report) -> list[str]:
    return "\n".join(report.lines()).splitlines()


def table(report: Report, hunted: list[Hunted]) -> list[list[str]]:
    return [line.split() for line in report.add(hunted)]


def test_all_caught() -> None:
    report = Report(Accepted())
    assert table(report, [*some(3), *some(2, operator="risk")]) == [["window", "3", "3"], ["risk", "2", "2"]]
    assert report.well
    assert told(report)[-1] == "mutants 5 caught 5"


def test_a_survivor_without_a_reason() -> None:
    report = Report(Accepted())
    assert table(report, [*some(2), *some(1, "")]) == [["window", "3", "2"]]
    assert not report.well
    assert told(report)[-1] == "mutants 3 caught 2"
    assert told(report)[-4:-2] == ["  s:", "    the end is 0"]


def test_a_survivor_with_a_reason_is_no_mutant() -> None:
    report = Report(Accepted({"s: the end is 0": "It does the same."}))
    assert table(report, some(1, "")) == [["window", "0", "0", "1"]]
    assert report.well
    assert told(report)[-1] == "mutants 0 caught 0"
    assert "    It does the same." in told(report)


def test_a_reason_for_one_that_is_caught_or_that_is_none_is_stale() -> None:
    report = Report(Accepted({"s: the end is 0": "It does the same.", "s: the end is 9": "So does this."}))
    table(report, some(1))
    assert not report.well
    assert "  s: the end is 0: is noticed, by a test" in told(report)
    assert "  s: the end is 9: nothing of this name goes unnoticed" in told(report)


# The command


def test_exit_codes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: list[Mutant]) -> None:
    monkeypatch.setattr(command, "mutants", lambda app: found)
    monkeypatch.setattr(command, "failing", lambda opened: [])
    monkeypatch.setattr(command, "hunt", lambda opened, found, jobs: [Hunted(each, "a test") for each in found])
    assert command.main(["export"]) == 0
    assert capsys.readouterr().out.endswith("\nmutants 3 caught 3\n")
    monkeypatch.setattr(command, "hunt", lambda opened, found, jobs: [Hunted(each, "") for each in found])
    assert command.main(["export"]) == 1
    assert capsys.readouterr().out.endswith("\nmutants 3 caught 0\n")
    monkeypatch.setattr(command, "failing", lambda opened: ["a test"])
    assert command.main(["export"]) == 2
    assert "a test" in capsys.readouterr().err


def test_an_operator_that_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: list[Mutant]
) -> None:
    monkeypatch.setattr(command, "mutants", lambda app: found)
    with pytest.raises(SystemExit) as caught:
        command.main(["swap"])
    assert caught.value.code == 2
    assert "no such operator: swap" in capsys.readouterr().err


def test_a_change_of_the_search_is_one_of_its_stanza(app: Mutated) -> None:
    assert of_detection(app, "quantity", None) == Change("savedsearches", detection(app).name, "quantity", None)
