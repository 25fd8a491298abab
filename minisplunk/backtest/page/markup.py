"""Elements of HTML and SVG from names, children and attributes; text goes in as text, and nothing is left raw."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from ... import lazy_re
from ...visible import written_out

_VOID = frozenset({"meta", "link", "br"})
_ESCAPE = lazy_re.compile(r"[^\n\t -~]")


class Html(str):
    """What is markup already; any other text that becomes a child is escaped."""

    __slots__ = ()


Child = str | Iterable["Child"] | None
Attribute = str | float | bool | None


def h(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """An element. `class_` is `class`, `aria_label` is `aria-label`; one that is None or False is left out."""
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{_attribute(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{said}>")
    return Html(f"<{name}{said}>{together(children)}</{name}>")


def together(children: Iterable[Child]) -> Html:
    return Html("".join(map(_child, children)))


def text(value: str) -> Html:
    """Somebody's text, in which hidden characters are seen to be written out, as they are on a terminal."""
    return Html(_ESCAPE.sub(_marked, escape(value)))


def _child(child: Child) -> str:
    if child is None or isinstance(child, Html):
        return child or ""
    return text(child) if isinstance(child, str) else together(child)


def _attribute(value: str | float) -> str:
    if isinstance(value, str):
        return escape(written_out(value))
    return f"{value:.1f}".removesuffix(".0")


def _marked(found: re.Match[str]) -> str:
    shown = written_out(found[0])
    return shown if shown == found[0] else f'<span class="escaped">{shown}</span>'
