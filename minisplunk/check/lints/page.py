"""A lint in; its page out, in Markdown: what it finds, why that matters, an example, how to mend it, when to ignore it.

The text lies in `pages/<code>.md`. The tests run the examples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...errors import NotFound
from . import LINTS
from .lint import Lint

_PAGES = Path(__file__).parent / "pages"
INTRODUCTION = """\
What `minisplunk check` advises. Splunk takes all of it without a word, though it seldom does what its author meant. So
a finding of these costs no exit code. `minisplunk check --explain SPL101` prints one of these pages. A lint is off
unless it is asked for where it fires on more than one search in twenty of a public library, or where often both is
right."""


def explained(code: str) -> str:
    """The page of a lint. Raises NotFound for a code that there is not."""
    found = [lint for lint in LINTS if lint.code == code.upper()]
    if not found:
        raise NotFound(f"There is no lint {code}; there are {', '.join(lint.code for lint in LINTS)}.")
    return f"# {found[0].code}: {found[0].name}\n\n{text(found[0])}"


def together(lints: Iterable[Lint] = LINTS) -> Iterator[str]:
    """The paragraphs of one page about all of them, below its heading: a table, and a section for each, whose anchor is
    the code in small letters."""
    lints = list(lints)
    yield INTRODUCTION
    rows = [f"| [{lint.code}](#{lint.code.lower()}) | {lint.name} | {'on' if lint.on else 'off'} |" for lint in lints]
    yield "\n".join(["| Code | What it finds | By default |", "| --- | --- | --- |", *rows])
    for lint in lints:
        yield f"## {lint.code}"
        yield f"**{lint.name}**"
        yield text(lint).strip()


def text(lint: Lint) -> str:
    """Its page, without a heading."""
    return (_PAGES / f"{lint.code}.md").read_text(encoding="utf-8")
