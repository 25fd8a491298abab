"""SPL210: a stanza of props.conf that is named as if source types had patterns."""

from __future__ import annotations

from collections.abc import Iterator

from ...conf import App
from ...engine import Splunk
from ..finding import ADVICE, Finding
from ..own import stanzas
from .lint import AppLint


def find(splunk: Splunk, app: App) -> Iterator[Finding]:
    for stanza in stanzas(splunk, app, "props"):
        name = stanza.name
        if "::" not in name and ("*" in name or "..." in name):
            what = "is for the source type of that very name; only source:: and host:: take patterns."
            yield Finding(str(stanza.file), stanza.line, ADVICE, f"[{name}] {what} Write a stanza for each.")


LINT = AppLint("SPL210", "pattern in the name of a source type", find)
