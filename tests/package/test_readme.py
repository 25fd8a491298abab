"""The .spl has the README.md of the repository without what needs the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from package.build import build
from package.markdown import Block, Picture, Section, blocks, inline_code, pictures, prose, sections
from package.readme import REPOSITORY_ONLY, for_admins
from package.unpacked import unpack

REPOSITORY = Path(__file__).parents[2]
PAGE = """\
# A detection

What it does.

## Install

```
## minisplunk
```

## minisplunk

Run it.

### More

## Permissions

Who may what.
"""


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return dict(unpack(build(REPOSITORY, tmp_path_factory.mktemp("dist")).path).files)


def test_sections() -> None:
    found = sections(PAGE)
    assert [section.heading for section in found] == ["", "Install", "minisplunk", "Permissions"]
    assert "".join(section.text for section in found) == PAGE
    assert found[0] == Section("", "# A detection\n\nWhat it does.\n\n")


def test_what_needs_the_repository_is_left_out() -> None:
    text = for_admins(PAGE.encode()).decode()
    assert text == PAGE.replace("## minisplunk\n\nRun it.\n\n### More\n\n", "")


def test_pictures_are_left_out() -> None:
    """A block of code, and a picture in a sentence, stay."""
    page = "# A\n\n![one](1.png)\n\nText with ![two](2.png).\n\n```\n![three](3.png)\n```\n"
    assert for_admins(page.encode()).decode() == page.replace("![one](1.png)\n\n", "")
    assert list(pictures(page)) == [Picture("one", "1.png"), Picture("two", "2.png")]


def test_blocks() -> None:
    page = "```\na\n```\n## One\n1. x\n   ~~~sh  \n   b\n     c\n\n   ```\n   ~~~\n"
    assert list(blocks(page)) == [Block("", 2, "", "a\n"), Block("One", 7, "sh", "b\n  c\n\n```\n")]


def test_prose_and_the_code_in_it() -> None:
    page = "# A `b`\n<!-- `c` -->\nOne\ntwo `d`.\n- three\n  four\n- five\n\n| `e` |\n```\n`f`\n```\nsix"
    assert list(prose(page)) == ["One two `d`.", "- three four", "- five", "six"]
    assert list(inline_code(page)) == ["b", "d", "e"]


@pytest.mark.parametrize("data", [b"", b"# Sample\n", "# \u00dcbersicht\n".encode("latin-1"), b"# One\n\n## Two\n"])
def test_a_page_without_such_parts_stays_as_it_is(data: bytes) -> None:
    assert for_admins(data) == data


def test_each_part_that_is_left_out_is_in_the_repositorys(shipped: dict[str, bytes]) -> None:
    ours = [section.heading for section in sections((REPOSITORY / "README.md").read_text())]
    theirs = [section.heading for section in sections(shipped["README.md"].decode())]
    assert set(REPOSITORY_ONLY) < set(ours)
    assert theirs == [heading for heading in ours if heading not in REPOSITORY_ONLY]


def test_an_admin_is_told_nothing_that_needs_the_repository(shipped: dict[str, bytes]) -> None:
    """The documents of the .spl, but for the changelog, name no command of the repository's tools."""
    pages = {name: data.decode() for name, data in shipped.items() if name.endswith(".md") and name != "CHANGELOG.md"}
    assert len(pages) == 6
    told = {(name, word) for name, text in pages.items() for word in ("`make ", "minisplunk", "tests/") if word in text}
    assert told == set()


def test_the_changelog_is_shipped(shipped: dict[str, bytes]) -> None:
    assert shipped["CHANGELOG.md"] == (REPOSITORY / "CHANGELOG.md").read_bytes()
