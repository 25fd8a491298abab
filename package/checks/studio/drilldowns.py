"""Drilldowns: a click leads to what exists, with what it takes from the row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urlsplit

from minisplunk.errors import SplError, UnsupportedSpl

from ... import markdown
from ...finding import Finding
from ...unpacked import Unpacked
from .. import web
from .dashboard import Dashboard, dashboards
from .document import Value
from .layout import tabs_of
from .queries import pipeline_of
from .tokens import CLICKED, setters, tokens

Faults = Iterator[tuple[Value, str, str]]
NOTHING = "a click opens nothing, or what is not meant"


def drilldowns_lead_somewhere(app: Unpacked) -> Iterator[Finding]:
    """Dashboards, reports, tabs, pages and searches that a click opens, and the tokens that it takes along."""
    for view in dashboards(app):
        for name, _, handler in view.handlers:
            for at, what, why in TARGETS.get(handler.at("type").text, _nothing)(app, view, handler.at("options")):
                yield view.finding(at, f"a click on {name}: {what}", why)


def markdown_leads_somewhere(app: Unpacked) -> Iterator[Finding]:
    """Links of texts."""
    for view in dashboards(app):
        for name, item in view.visualizations.items():
            text = item.at("options", "markdown")
            for _, address in markdown.links(text.text):
                if fault := web.fault(app, address):
                    yield view.finding(text, f"the link {address} of {name} {fault}", NOTHING)


def _nothing(app: Unpacked, view: Dashboard, options: Value) -> Faults:
    return iter(())


def _address(app: Unpacked, view: Dashboard, options: Value) -> Faults:
    """The renderer opens no address that has a blank, so what tokens bring into the query is encoded."""
    at = options.at("url")
    if not at.text:
        yield at, "it has no url", "so it opens nothing"
        return
    if fault := web.fault(app, at.text):
        yield at, f"the address {at.text.partition('?')[0]} {fault}", NOTHING
        return
    parts = urlsplit(at.text)
    for token in tokens(parts.query):
        if "u" not in token.filters:
            why = f"write ${token.name}|u$: a blank in its value ends the link"
            yield at, f"the token ${token.name}$ is not encoded", why
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.path.endswith("/search") and "q" in query:
        yield from _spl(app, view, at, query["q"])
    of = PurePosixPath(parts.path).name
    yield from ((at, *fault) for name in query for fault in _passed(app, of, name) if name.startswith("form."))


def _dashboard(app: Unpacked, view: Dashboard, options: Value) -> Faults:
    at, other = options.at("dashboard"), options.at("app").text
    if other not in {"", app.app_id, "$env:app$"}:
        return
    if at.text not in web.views(app):
        yield at, f"the dashboard {at.text or 'without a name'} does not exist", "neither here nor in Splunk"
    passed = options.at("tokens")
    if passed.members:
        why = 'it is an array of {"token": ..., "value": ...}, and anything else is dropped'
        yield passed, "tokens is an object", why
    for token in passed.items:
        yield from ((token, *fault) for fault in _passed(app, at.text, token.at("token").text))


def _report(app: Unpacked, view: Dashboard, options: Value) -> Faults:
    at, other = options.at("report"), options.at("app").text
    if other in {"", app.app_id, "$env:app$"} and at.text not in app.conf("savedsearches").stanzas:
        yield at, f"the report {at.text or 'without a name'} does not exist", "savedsearches.conf lacks it"


def _search(app: Unpacked, view: Dashboard, options: Value) -> Faults:
    """A query of one's own counts with type custom, as the dashboards of splunk/security_content have it; else Splunk
    Web makes one of the panel's search and the click (seen on 10.4.2 by a third party)."""
    at = options.at("query")
    custom = options.at("type").text == "custom"
    if at.text and not custom:
        yield at, "its query does not count", 'give the handler "type": "custom" as well'
    if custom and not at.text:
        yield at, "it has no query", "type custom takes its search from there"
    if custom and at.text:
        yield from _spl(app, view, at, at.text)


def _tab(app: Unpacked, view: Dashboard, options: Value) -> Faults:
    at = options.at("tabId")
    if at.text not in tabs_of(view):
        yield at, f"the tab {at.text or 'without an id'} does not exist", "a tab's id is the layoutId that it has"


def _set(app: Unpacked, view: Dashboard, options: Value) -> Faults:
    for token in options.at("tokens").items:
        key = token.at("key")
        if key.content is not None and not CLICKED.fullmatch(key.text):
            why = "a key is name, value, row.<field>.value, trellis.name or trellis.value, without dollars"
            yield key, f"{key.text} is nothing that a click knows", why
        if key.content is None and "value" not in token.members:
            yield token, f"the token {token.at('token').text} gets neither a key nor a value", "so it is not set"


def _names(app: Unpacked, view: Dashboard, options: Value) -> Faults:
    known = setters(view)
    for at in options.at("tokenNames").items:
        if at.text not in known:
            yield at, f"nothing sets the token ${at.text}$", "so there is nothing to take back"


def _spl(app: Unpacked, view: Dashboard, at: Value, text: str) -> Faults:
    try:
        pipeline_of(app, view, text)
    except UnsupportedSpl:
        return
    except SplError as error:
        yield at, error.message, "the search that it opens fails"


def _passed(app: Unpacked, name: str, token: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a token that a view of the app gets; form. before its name is the form of addresses."""
    for view in dashboards(app):
        if PurePosixPath(view.file).stem == name and token.removeprefix("form.") not in setters(view):
            yield f"the view {name} has no token {token}", "it is passed in vain"


TARGETS: dict[str, Callable[[Unpacked, Dashboard, Value], Faults]] = {
    "drilldown.customUrl": _address,
    "drilldown.linkToDashboard": _dashboard,
    "drilldown.linkToReport": _report,
    "drilldown.linkToSearch": _search,
    "drilldown.resetTokens": _names,
    "drilldown.setToken": _set,
    "drilldown.switchToTab": _tab,
    "drilldown.unsetTokens": _names,
}
"""What is wrong with a handler of a type; one that is not here opens nothing."""
