"""Each parameter of a new job is read, changes nothing by name, or is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.rest.http import HttpError
from minisplunk.rest.search.job_parameters import DONE, HARMLESS, UNSUPPORTED, searched
from minisplunk.rest.server import Address
from minisplunk.search.sampling import Sample
from minisplunk.times import TimeRange

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "parameters.yaml").read_text(encoding="utf-8"))


def window(given: list[Any] | None) -> TimeRange | None:
    if given is None:
        return None
    earliest, latest = given
    first = TimeRange.ALL.earliest if earliest == "all" else round(earliest * 1_000_000)
    return TimeRange(first, round(latest * 1_000_000))


READ = {"window": window, "indexed": window, "sample": lambda given: given and Sample(**given)}
"""What a case says of a part of a search that is no text."""


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES if "status" not in case])
def test_read(address: Address, ask: Any, case: dict[str, Any]) -> None:
    search, dispatch = searched(address.splunkd, ask("POST", "search/jobs", case["given"]))
    for name, value in case.get("search", {}).items():
        assert getattr(search, name) == READ.get(name, lambda given: given)(value), name
    for name, value in case.get("dispatch", {}).items():
        assert getattr(dispatch, name) == value, name


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES if "status" in case])
def test_refused(address: Address, ask: Any, case: dict[str, Any]) -> None:
    with pytest.raises(HttpError) as caught:
        searched(address.splunkd, ask("POST", "search/jobs", case["given"]))
    assert caught.value.status == case["status"]
    assert case["text"] in caught.value.message


def test_each_parameter_has_one_place() -> None:
    assert not DONE & HARMLESS.keys()
    assert not DONE & UNSUPPORTED.keys()
    assert not HARMLESS.keys() & UNSUPPORTED.keys()
