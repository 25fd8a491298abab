"""A page of the repository in; the same page as it goes into the .spl, for the admin who installs it, out.

One text serves both, so that they cannot contradict each other. The parts that need the repository are left out, and
pictures too: who has the app has the pages that they show.
"""

from __future__ import annotations

from .markdown import sections, without_pictures

REPOSITORY_ONLY = (
    "Try it without a Splunk",
    "minisplunk",
)
"""Headings of the parts of README.md that are about the repository and its tools."""


def for_admins(data: bytes) -> bytes:
    """Without the parts of `REPOSITORY_ONLY` and pictures. What is no UTF-8 stays as it is: the vetting says so."""
    text = data.decode("utf-8", "surrogateescape")
    kept = "".join(
        without_pictures(section.text) for section in sections(text) if section.heading not in REPOSITORY_ONLY
    )
    return kept.rstrip("\n").encode("utf-8", "surrogateescape") + b"\n" if kept else b""
