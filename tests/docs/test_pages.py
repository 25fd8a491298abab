"""Pages that can be read: their links lead somewhere, README.md is short, lines and sentences are too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from package.markdown import anchors, links, prose
from tests.docs.pages import GENERATED, PAGES, README, ROOT

README_LINES = 120
"""Three screens, its picture among them."""
LINE = 160
WORDS = 40
"""Of a sentence."""
WRITTEN = [page for page in PAGES if not page.read_text().startswith(GENERATED)]


def dead_links(page: Path) -> Iterator[str]:
    for line, target in links(page.read_text()):
        parts = urlsplit(target)
        if parts.scheme:
            continue
        file = (page.parent / parts.path) if parts.path else page
        if not file.exists() or (parts.fragment and parts.fragment not in anchors(file.read_text())):
            yield f"{page.name}:{line}: {target}"


@pytest.mark.parametrize("page", sorted({*PAGES, *ROOT.glob("*.md")}), ids=lambda page: page.name)
def test_it_has_no_dead_link(page: Path) -> None:
    assert list(dead_links(page)) == []


def test_each_page_is_linked_from_the_readme() -> None:
    linked = {(ROOT / urlsplit(target).path).resolve() for _, target in links(README.read_text())}
    assert [page.name for page in PAGES if page != README and page not in linked] == []


def test_the_readme_is_short() -> None:
    assert len(README.read_text().splitlines()) <= README_LINES


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_its_lines_are_short(page: Path) -> None:
    """But for the rows of tables, which cannot be broken, and pictures."""
    lines = enumerate(page.read_text().splitlines(), 1)
    assert [number for number, line in lines if len(line) > LINE and not line.lstrip().startswith(("|", "!["))] == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_its_sentences_are_short(page: Path) -> None:
    paragraphs = prose(page.read_text())
    sentences = [sentence for each in paragraphs for sentence in re.split(r"(?<=[.:;?!])\s+", each)]
    assert [sentence for sentence in sentences if len(sentence.split()) > WORDS] == []
