"""SPL105: the call of a macro within double quotes, where it stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import Span
from ...spl import quoting
from .flow import ReadSearch, Step
from .lint import Remark, SearchLint

_STRINGS = re.compile(rf"\\.|search\s*=\s*{quoting.STRING.pattern}|({quoting.STRING.pattern})", re.DOTALL)
"""Strings, but those that hold a search, as for map: that is read later, its macros too."""
_CALL = re.compile(r"`\s*([\w.:-]+)\s*(\([^`]*\))?\s*`")


def find(search: ReadSearch) -> Iterator[Remark]:
    known = {name.partition("(")[0] for name in search.view.conf("macros").stanzas}
    for flow in search.flows():
        if flow.of is None:  # its text holds that of its subsearches
            for step in flow.steps:
                yield from _calls(search, step, known)


def _calls(search: ReadSearch, step: Step, known: set[str]) -> Iterator[Remark]:
    for string in _STRINGS.finditer(search.text.text, step.span.start, step.span.end):
        for call in _CALL.finditer(string[1] or ""):
            if call[1] in known:
                start = string.start(1) + call.start()
                message = f"{call[0]} stands in quotes, so it is text and no macro. End the quotes before it."
                yield Remark(message, search.place(Span(start, start + len(call[0]))))


LINT = SearchLint("SPL105", "macro within quotes", find)
