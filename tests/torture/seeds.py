"""Routes in, right requests to them out, with the settings and arguments that each of them takes.

Nobody lists these: what a collection takes is in its shape, and what another endpoint takes is among the words that its
file has in quotes. So an endpoint is attacked from the day on that it is there.
"""

from __future__ import annotations

import ast
import functools
import inspect
import random
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode

from minisplunk import lazy_re
from minisplunk.rest.eai.shape import Shape
from minisplunk.rest.hec.routes import ROUTES as COLLECTOR
from minisplunk.rest.http import Route
from minisplunk.rest.management.routes import routes

from .examples import ANY, BODIES, CHANNEL, EVENTS, FORMS, NAMES, PLACES, THING, VALUES
from .served import Served, basic
from .wire import Message

MANAGEMENT: tuple[Route[Any], ...] = routes()
_PLACEHOLDER = lazy_re.compile(r"\{(\w+)(?:\.\.\.)?\}")
_WORD = lazy_re.compile(r"[A-Za-z][\w.:-]{1,30}")
_ADMIN = f"Authorization: {basic('admin')}"
_NAMED = ("name", "search", "q", "value")
_PAGE = ("output_mode", "count", "offset", "search", "sort_key", "sort_dir", "sort_mode", "f")
_SPACES = ("/services/", "/servicesNS/nobody/search/", "/servicesNS/nobody/search/", "/servicesNS/admin/search/")
_OTHER_SPACES = ("/servicesNS/-/-/", f"/servicesNS/nobody/{THING}/", f"/servicesNS/{THING}/search/")


def right(server: Served, route: Route[Any], chance: random.Random) -> tuple[int, Message]:
    """A port, and a request to it that a client might send."""
    if route in COLLECTOR:
        return server.hec_port, _to_collector(server, route, chance)
    form = urlencode(_form(route, chance))
    in_query = route.method == "GET" or route.raw
    query, body = (form, "") if in_query else ("", form)
    kind = "application/x-www-form-urlencoded"
    if route.raw and route.method != "GET":
        body, kind = chance.choice(BODIES), "application/json"
    path = chance.choice(_SPACES if chance.random() < 0.85 else _OTHER_SPACES) + _placed(route.path, chance)
    typed = (f"Content-Type: {kind}",) if chance.random() < 0.3 else ()  # most clients of splunkd do not say it
    return server.port, _message(route.method, path, query, (_ADMIN, *typed), body)


def made() -> Iterator[Message]:
    """Requests that make what others are about; they are refused for what is there."""
    chance = random.Random(0)
    for route in MANAGEMENT:
        shape = _shape(route.handler)
        if route.method == "POST" and "{" not in route.path and (shape is not None or route.path in FORMS):
            needed = {
                name: chance.choice(VALUES.get(name, ANY)) for name in ("name", *(shape.required if shape else ()))
            }
            for form in FORMS.get(route.path, (needed,)):
                yield _message("POST", _SPACES[1] + route.path, "", (_ADMIN,), urlencode(form))


def _to_collector(server: Served, route: Route[Any], chance: random.Random) -> Message:
    names = chance.sample(("host", "source", "sourcetype", "index", "channel", "auto_extract_timestamp", "time"), 2)
    values = {"channel": CHANNEL, "time": "1.5", "auto_extract_timestamp": "true", "index": "main"}
    query = urlencode({name: values.get(name, THING) for name in names}) if chance.random() < 0.5 else ""
    token = chance.choice((server.address["hec_token"], CHANNEL))
    headers = (f"Authorization: Splunk {token}", f"X-Splunk-Request-Channel: {CHANNEL}")
    body = chance.choice(EVENTS) if route.method == "POST" else ""
    return _message(route.method, f"/services/{route.path}", query, headers, body)


def _message(method: str, path: str, query: str, headers: Sequence[str], body: str) -> Message:
    lines = tuple(line.encode() for line in ("Host: localhost", "Connection: close", *headers))
    return Message(method.encode(), path.encode(), query.encode(), lines, body.encode())


def _placed(path: str, chance: random.Random) -> str:
    name = next((name for start, name in NAMES.items() if path.startswith(start)), THING)
    return _PLACEHOLDER.sub(lambda found: quote(chance.choice(PLACES.get(found[1], (name,))), safe=""), path)


def _form(route: Route[Any], chance: random.Random) -> list[tuple[str, str]]:
    """An example where there is one, mostly; else what it needs, and some of what it takes."""
    examples = FORMS.get(route.path) or FORMS.get(f"/{route.path.rpartition('/')[2]}") or ()
    if route.method == "GET" and _shape(route.handler) is not None:  # what is right for POST is not for GET
        examples = ({}, {"count": "2", "output_mode": "json"})
    if examples and chance.random() < 0.7:
        return list(chance.choice(examples).items())
    return [(name, chance.choice(VALUES.get(name, ANY))) for name in _given(route, chance)]


def _given(route: Route[Any], chance: random.Random) -> Iterator[str]:
    shape = _shape(route.handler)
    if shape is not None and route.method == "POST":
        creates = route.path == shape.path
        yield from dict.fromkeys((*(("name",) if creates else ()), *shape.required))
        others = (*shape.optional, *(shape.new_only if creates else ()))
        yield from chance.sample(others, min(len(others), chance.randint(0, 3)))
        return
    words = _quoted(_module(route.handler))
    if route.method == "POST":
        yield from (name for name in _NAMED if name in words)
    elif chance.random() < 0.5:
        yield from chance.sample(_PAGE, 2)
    yield from chance.sample(words, min(len(words), chance.randint(0, 3)))


def _shape(handler: object) -> Shape | None:
    """The shape of a collection, among what its handler is given."""
    if not isinstance(handler, functools.partial):
        return None
    shapes = (_shape(part) or getattr(part, "shape", None) for part in (*handler.args, handler.func))
    return next((shape for shape in shapes if isinstance(shape, Shape)), None)


def _module(handler: Any) -> str:
    """Where the function stands that is an endpoint's own."""
    while isinstance(handler, functools.partial):
        handler = next((part for part in handler.args if callable(part)), handler.func)
    return str(handler.__module__)


_READING = Lock()
"""Two threads cannot use ast at once (CPython gh-106905)."""


@cache
def _quoted(module: str) -> tuple[str, ...]:
    with _READING:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return tuple(sorted(text for text in texts if _WORD.fullmatch(text)))


INFO = _message("GET", "/services/server/info", "", (_ADMIN,), "")
"""What whoever signs in is answered."""
