"""SPL206: a correlation search that no technique of MITRE ATT&CK is mapped to."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding
from .installed import Installed, advice
from .lint import AppLint
from .settings import ANNOTATIONS, CORRELATION, mapped


def find(installed: Installed) -> Iterator[Finding]:
    for stanza in installed.saved_searches:
        found = mapped(stanza)
        if not stanza.flag(CORRELATION, strict=False) or found is None or found.get("mitre_attack"):
            continue
        setting = stanza.settings.get(ANNOTATIONS) or stanza.settings[CORRELATION]
        message = (
            f"[{stanza.name}] The correlation search names no technique of MITRE ATT&CK. "
            f"Add mitre_attack to {ANNOTATIONS}."
        )
        yield advice(setting, message)


LINT = AppLint("SPL206", "correlation search without MITRE ATT&CK", find)
