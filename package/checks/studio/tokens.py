"""Tokens, `$name$`: each that is used is set somewhere, and each that is set is used.

The rules are those of the renderer (@splunk/dashboard-utils and dashboard-state 29.6.0).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ...finding import Finding
from ...unpacked import Unpacked
from .dashboard import Dashboard, dashboards
from .document import Value

_NAMED = r"(?:(?P<space>[ \w.-]+):)?(?P<name>(?=[\w.-])[\w .-]*[\w.-])(?P<filters>(?:\|[a-zA-Z]+)*)"
_NAMELESS = re.sub(r"\?P<\w+>", "?:", _NAMED)
TOKEN = re.compile(rf"\$\$|\${_NAMED}\$(?=\${_NAMELESS}\$|\$\$|[^$]|$)", re.ASCII)
IS_SET = re.compile(r"isSet\(['\"]([^'\"]+)['\"]\)")
FILTERS = frozenset("hnsuv")
"""HTML, none, search, URL, value."""
CLICKED = re.compile(r"name|value|row\.(?P<field>.+)\.value|trellis\.(?:name|value)")
"""Tokens of a click, which only event handlers see (Dashboard Studio, "Setting tokens on a visualization click")."""
GIVEN = frozenset({"env"})
"""Namespaces that Splunk Web fills."""


class Token(NamedTuple):
    """`key`: the name, after its namespace unless that is the default one."""

    key: str
    space: str
    name: str
    filters: tuple[str, ...]


def tokens(text: str) -> Iterator[Token]:
    """Those that a text uses. `$$` is a dollar."""
    for found in TOKEN.finditer(text):
        if found["name"] is not None:
            yield _token(found)


def filled(text: str, values: Mapping[str, str], neutral: str) -> str:
    """A text with the values of its tokens, by their keys, and with `neutral` where there is none."""

    def value(found: re.Match[str]) -> str:
        if found["name"] is None:
            return "$"
        token = _token(found)
        known = values.get(token.key, neutral)
        return json.dumps(known) if "s" in token.filters else known

    return TOKEN.sub(value, text)


def defaults(view: Dashboard) -> dict[str, str]:
    """What tokens are before anybody has touched the view, by their keys; those without such a value are left out."""
    return {key: value for key, (_, value) in setters(view).items() if value}


def setters(view: Dashboard) -> dict[str, tuple[Value, str]]:
    """Tokens by their keys: what sets each first, and its default value, empty for none."""
    found: dict[str, tuple[Value, str]] = {}
    for key, at, value in _set(view):
        found[key] = (found[key][0] if key in found else at, value or found.get(key, (at, ""))[1])
    return found


def tokens_are_set(app: Unpacked) -> Iterator[Finding]:
    """A panel that uses a token which nobody sets waits for it forever, or shows its name."""
    for view in dashboards(app):
        known = setters(view).keys()
        smart = _smart(view)
        for at, token, clicked in _used(view):
            ours = token.key in known or token.space in GIVEN or token.space in smart
            if not ours and not (clicked and not token.space and CLICKED.fullmatch(token.name)):
                why = "a panel waits for it, or shows its name"
                yield view.finding(at, f"nothing sets the token ${token.key}$", why)
            for name in token.filters:
                if name not in FILTERS:
                    what = f"the token ${token.key}$ has the filter {name}"
                    yield view.finding(at, what, f"the filters are {', '.join(sorted(FILTERS))}")


def tokens_are_used(app: Unpacked) -> Iterator[Finding]:
    """An input, or a click, that sets a token which nothing uses changes nothing."""
    for view in dashboards(app):
        used = {token.key for _, token, _ in _used(view)}
        used |= {found for text in view.definition.texts() for found in IS_SET.findall(text.text)}
        used |= {token.at("value").text for _, _, h in view.handlers for token in h.at("options", "tokens").items}
        for name, item in view.inputs.items():
            if item.at("type").text != "input.button" and not item.at("options", "token").text:
                yield view.finding(item, f"{name} sets no token", "so it changes nothing")
        for key, (at, _) in setters(view).items():
            ends = re.fullmatch(r"(.+)\.(?:earliest|latest)", key)
            if not used & ({f"{ends[1]}.earliest", f"{ends[1]}.latest"} if ends else {key}):
                yield view.finding(at, f"nothing uses the token ${key}$", "to set it changes nothing")


def _token(found: re.Match[str]) -> Token:
    space = found["space"] or ""
    return Token(_key(found["name"], space), space, found["name"], tuple(found["filters"].split("|")[1:]))


def _key(name: str, space: str = "") -> str:
    return name if space in {"", "default"} else f"{space}:{name}"


def _set(view: Dashboard) -> Iterator[tuple[str, Value, str]]:
    """(key, what sets it, its default value)"""
    for item in view.inputs.values():
        options = item.at("options")
        if token := options.at("token").text:
            yield from _by_input(item, _key(token, options.at("tokenNamespace").text))
    for space, named in view.definition.at("defaults", "tokens").members.items():
        yield from ((_key(name, space), token, token.at("value").text) for name, token in named.members.items())
    for _, _, handler in view.handlers:
        options = handler.at("options")
        space = options.at("tokenNamespace").text
        if handler.at("type").text == "drilldown.setToken":
            each = options.at("tokens").items
            yield from ((_key(token.at("token").text, space), token, "") for token in each)
        if handler.at("type").text == "drilldown.setTimeRange":
            token = options.at("token").text
            yield from ((_key(f"{token}.{end}", space), options, "") for end in ("earliest", "latest"))
    for expression in view.definition.at("expressions", "eval").members.values():
        yield _key(expression.at("name").text, "eval"), expression, ""


def _by_input(item: Value, key: str) -> Iterator[tuple[str, Value, str]]:
    options = item.at("options")
    default = options.at("defaultValue")
    value = ",".join(one.text for one in default.items) if default.items else str(default.content or "")
    if item.at("type").text == "input.timerange":
        earliest, _, latest = value.partition(",")
        yield from ((f"{key}.earliest", item, earliest), (f"{key}.latest", item, latest))
    else:
        yield key, item, f"{options.at('prefix').text}{value}{options.at('suffix').text}"


def _smart(view: Dashboard) -> frozenset[str]:
    """The namespaces of what searches tell of themselves, such as `$name:result.count$`."""
    sources = (source for source in view.data_sources.values() if source.at("options", "enableSmartSources").content)
    return frozenset(source.at("name").text or source.at("options", "ref").text for source in sources)


def _used(view: Dashboard) -> Iterator[tuple[Value, Token, bool]]:
    """(the text that uses it, the token, whether a click's tokens are there)"""
    for text, clicked in _texts(view.definition):
        yield from ((text, token, clicked) for token in tokens(text.text))


def _texts(value: Value, clicked: bool = False) -> Iterator[tuple[Value, bool]]:
    if value.text:
        yield value, clicked
    for name, member in value.members.items():
        yield from _texts(member, clicked or name == "eventHandlers")
    for item in value.items:
        yield from _texts(item, clicked)
