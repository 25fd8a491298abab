"""The repository's README.md in; the README.md that goes into the .spl, for the admin who installs it, out.

One text serves both, so that they cannot contradict each other. The parts that need the repository are left out.
"""

from __future__ import annotations

from .markdown import sections

NAME = "README.md"
REPOSITORY_ONLY = (
    "Try it without a Splunk",
    "minisplunk",
    "On a real Splunk",
    "What minisplunk was tested for",
    "For developers",
)
"""Headings of the parts that are about the repository and its tools."""


def for_admins(data: bytes) -> bytes:
    """Without the parts of `REPOSITORY_ONLY`. What is no UTF-8 stays as it is: the vetting says so."""
    text = data.decode("utf-8", "surrogateescape")
    kept = "".join(section.text for section in sections(text) if section.heading not in REPOSITORY_ONLY)
    return kept.rstrip("\n").encode("utf-8", "surrogateescape") + b"\n" if kept else b""
