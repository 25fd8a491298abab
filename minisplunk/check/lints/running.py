"""A search that has been read, or an installed app, in; what the lints find there out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...conf import App, View
from ...engine import Splunk
from .. import reading
from ..finding import ADVICE, Finding
from ..reading import Reading, finding
from ..written import lines, search
from . import LINTS
from .flow import ReadSearch
from .installed import Installed
from .lint import AppLint, Lint, Remark, SearchLint

Found = tuple[SearchLint, Remark]
ON = tuple(lint for lint in LINTS if lint.on)
"""What is looked for unless somebody says otherwise."""


def named(codes: Iterable[str]) -> tuple[Lint, ...]:
    """The lints of these codes, or whose codes begin so, as SPL2."""
    beginnings = tuple(code for code in codes if code)
    return tuple(lint for lint in LINTS if lint.code.startswith(beginnings))


def of_search(read: ReadSearch, lints: Iterable[Lint] = ON) -> Iterator[Found]:
    """What the lints of searches say of one, be it of an app or of a library."""
    return ((lint, remark) for lint in lints if isinstance(lint, SearchLint) for remark in lint.find(read))


def of_reading(one: Reading, view: View, lints: Iterable[Lint] = ON) -> Iterator[Finding]:
    """The same as findings at their places; nothing of a search that cannot be read whole, which others tell of."""
    if one.prepared is not None and one.runs:
        for lint, remark in of_search(ReadSearch(one.prepared, view), lints):
            yield finding(one, ADVICE, remark.message, remark.place, lint.code)


def of_app(splunk: Splunk, app: App, read: Iterable[Reading], lints: Iterable[Lint] = ON) -> Iterator[Finding]:
    """What the lints say of an installed app, whose saved searches have been `read`, and of its event types."""
    read, lints = tuple(read), tuple(lints)
    installed = Installed(splunk, app, read)
    for lint in lints:
        if isinstance(lint, AppLint):
            yield from (replace(found, code=lint.code) for found in lint.find(installed))
    for one in read:
        yield from of_reading(one, installed.view, lints)
    of_eventtypes = [lint for lint in lints if isinstance(lint, SearchLint) and lint.eventtypes]
    for one in _eventtypes(installed):
        yield from of_reading(one, installed.view, of_eventtypes)


def _eventtypes(installed: Installed) -> Iterator[Reading]:
    """Those without macros, which mean nothing there."""
    stanzas = [one for one in installed.stanzas("eventtypes") if "`" not in one.get("search", "`")]
    written = lines(installed.app) if stanzas else {}
    for stanza in stanzas:
        where = f"[{stanza.name}] search: "
        yield reading.read(installed.splunk, search(stanza, written), installed.app.id, where)
