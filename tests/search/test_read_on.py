"""Runs the cases of faults.yaml: a search in, all that is wrong or not supported in it out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.errors import PlacedError
from tests.case_files import LOADER

FOLDER = Path(__file__).parent
CASES = yaml.safe_load((FOLDER / "faults.yaml").read_text())
COMMANDS = sorted((FOLDER.parent / "commands" / "cases").glob("*.yaml"))
_OF_COMMAND = re.compile(r"(\d+:\d+: )Error in '\w+'(?: command)?: ")


@pytest.fixture(scope="module")
def splunk():
    with Splunk() as made:
        yield made


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case):
    assert case.keys() <= {"name", "spl", "macros", "faults"}
    with Splunk() as splunk:
        for name, definition in case.get("macros", {}).items():
            splunk.change("search", "macros", name, {"definition": definition})
        found = splunk.read_on(splunk.request(case["spl"])).faults
    shown = [_OF_COMMAND.sub(r"\1", fault.explain().splitlines()[0]) for fault in found]
    assert [line[: len(begin)] for line, begin in zip(shown, case["faults"], strict=False)] == case["faults"]
    assert len(shown) == len(case["faults"])


@pytest.mark.parametrize("file", COMMANDS, ids=[file.stem for file in COMMANDS])
def test_the_first_fault_is_what_a_search_is_refused_for(splunk, file):
    """For each case of the commands."""
    for spl in searches_of(file):
        require_same(splunk, spl)


@given(st.data())
def test_the_same_of_broken_searches(splunk, searches, data):
    """Parts of several searches, cut at any place."""
    parts = data.draw(st.lists(st.sampled_from(searches), min_size=1, max_size=3))
    cuts = [sorted(data.draw(st.tuples(*[st.integers(0, len(part))] * 2))) for part in parts]
    between = data.draw(st.sampled_from([" | ", " ", "[", "] | ", " `nosuch` ", " | `nosuch` | ", '"']))
    require_same(splunk, between.join(part[start:end] for part, (start, end) in zip(parts, cuts, strict=True)))


@pytest.fixture(scope="module")
def searches():
    return [spl for file in COMMANDS for spl in searches_of(file)]


def searches_of(file):
    return [case["spl"] for case in yaml.load(file.read_text(), LOADER)]


def require_same(splunk, spl):
    """A search has faults where it cannot be read, and what it is refused for is one of them, in its place."""
    request = splunk.request(spl)
    try:
        splunk.read(request)
        refused = set()
    except PlacedError as error:
        refused = {error.explain()}
    found = {fault.explain() for fault in splunk.read_on(request).faults}
    assert refused <= found, spl
    assert bool(refused) == bool(found), spl
