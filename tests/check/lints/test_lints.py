"""Runs <code>.yaml: what a lint says of searches and apps, and what of it each page shows.

A case has a `search`, or `confs`, the texts of default/ by name; it may have `macros`, the text of macros.conf, `files`
of the app and `exports`, what other apps see of it. `findings` are `line:column: message`, or `file:line: message`.
Cases that are `silent` have none of the lint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.check import lints, shown_path
from minisplunk.check.lints import LINTS, AppLint, Lint, SearchLint
from minisplunk.check.lints.page import explained
from minisplunk.check.lints.page import text as page_of
from minisplunk.check.lints.running import ON, of_app, selected
from minisplunk.check.lints.statistics import of_library, shares, table
from minisplunk.check.searches import searches as faults
from minisplunk.content import Search
from minisplunk.engine import Splunk
from minisplunk.errors import NotFound
from package import markdown
from package.markdown import Block

HERE = Path(__file__).parent
Fixture = Mapping[str, Any]
FIXTURES: Mapping[str, Fixture] = {file.stem: yaml.safe_load(file.read_text()) for file in HERE.glob("*.yaml")}
BY_CODE = {lint.code: lint for lint in LINTS}
PAGES = Path(lints.__file__).parent / "pages"
FIRES, SILENT = "fires", "silent"
PARTS = ["Why it matters", "Found", "Mended", "When to ignore it"]
CASES = [
    pytest.param(code, case, id=f"{code} {kind}: {case['name']}")
    for code, kinds in sorted(FIXTURES.items())
    for kind, cases in kinds.items()
    for case in cases
]
_NUMBERS = count()


@pytest.fixture(scope="module")
def splunk() -> Iterator[Splunk]:
    """With the data models of the Common Information Model."""
    with Splunk() as splunk:
        splunk.install_common_information_model()
        yield splunk


@pytest.fixture
def found(splunk: Splunk, tmp_path: Path):
    """The findings of one lint in the app that a case describes."""

    def find(lint: Lint, case: Mapping[str, Any], *, sound: bool = False) -> list[str]:
        name = f"case_{next(_NUMBERS)}"
        for file, written in files_of(case).items():
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written)
        app = splunk.install(tmp_path / name)
        try:
            if "search" in case or sound:
                assert [fault.message for fault in faults(splunk, app)] == []
            findings = list(of_app(splunk, app, [lint]))
        finally:
            splunk.uninstall(app.id)
        assert {finding.code for finding in findings} <= {lint.code}
        assert {finding.kind for finding in findings} <= {"advice"}
        if "search" in case:
            return [finding.message.removeprefix("[s] search: ") for finding in findings]
        return [f"{shown_path(f.file, app)}:{f.line}: {f.message}".removeprefix("default/") for f in findings]

    return find


def files_of(case: Mapping[str, Any]) -> dict[str, str]:
    confs = dict(case.get("confs", {}))
    if "search" in case:
        confs["savedsearches"] = "[s]\nsearch = " + case["search"].replace("\n", "\\\n") + "\n"
    if case.get("macros"):
        confs["macros"] = case["macros"]
    files = {f"default/{name}.conf": text for name, text in {"app": "", **confs}.items()}
    return {**files, "metadata/default.meta": case.get("exports", ""), **case.get("files", {})}


@pytest.mark.parametrize(("code", "case"), CASES)
def test_case(code, case, found):
    assert case.keys() <= {"name", "search", "confs", "macros", "files", "exports", "findings"}
    assert found(BY_CODE[code], case) == case.get("findings", [])


def test_each_lint_has_a_code_of_its_own_and_a_fixture():
    assert len(BY_CODE) == len(LINTS)
    assert FIXTURES.keys() == BY_CODE.keys()
    for lint in LINTS:
        assert re.fullmatch(r"SPL2\d\d" if isinstance(lint, AppLint) else r"SPL1\d\d", lint.code)


@pytest.mark.parametrize("code", sorted(FIXTURES))
def test_a_fixture_has_cases_of_either_kind(code):
    fixture = FIXTURES[code]
    assert fixture.keys() == {FIRES, SILENT}
    assert min(len(fixture[FIRES]), len(fixture[SILENT])) >= 3
    assert all(case["findings"] for case in fixture[FIRES])
    assert not any("findings" in case for case in fixture[SILENT])


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.code)
def test_a_page_has_all_parts(lint):
    found, *parts = markdown.sections(page_of(lint).replace("### ", "## "))
    assert [part.heading for part in parts] == PARTS
    assert found.text.strip().endswith(".")
    assert re.search(r"^Source: .+\.$", parts[0].text, re.MULTILINE | re.DOTALL)
    assert [part.heading for part in parts if not part.text.strip().endswith((".", "```"))] == []
    assert (f"# {lint.code}: {lint.name}", page_of(lint)) == tuple(explained(lint.code.lower()).split("\n\n", 1))


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.code)
def test_the_example_of_a_page_is_found_and_mended_it_is_not(lint, found):
    """Either is read without a fault; one that is not would be silent, too."""
    examples = list(markdown.blocks(page_of(lint).replace("### ", "## ")))
    before, after = (shown([b for b in examples if b.heading == heading], examples) for heading in ("Found", "Mended"))
    assert found(lint, before, sound=True)
    assert found(lint, after, sound=True) == []


def shown(blocks: list[Block], every: list[Block]) -> dict[str, Any]:
    """A case of the blocks under one heading, and of the macros that both have."""
    macros = {"macros": "".join(block.text for block in every if block.info == "ini macros")}
    main = next(block for block in blocks if block.info != "ini macros")
    if main.info == "spl":
        return {"search": main.text.strip(), **macros}
    return {"confs": {main.info.removeprefix("ini "): main.text}, **macros}


def test_a_finding_shows_its_place_in_each_macro(splunk: Splunk, tmp_path: Path):
    macros = "[outer]\ndefinition = eval x=1 | `inner`\n[inner]\ndefinition = where a.b=1\n"
    for file, written in files_of({"search": "index=a\n| `outer`", "macros": macros}).items():
        (tmp_path / "macros" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "macros" / file).write_text(written)
    app = splunk.install(tmp_path / "macros")
    (finding,) = of_app(splunk, app, [BY_CODE["SPL103"]])
    splunk.uninstall(app.id)
    assert finding.detail.splitlines() == [
        "  | `outer`",
        "    ^^^^^^^",
        "  in the macro `outer`:",
        "  eval x=1 | `inner`",
        "             ^^^^^^^",
        "  in the macro `inner`:",
        "  where a.b=1",
        "        ^^^",
    ]


def test_there_is_no_page_of_another_code():
    with pytest.raises(NotFound, match="There is no lint SPL999; there are SPL101, "):
        explained("SPL999")
    assert {file.stem for file in PAGES.iterdir()} == BY_CODE.keys()


def test_which_lints_are_looked_for():
    off = [lint for lint in LINTS if not lint.on]
    assert off
    assert selected() == ON == tuple(lint for lint in LINTS if lint.on)
    assert selected(more=["SPL1"], less=["spl2"]) == tuple(lint for lint in LINTS if isinstance(lint, SearchLint))
    assert selected(more=[off[0].code], less=[off[0].code]) == ON


@pytest.mark.parametrize("given", ["SPL9", ""])
def test_lints_that_there_are_not(given):
    with pytest.raises(NotFound, match=f"There is no lint {given}; there are SPL101, "):
        selected(more=[given])


def test_statistics(splunk: Splunk):
    """Of the searches that can be read; several findings in one count once for the share."""
    spl = ("*", "* | append [search *]", "index=a", "| no")
    searches = [Search(str(number), each, "file", number) for number, each in enumerate(spl)]
    by_code = {share.lint.code: share for share in of_library(splunk, searches, "search")}
    assert by_code.keys() == BY_CODE.keys()
    no_index = by_code["SPL107"]
    assert (no_index.findings, no_index.searches, no_index.of, no_index.share) == (3, 2, 3, 2 / 3)
    lines = list(table(by_code.values()))
    assert lines[6] == "SPL107       3   66.7%  search without an index, too often to be on by default"
    assert lines[5] == "SPL106       0    0.0%  field!=x where NOT may be meant, off by default"


def test_statistics_of_nothing():
    assert {share.share for share in shares([], 0)} == {0.0}
