"""Each block of code that a page shows is of a kind that is tested: searches are run, settings have their tests.

Kinds: `sh` and `text` (commands and what they print, test_commands.py); `spl` (a search); `spl filter` and
`spl cloudtrail` (the definition of a macro); `python NAME` (a file, written beside a command); and those of ELSEWHERE.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from package.markdown import Block
from tests.detection import guide
from tests.detection.staging import APP, FILTER, SEARCH, prepared
from tests.detection.test_tuning import with_lookup
from tests.docs.pages import OUTPUT, PAGES, ROOT, SHELL, blocks

QUERIES = {"spl", ""}
"""A block that says nothing is the search on the detection's page, whose form is laid down."""
MACROS = {"spl filter": FILTER, "spl cloudtrail": "cloudtrail"}
FILE = "python"
ELSEWHERE = {
    ("tuning.md", "ini", heading): "tests/detection/test_tuning.py"
    for heading in (guide.LOOKUP, guide.THROTTLING, guide.LATE, guide.SHARED)
} | {
    ("tuning.md", "ini", guide.OFTEN): "tests/detection/test_schedule.py",
    ("tuning.md", "csv", guide.LOOKUP): "tests/detection/test_tuning.py",
    ("mcp.md", "json", "Set it up"): "tests/workbench/test_stdio.py",
}
"""(page, kind, heading) -> the tests of such a block."""


def shown(kinds: set[str]) -> list:
    return [
        pytest.param(block, id=f"{page.name}:{block.line}")
        for page in PAGES
        for block in blocks(page)
        if block.info in kinds
    ]


@pytest.fixture
def splunk(spl: Path) -> Iterator[Splunk]:
    """With the app, its detection enabled, failures to find, and the list of travellers."""
    with prepared({"events": guide.EVENTS}, spl) as splunk:
        with_lookup(splunk)
        yield splunk


def test_each_block_is_tested() -> None:
    tested = {SHELL, OUTPUT, *QUERIES, *MACROS}
    others = {
        (page.name, block.info, block.heading)
        for page in PAGES
        for block in blocks(page)
        if block.info not in tested and not block.info.startswith(f"{FILE} ")
    }
    assert others == ELSEWHERE.keys()
    assert [tests for tests in ELSEWHERE.values() if not (ROOT / tests).is_file()] == []


@pytest.mark.parametrize("block", shown(QUERIES))
def test_a_search_runs(block: Block, splunk: Splunk) -> None:
    job = splunk.search(block.text, app=APP, earliest="-24h", latest="now")
    assert [message for message in job.messages if message.kind != "INFO"] == []


@pytest.mark.parametrize("block", shown(set(MACROS)))
def test_a_macro_is_valid(block: Block, splunk: Splunk) -> None:
    """What a filter leaves is told by tests/detection/test_tuning.py."""
    splunk.change(APP, "macros", MACROS[block.info], {"definition": block.text.strip()})
    assert splunk.search(f'| savedsearch "{SEARCH}"', app=APP).messages == []
