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

REPORTED = """\
- name: {name}
  shows: Nothing
  seen: false
  watch: The gate.
  report: Gate, Left Open
"""
CONF = """\
[Gate, Left Open]
description = Gates that nobody has shut.
search = index=main \\
| head 1
dispatch.earliest_time = -24h@h
dispatch.latest_time = now
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
    assert page.endswith("### MFA is not asked for (ever)\n\n```spl\nindex=main\n| head 1\n```\n")


def test_a_report_is_printed_once_from_the_app_for_all_cases_that_name_it(root: Path) -> None:
    (root / "default").mkdir()
    (root / "default" / "savedsearches.conf").write_text(CONF)
    page = coverage.render(put(root, REPORTED.format(name="One") + REPORTED.format(name="Two")))
    assert "| Two | Nothing | **no** | The gate. [Report](#gate-left-open) |\n" in page
    section = """\
### Gate, Left Open

Gates that nobody has shut.

From `-24h@h` to `now`:

```spl
index=main
| head 1
```
"""
    assert page.count("### Gate, Left Open") == page.count(section) == 1


def test_a_report_that_the_app_does_not_have(root: Path) -> None:
    (root / "default").mkdir()
    (root / "default" / "savedsearches.conf").write_text("[Another]\n")
    with pytest.raises(PackageError, match=r"savedsearches\.conf: has no \[Gate, Left Open\], which is a report in "):
        coverage.render(put(root, REPORTED.format(name="One")))


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
        (
            "- {name: x, shows: y, seen: false, watch: z, report: r, search: s}\n",
            "case 1: has a `report` and a `search`",
        ),
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
