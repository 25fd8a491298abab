"""docs/tuning.md in; its code blocks, by heading and language, out, so that what is tested is what is written there."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "tuning.md"
_PART = re.compile(r"^## (?P<heading>[^\n]+)$|^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> dict[str, list[str]]:
    """The code blocks of a language under each heading that has any."""
    found: dict[str, list[str]] = {}
    heading = ""
    for part in _PART.finditer(GUIDE.read_text()):
        if part["heading"]:
            heading = part["heading"]
        elif part["language"] == language:
            found.setdefault(heading, []).append(part["code"].rstrip("\n"))
    return found


def settings(code: str) -> dict[str, str]:
    """The `key = value` lines of a block; a stanza's header is left out."""
    pairs = (line.partition(" = ") for line in code.splitlines() if not line.startswith("["))
    return {key: value for key, _, value in pairs}
