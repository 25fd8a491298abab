"""docs/coverage.md: a row for each case, a section for each search; a case that says too little is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from package import coverage
from package.errors import PackageError

SEEN = "- {name: A failure, shows: Something, seen: true, events: []}\n"
MISSED = """\
- name: MFA is not asked for (ever)
  shows: Nothing
  seen: false
  watch: The gate.
  search: |
    index=main
    | head 1
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / coverage.CASES).parent.mkdir(parents=True)
    return tmp_path


def put(root: Path, text: str) -> Path:
    (root / coverage.CASES).write_text(text)
    return root


def test_page(root: Path) -> None:
    page = coverage.render(put(root, SEEN + MISSED))
    assert "| A failure | Something | yes |  |\n" in page
    assert (
        "| MFA is not asked for (ever) | Nothing | **no** | The gate. [Search](#mfa-is-not-asked-for-ever) |\n" in page
    )
    assert page.endswith("### MFA is not asked for (ever)\n\n```\nindex=main\n| head 1\n```\n")


def test_write_says_where(root: Path) -> None:
    written = coverage.write(put(root, SEEN))
    assert written == root / "docs" / "coverage.md"
    assert written.read_text() == coverage.render(root)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- {name: x, seen: true}\n", "case 1: must say `name`, `shows` and `seen`"),
        (f"{SEEN}- x\n", "case 2: must say `name`, `shows` and `seen`"),
        ("- {name: x, shows: y, seen: false}\n", "case 1: must say `watch`"),
        ("- {name: x, shows: y, seen: true, watch: z}\n", "case 1: must say `watch`"),
        ("- {name: x, shows: y, seen: false, watch: a | b}\n", "case 1: a | would end the cell"),
        ("name: x\n", "must be a list of cases"),
        ("- [\n", "is no YAML"),
    ],
)
def test_a_case_that_is_wrong(root: Path, text: str, says: str) -> None:
    with pytest.raises(PackageError) as caught:
        coverage.render(put(root, text))
    assert str(caught.value).startswith(f"{root / coverage.CASES}: ")
    assert says in str(caught.value)


def test_no_cases(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"coverage\.yaml: cannot be read: No such file"):
        coverage.render(tmp_path)
