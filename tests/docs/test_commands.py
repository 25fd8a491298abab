"""Each command that a page shows is run, or read by who would run it; what a page says that it prints, it prints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from package.markdown import Block
from tests.docs.commands import CASES, KINDS, Folder, known, parse, verb
from tests.docs.pages import OUTPUT, PAGES, SHELL, blocks, commands, shown
from tests.schemas import hold

LEFT_OUT = "..."
"""A line that stands for any number of lines, and what a line ends with that goes on."""


def test_each_command_of_the_pages_is_tested() -> None:
    assert {each.command for each in shown()} == {case["command"] for case in CASES}


def test_each_is_there_once_and_says_how_it_is_tested() -> None:
    assert len({case["command"] for case in CASES}) == len(CASES)
    assert [case["command"] for case in CASES if len(case.keys() & set(KINDS)) != 1] == []


def of(kind: str) -> pytest.MarkDecorator:
    cases = [case for case in CASES if kind in case]
    return pytest.mark.parametrize("case", cases, ids=[case["command"] for case in cases])


@pytest.mark.slow
@of("exit")
def test_it_runs(case: dict, folder: Folder) -> None:
    folder.run(case)


@pytest.mark.slow
@of("serves")
def test_it_serves(case: dict, folder: Folder) -> None:
    said = folder.serve(case)
    assert said["management"].startswith("https://127.0.0.1:")
    hold("serve", said)


@pytest.mark.slow
@of("parsed")
def test_its_options_are_known(case: dict, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.place(case))
    parse(case["command"], folder)


@of("named")
def test_the_verb_is_there(case: dict) -> None:
    program, name = case["command"].split()
    assert program == "minisplunk"
    assert verb(name).help


# Output


def outputs() -> Iterator[tuple[str, Block, Block]]:
    """(where, a block of commands, what one of them prints)."""
    for page in PAGES:
        before = None
        for block in blocks(page):
            if block.info == SHELL:
                before = block
            elif block.info == OUTPUT:
                assert before is not None and before.heading == block.heading, f"{page.name}:{block.line}"
                yield f"{page.name}:{block.line}", before, block


@pytest.mark.slow
@pytest.mark.parametrize(("above", "block"), [pytest.param(*pair, id=where) for where, *pair in outputs()])
def test_it_prints_what_the_page_shows(above: Block, block: Block, folder: Folder) -> None:
    printed = [folder.run(case) for case in map(known, commands(above)) if "exit" in case]
    assert any(missing(block.text, text) == "" for text in printed), missing(block.text, printed[0])


def missing(page: str, printed: str) -> str:
    """The first line of a page that is not in its place in what was printed; empty without one. Blanks don't count."""
    left = [plain for line in printed.splitlines() if (plain := blanks(line)).strip("─")]
    anywhere = True
    for line in map(blanks, page.splitlines()):
        if line == LEFT_OUT:
            anywhere = True
        elif line:
            found = next((n for n, other in enumerate(left if anywhere else left[:1]) if same(line, other)), None)
            if found is None:
                return line
            left, anywhere = left[found + 1 :], False
    return ""


def blanks(line: str) -> str:
    return " ".join(line.split())


def same(line: str, printed: str) -> bool:
    """A line of a page may break off with `...`."""
    return printed.startswith(line[: -len(LEFT_OUT)].rstrip()) if line.endswith(f" {LEFT_OUT}") else line == printed


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("a  b\nc", ""),
        ("c\nd ...", ""),
        ("a b\n...\nd e", ""),
        ("a b\nd e f", "d e f"),
        ("c\na b", "a b"),
        ("a b c", "a b c"),
    ],
)
def test_what_is_shown_is_compared_line_by_line(page: str, wrong: str) -> None:
    assert missing(page, "a b\n────\nc\nd e f\nd e\n") == wrong
