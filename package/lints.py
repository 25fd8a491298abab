"""The lints of `minisplunk check` in, docs/lints.md out."""

from __future__ import annotations

from pathlib import Path

from minisplunk.check.lints.page import together

from .build import write as write_file

MARK = (
    "<!-- Generated from minisplunk/check/lints by `python -m package page`. Change the pages there, not this one. -->"
)


def render() -> str:
    """The page."""
    return "\n\n".join((MARK, "# Lints", *together())) + "\n"


def write(root: Path) -> Path:
    """Write the page, whole or not at all; where it is."""
    path = root / "docs" / "lints.md"
    write_file(path, render().encode())
    return path
