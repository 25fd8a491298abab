"""Each block of code that a page shows is of a kind that is tested: searches are run, settings have their tests.

Kinds: `sh` and `text` (commands and what they print, test_commands.py); `spl` (a search); `spl filter` and
`spl cloudtrail` (the definition of a macro); `yaml` (a case file, which passes); `python NAME` and `yaml NAME` (files,
written beside a command); and those of ELSEWHERE.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from minisplunk.testing.pool import Work, Worker
from minisplunk.testing.reading import read
from minisplunk.testing.report import lines
from package.markdown import Block
from tests.detection import guide
from tests.detection.staging import APP, FILTER, SEARCH, prepared
from tests.detection.test_tuning import with_lookup
from tests.docs.pages import FILES, OUTPUT, PAGES, ROOT, SHELL, blocks

QUERIES = {"spl", ""}
"""A block that says nothing is the search on the detection's page, whose form is laid down."""
MACROS = {"spl filter": FILTER, "spl cloudtrail": "cloudtrail"}
CASES = "yaml"
OF_LINTS = {"lints.md": "tests/check/lints/test_lints.py"}
"""A page all of whose blocks are tested there."""
HERE = [page for page in PAGES if page.name not in OF_LINTS]
ELSEWHERE = {
    ("tuning.md", "ini", heading): "tests/detection/test_tuning.py"
    for heading in (guide.LOOKUP, guide.THROTTLING, guide.LATE, guide.SHARED)
} | {
    ("tuning.md", "ini", guide.OFTEN): "tests/detection/test_schedule.py",
    ("tuning.md", "csv", guide.LOOKUP): "tests/detection/test_tuning.py",
    ("check.md", "ini", "Check an app or a library"): "tests/check/test_ignoring.py",
    ("mcp.md", "json", "Set it up"): "tests/workbench/test_stdio.py",
}
"""(page, kind, heading) -> the tests of such a block."""


def shown(kinds: set[str]) -> list:
    return [
        pytest.param(block, id=f"{page.name}:{block.line}")
        for page in HERE
        for block in blocks(page)
        if block.info in kinds
    ]


def is_file(block: Block) -> bool:
    kind, _, name = block.info.partition(" ")
    return kind in FILES and bool(name)


@pytest.fixture
def splunk(spl: Path) -> Iterator[Splunk]:
    """With the app, its detection enabled, failures to find, and the list of travellers."""
    with prepared({"events": guide.EVENTS}, spl) as splunk:
        with_lookup(splunk)
        yield splunk


def test_each_block_is_tested() -> None:
    tested = {SHELL, OUTPUT, CASES, *QUERIES, *MACROS}
    others = {
        (page.name, block.info, block.heading)
        for page in HERE
        for block in blocks(page)
        if block.info not in tested and not is_file(block)
    }
    assert others == ELSEWHERE.keys()
    assert [tests for tests in (*ELSEWHERE.values(), *OF_LINTS.values()) if not (ROOT / tests).is_file()] == []


@pytest.mark.parametrize("block", shown(QUERIES))
def test_a_search_runs(block: Block, splunk: Splunk) -> None:
    job = splunk.search(block.text, app=APP, earliest="-24h", latest="now")
    assert [message for message in job.messages if message.kind != "INFO"] == []


@pytest.mark.parametrize("block", shown(set(MACROS)))
def test_a_macro_is_valid(block: Block, splunk: Splunk) -> None:
    """What a filter leaves is told by tests/detection/test_tuning.py."""
    splunk.change(APP, "macros", MACROS[block.info], {"definition": block.text.strip()})
    assert splunk.search(f'| savedsearch "{SEARCH}"', app=APP).messages == []


@pytest.mark.parametrize("block", shown({CASES}))
def test_a_case_file_passes(block: Block, spl: Path, tmp_path: Path) -> None:
    file = tmp_path / "test_shown.splunk.yaml"
    file.write_text(block.text)
    found = read(file)
    assert found.faults == ()
    with closing(Worker(Work((spl,)))) as worker:
        assert [line for case in found.cases for line in lines(worker(case))] == []
