"""A search that has been read, or an installed app, in; what the lints find there out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...conf import App, Setting, Stanza
from ...engine import Splunk
from ...errors import NotFound, shortened
from ..finding import ADVICE, Finding
from . import LINTS
from .flow import ReadSearch
from .installed import Installed
from .lint import AppLint, Lint, Remark, SearchLint

Found = tuple[SearchLint, Remark]
ON = tuple(lint for lint in LINTS if lint.on)
"""What is looked for unless somebody says otherwise."""


def selected(more: Iterable[str] = (), less: Iterable[str] = ()) -> tuple[Lint, ...]:
    """The lints that are on, with `more` of them and without `less`: codes, or how several begin, as SPL2.

    Raises NotFound for what no code begins with.
    """
    with_, without = _codes(more), _codes(less)
    return tuple(lint for lint in LINTS if (lint.on or lint.code in with_) and lint.code not in without)


def _codes(given: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for beginning in given:
        codes = {lint.code for lint in LINTS if beginning and lint.code.startswith(beginning.upper())}
        if not codes:
            raise NotFound(f"There is no lint {beginning}; there are {', '.join(lint.code for lint in LINTS)}.")
        found |= codes
    return found


def of_search(search: ReadSearch, lints: Iterable[Lint] = ON) -> Iterator[Found]:
    """What the lints of searches say of one, be it of an app or of a library."""
    return ((lint, remark) for lint in lints if isinstance(lint, SearchLint) for remark in lint.find(search))


def of_app(splunk: Splunk, app: App, lints: Iterable[Lint] = ON) -> Iterator[Finding]:
    """What the lints say of an installed app, of its saved searches and event types too."""
    lints, installed = tuple(lints), Installed(splunk, app)
    for lint in lints:
        if isinstance(lint, AppLint):
            yield from (replace(finding, code=lint.code) for finding in lint.find(installed))
    for stanza in installed.saved_searches:
        yield from _of_setting(installed, stanza, lints)
    of_eventtypes = [lint for lint in lints if isinstance(lint, SearchLint) and lint.eventtypes]
    for stanza in installed.stanzas("eventtypes"):
        if "`" not in stanza.get("search", "`"):  # macros mean nothing there
            yield from _of_setting(installed, stanza, of_eventtypes)


def _of_setting(installed: Installed, stanza: Stanza, lints: Iterable[Lint]) -> Iterator[Finding]:
    """What cannot be read is told of by those who check searches."""
    setting, search = stanza.settings["search"], installed.search(stanza)
    if search is not None:
        for lint, remark in of_search(search, lints):
            yield finding(lint, remark, setting, f"[{stanza.name}] {setting.key}: ")


def finding(lint: Lint, remark: Remark, setting: Setting, where: str) -> Finding:
    """A remark as a finding about the setting that has the search; carets show its place, in macros too."""
    place = remark.place
    detail = [place.caret()]
    for macro, inside in place.inside:
        detail += [f"  in the macro `{shortened(macro)}`:", inside.caret()]
    message = f"{where}{place.line}:{place.column}: {remark.message}"
    return Finding(str(setting.file), setting.line, ADVICE, message, "\n".join(detail), lint.code)
