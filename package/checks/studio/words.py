"""What people read: panels and inputs have titles, and texts are plain ASCII also where JSON escapes what is not."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Finding
from ...unpacked import Unpacked
from .dashboard import dashboards

UNTITLED = frozenset(
    {
        "abslayout.line",
        "input.button",
        "splunk.ellipse",
        "splunk.image",
        "splunk.markdown",
        "splunk.rectangle",
        "splunk.richtext",
    }
)
"""Texts, pictures and shapes say themselves what they are; a button has its label."""


def panels_are_titled(app: Unpacked) -> Iterator[Finding]:
    """A number without a title is a riddle, and a screen reader has nothing to say of it."""
    for view in dashboards(app):
        for name, item in view.items.items():
            if not item.at("title").text and item.at("type").text not in UNTITLED:
                yield view.finding(item, f"{name} has no title", "nobody can tell what it shows")


def words_are_plain(app: Unpacked) -> Iterator[Finding]:
    """JSON can escape a dash or a quote that the check of the file's bytes would see."""
    for view in dashboards(app):
        for at in view.definition.texts():
            for sign in sorted({sign for sign in at.text if not sign.isascii()}):
                what = f"has the sign U+{ord(sign):04X}, which is not ASCII"
                yield view.finding(at, what, "look-alikes break SPL unseen")
