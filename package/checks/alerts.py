"""Alert actions: each has its page in Splunk Web, whose markup is sound, runs no script, sets known parameters only."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import PurePosixPath

from minisplunk.conf.parser import Stanza

from ..finding import Finding
from ..unpacked import Unpacked

PAGES = "default/data/ui/alerts"
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
"""Elements of HTML that have no end tag (HTML Living Standard, 13.1.2)."""


def alert_actions_have_a_page(app: Unpacked) -> Iterator[Finding]:
    """Without default/data/ui/alerts/<action>.html, Splunk Web cannot offer the action."""
    for stanza in _actions(app):
        name = f"{PAGES}/{stanza.name}.html"
        if name not in app.files:
            yield Finding.at(stanza, f"there is no {name}", "Splunk Web cannot offer the action")
    known = {stanza.name for stanza in _actions(app)}
    for name, _ in app.under(PAGES):
        if PurePosixPath(name).stem not in known:
            yield Finding(name, 0, "belongs to no alert action", "alert_actions.conf has no such custom action")


def alert_pages_are_sound(app: Unpacked) -> Iterator[Finding]:
    """Tags that match, no script (Splunk Web refuses the page), and parameters that alert_actions.conf has."""
    actions = {stanza.name: stanza for stanza in _actions(app)}
    for name, data in app.under(PAGES):
        action = PurePosixPath(name).stem
        known = {f"action.{action}.{key}" for key in actions[action].settings} if action in actions else set()
        page = Page()
        page.feed(data.decode("utf-8", "replace"))
        page.close()
        for line, what, why in page.faults():
            yield Finding(name, line, what, why)
        for field, line in page.fields:
            if action in actions and field not in known:
                yield Finding(name, line, f"{field} is no parameter", f"[{action}] of alert_actions.conf lacks it")


class Page(HTMLParser):
    """Reads an alert action's page: its fields (name, line), and what is wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, int]] = []
        self._open: list[tuple[str, int]] = []
        self._faults: list[tuple[int, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        if tag not in VOID:
            self._open.append((tag, line))
        if tag == "script" or any(key.startswith("on") for key, _ in attrs):
            self._faults.append((line, f"<{tag}> runs a script", "Splunk Web refuses such a page"))
        self.fields += [(value, line) for key, value in attrs if key == "name" and value is not None]

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self._open and self._open[-1][0] == tag:
            self._open.pop()
            return
        self._faults.append((self.getpos()[0], f"</{tag}> closes nothing", "browsers guess what was meant"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def faults(self) -> list[tuple[int, str, str]]:
        """The faults as (line, what, why), once the page has been read."""
        unclosed = [(line, f"<{tag}> is not closed", "browsers guess what was meant") for tag, line in self._open]
        return sorted(self._faults + unclosed)


def _actions(app: Unpacked) -> Iterator[Stanza]:
    """The custom alert actions of the app."""
    return (stanza for stanza in app.conf("alert_actions").stanzas.values() if stanza.flag("is_custom"))
