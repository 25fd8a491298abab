"""Functions on texts (Search Reference, "Text functions"); given a multivalue field, most answer for each value."""

from __future__ import annotations

from urllib.parse import unquote

from ..documents.datapath import at_path
from ..values import Value
from .parameters import scalar
from .regex import Regex, template
from .registry import Kind

_BLANKS = " \t"
"""What the trim functions remove by default."""


@scalar("len", "text", Kind.NUMBER)
def length(text: str) -> int:
    """In code points."""
    return len(text)


@scalar("lower", "each")
def lower(text: str) -> str:
    return text.lower()


@scalar("upper", "each")
def upper(text: str) -> str:
    return text.upper()


@scalar("trim", "values text?")
def trim(text: str, chars: str = _BLANKS) -> str:
    return text.strip(chars)


@scalar("ltrim", "values text?")
def ltrim(text: str, chars: str = _BLANKS) -> str:
    return text.lstrip(chars)


@scalar("rtrim", "values text?")
def rtrim(text: str, chars: str = _BLANKS) -> str:
    return text.rstrip(chars)


@scalar("substr", "each integer integer?")
def substr(text: str, start: int, length: int | None = None) -> str:
    """From a position that counts from 1, or from the end when negative; to the end without a length."""
    begin = max(len(text) + start, 0) if start < 0 else max(start - 1, 0)
    end = None if length is None else begin + max(length, 0)
    return text[begin:end]


@scalar("replace", "each regex text")
def replace(text: str, regex: Regex, replacement: str) -> str:
    r"""Every match replaced; \1 in the replacement is the first group."""
    return regex.substitute(text, template(replacement))


@scalar("spath", "value value")
def spath(document: str, path: str) -> Value:
    """What lies at a path in a JSON or XML text, as the spath command gives it; null for a multivalue field."""
    return at_path(document, path)


@scalar("urldecode", "each")
def urldecode(text: str) -> str:
    """Percent escapes decoded as UTF-8; a plus sign stays."""
    return unquote(text)
