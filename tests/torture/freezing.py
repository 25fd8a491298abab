"""What a user writes must not freeze others: searches that grow without end, and how others are answered meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator

from .attack import Finding, Options
from .served import Served, served

_ANSWER = 0.2
"""Seconds in which others are answered."""
_END = 5.0
_WATCHED = 2.0
"""Seconds for which a search is watched before it is cancelled; a quarter of it in the suite's short run."""

SEARCHES = {
    "a text that doubles 40 times": '| makeresults | eval a="0123456789"' + " | eval a=a.a" * 40,
    "a multivalue field that doubles 40 times": '| makeresults | eval a=mvappend("a", "b")'
    + " | eval a=mvappend(a, a)" * 40,
    "a range of 100 million values": "| makeresults | eval a=mvrange(0, 100000000)",
    "a replacement that grows tenfold": '| makeresults | eval a="a"' + ' | eval a=replace(a, "a", "aaaaaaaaaa")' * 12,
    "values split and joined": '| makeresults | eval a="a,b"' + ' | eval a=mvjoin(split(a, ","), ",a,b,")' * 40,
    "100 million rows": "| makeresults count=100000000 | stats count",
    "a million rows, sorted": "| makeresults count=1000000 | streamstats count as n | sort - n",
    "a million rows out of one": "| makeresults | eval a=mvrange(0, 1000000) | mvexpand a | stats count by a",
    "a regular expression that backtracks": f'| makeresults | eval a="{"a" * 5000}!" | rex field=a "^(?<x>(a+)+)$"',
    "a million groups": "| makeresults count=1000000 | streamstats count as n | stats count by n",
}


def freezing(options: Options) -> Iterator[Finding]:
    with served("--data-dir", str(options.folder)) as server:
        for what, search in SEARCHES.items():
            yield _watched(server, options, what, search)
        yield _macro(server, options)
        for search in SEARCHES.values():
            server.job(search)
        time.sleep(_WATCHED / 2)
        took = server.ended_within(options.within(_END))
        found = "it still runs" if took is None else f"it ended in {took:.1f} s"
        yield Finding("told to end with all of them at work", found, took is not None)


def _watched(server: Served, options: Options, what: str, search: str) -> Finding:
    """How long another client waits for an answer while a search runs, and for its end when it is cancelled."""
    sid = server.job(search)
    waits: list[float] = []
    end = time.monotonic() + (_WATCHED / 4 if options.patient else _WATCHED)
    while time.monotonic() < end and not _done(server, sid, waits):
        time.sleep(0.02)
    cancelled = server.ask("POST", f"/services/search/jobs/{sid}/control", {"action": "cancel"})
    waits.append(cancelled.seconds)
    good = max(waits) < options.within(_ANSWER) and cancelled.status == 200
    return Finding(what, f"others were answered within {max(waits) * 1000:.0f} ms", good)


def _done(server: Served, sid: str, waits: list[float]) -> bool:
    answer = server.ask("GET", f"/services/search/jobs/{sid}")
    waits.append(answer.seconds)
    return bool(answer.json()["entry"][0]["content"]["isDone"])


def _macro(server: Served, options: Options) -> Finding:
    """A macro whose argument doubles at each level."""
    for name, other in (("m(1)", "n"), ("n(1)", "m")):
        form = {"name": name, "args": "x", "definition": f"`{other}($x$$x$)`"}
        made = server.ask("POST", "/servicesNS/admin/search/configs/conf-macros", form)
        assert made.status == 201, made.body
    form = {"search": "search `m(abcdefgh)`", "namespace": "search"}
    answer = server.ask("POST", "/servicesNS/admin/search/search/jobs", form)
    good = answer.status == 400 and answer.seconds < options.within(_ANSWER) and len(answer.body) < 100_000
    return Finding("a macro whose argument doubles", f"{answer.status} within {answer.seconds * 1000:.0f} ms", good)
