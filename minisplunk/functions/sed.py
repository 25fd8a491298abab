r"""A sed script, as `rex mode=sed` takes it, in; a function from text to text out.

Two commands exist: `s/regex/replacement/flags`, whose flags are none (the first match), `g` (all) or a number (that
match alone), and `y/characters/characters/` (Search Reference, rex, "Sed expressions"). A script may hold several
commands separated by blanks (Getting Data In, "Anonymize data"). [unverified]: any mark may be used in place of the
slashes; `\n` in a replacement is a line break, `&` is itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import reduce

from .. import lazy_re
from ..functions.regex import Match, Regex, compile_regex, template

Edit = Callable[[str], str]

_COMMAND = lazy_re.compile(r"\s*([sy])([^\w\s\\])")
_FLAGS = lazy_re.compile(r"[^\s]*")
_ESCAPED = lazy_re.compile(r"\\(.)", re.DOTALL)
_BLANKS = {"n": "\n", "r": "\r", "t": "\t"}


def compile_script(script: str) -> Edit:
    """An edit that runs the commands in turn. Raises ValueError, for a bad regex its subclass RegexError.

    The edit raises functions.regex.MatchLimit.
    """
    edits: list[Edit] = []
    position = 0
    while script[position:].strip():
        edit, position = _command(script, position)
        edits.append(edit)
    if not edits:
        raise ValueError("Failed to initialize sed. The expression is empty.")
    return edits[0] if len(edits) == 1 else lambda text: reduce(lambda so_far, edit: edit(so_far), edits, text)


def _command(script: str, position: int) -> tuple[Edit, int]:
    opening = _COMMAND.match(script, position)
    if opening is None:
        raise ValueError(
            f"Failed to initialize sed. Invalid option string: '{script[position:].strip()}': "
            "only s/regex/replacement/flags and y/characters/characters/ are known."
        )
    kind, mark = opening.groups()
    first, position = _part(script, opening.end(), mark)
    second, position = _part(script, position, mark)
    flags = _FLAGS.match(script, position)
    assert flags is not None  # it matches nothing too
    edit = _substitution(first, second, flags[0], mark) if kind == "s" else _translation(first, second, flags[0], mark)
    return edit, flags.end()


def _part(script: str, start: int, mark: str) -> tuple[str, int]:
    """The text up to the next mark without a backslash before it, and where to read on."""
    position = start
    while position < len(script) and script[position] != mark:
        position += 2 if script[position] == "\\" else 1
    if position >= len(script):
        raise ValueError(f"Failed to initialize sed. The closing '{mark}' is missing: '{script}'.")
    return script[start:position], position + 1


def _substitution(pattern: str, replacement: str, flags: str, mark: str) -> Edit:
    regex = compile_regex(pattern)  # an escaped mark is that mark to PCRE as well
    expand = template(_ESCAPED.sub(lambda match: _replacement_escape(match, mark), replacement))
    if flags == "g":
        return lambda text: regex.substitute(text, expand)
    if flags in ("", "1"):
        return lambda text: regex.substitute(text, expand, 1)
    if flags.isascii() and flags.isdigit() and int(flags) > 0:
        number = int(flags)
        return lambda text: _replace_one(regex, text, expand, number)
    raise ValueError(f"Failed to initialize sed. The flag '{flags}' is neither g nor the number of a match.")


def _replacement_escape(match: re.Match[str], mark: str) -> str:
    r"""`\n`, `\r`, `\t` and the escaped mark become what they mean; back references and `\\` are left to `template`."""
    char = match[1]
    if char == mark:
        return char
    return _BLANKS.get(char, match[0])


def _replace_one(regex: Regex, text: str, expand: Callable[[Match], str], number: int) -> str:
    for count, match in enumerate(regex.finditer(text), 1):
        if count == number:
            start, end = match.span()
            return text[:start] + expand(match) + text[end:]
    return text


def _translation(source: str, target: str, flags: str, mark: str) -> Edit:
    sources, targets = _characters(source, mark), _characters(target, mark)
    if len(sources) != len(targets):
        raise ValueError("Failed to initialize sed. The two strings of a y command differ in length.")
    if flags:
        raise ValueError(f"Failed to initialize sed. A y command takes no flags: '{flags}'.")
    table = str.maketrans(sources, targets)
    return lambda text: text.translate(table)


def _characters(part: str, mark: str) -> str:
    return _ESCAPED.sub(lambda match: match[1] if match[1] in (mark, "\\") else _BLANKS.get(match[1], match[0]), part)
