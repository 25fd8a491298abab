r"""A text that others have written in; the same with what a reader does not see written out, as `\x1b`, out.

What somebody logged, or named a file, must not steer the terminal of who reads it, nor turn its text round.
"""

from __future__ import annotations

import unicodedata

from . import lazy_re

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
"""Categories of characters that a reader does not see, or that steer a terminal or the direction of a text."""
_SUSPECT = lazy_re.compile(r"[^\n\t -~]+")


def written_out(text: str) -> str:
    """With hidden characters as escapes; lines and tabs stay."""
    return _SUSPECT.sub(lambda found: "".join(map(_escaped, found[0])), text)


def in_one_line(text: str) -> str:
    """The same, with lines and tabs as escapes too."""
    return written_out(text).replace("\t", "\\t").replace("\n", "\\n")


def json_written_out(document: str) -> str:
    """JSON that means the same: hidden characters stand in its texts alone, where JSON has escapes for them."""
    return _SUSPECT.sub(lambda found: "".join(map(_json_escaped, found[0])), document)


def _escaped(character: str) -> str:
    if not _hidden(character):
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _json_escaped(character: str) -> str:
    if not _hidden(character):
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN
