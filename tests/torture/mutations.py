"""Right requests to every route there is, changed in every small way: no answer is a 500, and none fails to come."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from minisplunk.rest.hec.routes import ROUTES as COLLECTOR
from minisplunk.rest.http import Route

from .attack import Finding, Options
from .changes import changed
from .seeds import INFO, MANAGEMENT, made, right
from .served import Served, served
from .wire import Outcome, exchanged

_HANG = 5.0
_GROWTH = 400 * 2**20
"""Bytes of memory for sixteen requests at a time, some of which fill what a body or a search may have."""
_CLIENTS = 16
_OF_COLLECTOR = 0.2
"""The part of the requests that HEC gets, which has few routes."""
_MADE_AGAIN = 500
"""After so many requests much of what others were about is gone."""
_BROKEN = 500
"""501 is what minisplunk does not have, 503 what it has no room for at the moment."""


@dataclass(frozen=True)
class Sent:
    route: Route[Any]
    request: bytes
    outcome: Outcome

    def __str__(self) -> str:
        return f"{self.route.method} {self.route.path} by {self.request[:3_000]!r}"


def mutations(options: Options) -> Iterator[Finding]:
    seed = options.chance.getrandbits(64)
    with served("--data-dir", str(options.folder)) as server, ThreadPoolExecutor(_CLIENTS) as clients:
        before = server.memory()
        send = partial(_sent, server, seed, options.within(_HANG))
        all_sent = list(clients.map(send, range(options.requests)))
        grown = server.memory() - before
        yield from _judged(all_sent)
        yield Finding("its memory", f"grew by {grown / 2**20:.0f} MB", grown < _GROWTH)
        status = exchanged(server.port, INFO.sent(), options.within(_HANG)).status
        yield Finding("who signs in after that", f"{status}", status == 200)
        tracebacks = Counter(server.tracebacks())
        yield Finding("tracebacks in its log", ", ".join(tracebacks) or "none", not tracebacks)


def _sent(server: Served, seed: int, seconds: float, number: int) -> Sent:
    """The same for the same seed and number, whatever else is sent meanwhile."""
    if number % _MADE_AGAIN == 0:
        for message in made():
            exchanged(server.port, message.sent(), seconds)
    chance = random.Random(f"{seed} {number}")
    route = chance.choice(COLLECTOR if chance.random() < _OF_COLLECTOR else MANAGEMENT)
    port, message = right(server, route, chance)
    request = changed(message, chance)
    return Sent(route, request, exchanged(port, request, seconds))


def _judged(all_sent: Sequence[Sent]) -> Iterator[Finding]:
    for what, sent in (
        ("to the management port", [one for one in all_sent if one.route not in COLLECTOR]),
        ("to HEC", [one for one in all_sent if one.route in COLLECTOR]),
    ):
        kinds = Counter(one.outcome.kind for one in sent)
        reached = {(one.route.method, one.route.path) for one in sent}
        found = ", ".join(f"{kinds[kind]:,} {kind}" for kind in sorted(kinds))
        found += f"; {len(reached)} routes, of which {len(_done(sent))} have done something"
        yield Finding(f"{len(sent):,} mutated requests {what}", found, bool(sent))
    broken = [one for one in all_sent if one.outcome.status == _BROKEN]
    yield Finding("answers that are a 500", _shown(broken), not broken)
    hung = [one for one in all_sent if one.outcome.hung]
    yield Finding(f"answers that take more than {_HANG:.0f} s", _shown(hung), not hung)


def _done(sent: Iterable[Sent]) -> set[tuple[str, str]]:
    """The routes that have answered a request with success, for all that was changed in it."""
    return {(one.route.method, one.route.path) for one in sent if one.outcome.status // 100 == 2}


def _shown(sent: Sequence[Sent]) -> str:
    """None, or how many of each route, and the first of them."""
    if not sent:
        return "none"
    routes = Counter(f"{one.route.method} {one.route.path}" for one in sent)
    return f"{', '.join(f'{count} of {route}' for route, count in routes.most_common())}; {sent[0]}"
