"""Cases in, what one side answers to each out."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import groupby

from splunklib.binding import HTTPError

from minisplunk.targets.target import Target

from .answer import Answer, asked, refusal
from .apps import installed
from .cases import Apps, Case, Search
from .side import Side
from .stage import Moments, within, written
from .zones import moved

AT_ONCE = 4
"""Searches that run side by side; a Splunk of one core lets seven run (limits.conf, base_max_searches)."""
NO_HEC = "no token of a HEC is given, so that no events can be sent"
SHARED = "it changes roles, users or apps, which only a Splunk that is nobody else's may have changed"


def askable(case: Case, target: Target) -> Case:
    """The case, to be skipped where this Splunk cannot be asked it."""
    if case.skip:
        return case
    if case.disposable and not target.disposable:
        return replace(case, skip=SHARED)
    if case.events and target.access.hec is None:
        return replace(case, skip=NO_HEC)
    return case


def answers(cases: Iterable[Case], side: Side, sets: Moments) -> dict[str, Answer]:
    """By the id of the case. Those that change settings are asked one after another, then all others side by side."""
    alone: list[Case] = []
    together: list[Case] = []
    for case in cases:
        (alone if _changes(case) else together).append(case)

    def answer(case: Case) -> tuple[str, Answer]:
        return case.id, case.seen(one(case, side, sets))

    found: dict[str, Answer] = {}
    for (apps, zone), of_them in groupby(alone, _around):
        with installed(side, apps), moved(side, zone):
            found |= map(answer, of_them)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return found | dict(pool.map(answer, together))


def _changes(case: Case) -> bool:
    return not isinstance(case.ask, Search) or bool(case.ask.confs or case.ask.apps or case.ask.zone)


def _around(case: Case) -> tuple[Apps, str]:
    """What is so for several cases, one after another."""
    return (case.ask.apps, case.ask.zone) if isinstance(case.ask, Search) else ({}, "")


def one(case: Case, side: Side, sets: Moments) -> Answer:
    """What a side answers. Raises splunklib's errors when it cannot be asked."""
    try:
        if not isinstance(case.ask, Search):
            return case.ask(side)
        search = case.ask
        options = {**(within(sets[search.events]) if search.events else {}), **search.options}
        if "app" in options:
            options["owner"] = side.target.user
        with written(side.service, search.confs):
            return asked(side.service, search.spl.replace("$index$", side.index), **options)
    except HTTPError as error:
        return refusal(error)
