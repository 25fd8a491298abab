r"""Text in; the key=value pairs in it, as automatic extraction finds them, out.

props.conf.spec, KV_MODE and KV_TRIM_SPACES; transforms.conf.spec, KEEP_EMPTY_VALS (pairs without a value give no
field). Checked by others on Splunk 10.4.0: a key is letters, digits, `_`, `.` and `-`, and is cleaned; of a key that
comes twice the first value counts; a value may hold further `=`; a text in quotes is one value, even when it holds
pairs. [unverified]: where a value without quotes ends (see _VALUE), that single quotes quote too, and that with
auto_escaped a backslash counts within double quotes alone, and nothing in front of other characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import ascii_letters, digits

from .. import lazy_re
from .names import clean

_IN_KEY = frozenset(f"{ascii_letters}{digits}_.-")
_OTHERS = r"""'([^']*)'|([^\s"',;&|()<>\[\]{}]+)"""
_VALUE = lazy_re.compile(rf'"([^"]*)"|{_OTHERS}')
_ESCAPED = lazy_re.compile(rf'"((?:[^"\\]|\\.)*)"|{_OTHERS}', re.DOTALL)
_ESCAPE = lazy_re.compile(r'\\(["\\])')


def pairs(text: str, *, escaped: bool = False, trimmed: bool = True) -> Iterator[tuple[str, str]]:
    r"""Fields and their values, in the order of the text; a name may come again. `escaped`: `\"` and `\\` are a
    quotation mark and a backslash within quotes (KV_MODE = auto_escaped). `trimmed`: without blanks at their ends."""
    whole = _ESCAPED if escaped else _VALUE
    end = 0  # of the last value
    while (sign := text.find("=", end)) >= 0:
        start = sign
        while start > end and text[start - 1] in _IN_KEY:
            start -= 1
        match = whole.match(text, sign + 1) if start < sign else None
        end = sign + 1
        if match is not None:
            end = match.end()
            value = match[1] or match[2] or match[3] or ""
            if escaped and match[1]:
                value = _ESCAPE.sub(r"\1", value)
            if trimmed:
                value = value.strip(" ")
            if value and (name := clean(text[start:sign])):
                yield name, value


def hints(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The names that `pairs` can find, each with a text that must occur in an event that has the field.

    Cleaning a key keeps its last run of letters and digits.
    """
    return tuple((name, f"{name.rpartition('_')[2]}=") for name in names if clean(name) == name)
