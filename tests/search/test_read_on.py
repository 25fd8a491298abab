"""Runs the cases of faults.yaml: a search in, all that is wrong or not supported in it out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError

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
    """For each case of the commands: a search that can be read has none."""
    for case in yaml.safe_load(file.read_text()):
        request = splunk.request(case["spl"])
        try:
            splunk.read(request)
            refused = set()
        except MinisplunkError as error:
            refused = {error.message}
        found = {fault.message for fault in splunk.read_on(request).faults}
        assert refused <= found, case["spl"]
        assert bool(refused) == bool(found), case["spl"]
