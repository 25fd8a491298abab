"""SPL210: a stanza of props.conf that is named as if source types had patterns."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding
from .installed import Installed, advice
from .lint import AppLint


def find(installed: Installed) -> Iterator[Finding]:
    for stanza in installed.stanzas("props"):
        name = stanza.name
        if "::" not in name and ("*" in name or "..." in name):
            what = "is for the source type of that very name; only source:: and host:: take patterns."
            yield advice(stanza, f"[{name}] {what} Write a stanza for each.")


LINT = AppLint("SPL210", "pattern in the name of a source type", find)
