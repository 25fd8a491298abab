"""README.md and the pages in docs/; the commands and blocks of code that they show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from package import markdown
from package.markdown import Block

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))
GENERATED = "<!-- Generated"
"""How a page begins that is made of others' texts."""
SHELL, OUTPUT = "sh", "text"
"""Kinds of blocks: commands, a line each, and what they print."""
FILES = ("python", "yaml", "ini", "conf")
"""Kinds that, with a name behind, are files which lie beside the commands of their page."""
_TOOLS = re.compile(r"(?:minisplunk|splunk|acs|pip|python) |make(?: |$)")
_COMMENT = re.compile(r"\s+# .*")


@dataclass(frozen=True, slots=True)
class Shown:
    """A command, and the page that shows it."""

    page: Path
    command: str


def blocks(page: Path) -> Iterator[Block]:
    return markdown.blocks(page.read_text())


def commands(block: Block) -> list[str]:
    """Those of a block of the kind `sh`, without the comments behind them."""
    return [_COMMENT.sub("", line) for line in block.text.splitlines()]


def shown() -> Iterator[Shown]:
    """Each command of each page: a line of a block, or a piece of code in a sentence or a table."""
    for page in PAGES:
        for block in blocks(page):
            if block.info == SHELL:
                yield from (Shown(page, command) for command in commands(block))
        for code in markdown.inline_code(page.read_text()):
            if _TOOLS.match(code):
                yield Shown(page, code)
