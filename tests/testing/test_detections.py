"""A library of detections as contentctl has them in; a verdict for each of their tests out."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.errors import NotFound
from minisplunk.replay.attack_data import AttackData
from minisplunk.testing.finding import Plan, plan
from minisplunk.testing.pool import Work, Worker
from minisplunk.testing.report import lines
from minisplunk.testing.verdict import Verdict

LIBRARY = Path(__file__).parent / "library"


@pytest.fixture(scope="module")
def found() -> Plan:
    return plan([LIBRARY])


@pytest.fixture(scope="module")
def verdicts(found: Plan) -> dict[str, Verdict]:
    worker = Worker(Work(data=AttackData(LIBRARY / "datasets", offline=True, cache=Path())))
    done = {case.name: worker(case) for case in found.cases}
    worker.close()
    return done


def test_each_test_is_a_case(found: Plan) -> None:
    assert [(case.name, Path(case.file).name, case.line) for case in found.cases] == [
        ("Tried By Hand", "by_hand.yml", 6),
        ("Counted: One", "counted.yml", 6),
        ("Counted: Two", "counted.yml", 9),
        ("Known User Fails", "known.yml", 10),
        ("Many Failures Of One User", "many_failures.yml", 12),
        ("Modelled", "modelled.yml", 6),
        ("Never Seen", "never_seen.yml", 6),
        ("Untested", "untested.yml", 4),
    ]


def test_a_faulty_one_costs_itself(found: Plan) -> None:
    (fault,) = map(str, found.faults)
    assert fault == f"{LIBRARY / 'detections/faulty.yml'}:5: tests[0].attack_data: expected a list, not a text"


@pytest.mark.parametrize("name", ["Many Failures Of One User", "Known User Fails", "Counted: One"])
def test_it_finds_something_and_scores_it(name: str, verdicts: dict[str, Verdict]) -> None:
    """With the macros and lookups of the library, and those that contentctl makes."""
    verdict = verdicts[name]
    assert (verdict.outcome, lines(verdict), verdict.rows) == ("passed", [], 1)


def test_it_finds_nothing(verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts["Never Seen"]
    assert verdict.outcome == "failed"
    assert lines(verdict)[:3] == [
        "results: at least 1 row expected, 0 found",
        "No event of the time range passes `action=nosuch`.",
        "  does not meet `action=nosuch`: failure",
    ]


def test_a_data_model_is_searched(verdicts: dict[str, Verdict]) -> None:
    """No app here tags the events, so that the model has none."""
    verdict = verdicts["Modelled"]
    assert (verdict.outcome, lines(verdict)[0]) == ("failed", "results: at least 1 row expected, 0 found")


def test_one_that_is_tried_by_hand_is_skipped(verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts["Tried By Hand"]
    assert (verdict.outcome, verdict.error) == ("skipped", "it needs two machines")


def test_a_folder_without_cases(tmp_path: Path) -> None:
    (tmp_path / "other.yml").write_text("search: x\n")
    with pytest.raises(NotFound, match=r"no cases here: neither a file test_\*\.splunk\.yaml, nor a detection in YAML"):
        plan([tmp_path])
