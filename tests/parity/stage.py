"""A side made ready: the run's index made, its events posted and searchable; and all of it removed at the end.

Each set of events has a moment of its own, hours from the next, so that a search with a time range sees no other set,
and hosts, sources and source types stay as a case has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from splunklib.binding import HTTPError, UrlEncoded
from splunklib.client import Service

from minisplunk.forwarder.envelope import EventFeed
from minisplunk.forwarder.forwarding import Forwarder
from minisplunk.forwarder.hec import Hec
from minisplunk.store import Meta
from minisplunk.targets.answers import entries
from minisplunk.targets.faults import TargetError
from minisplunk.targets.indexes import made
from minisplunk.targets.waiting import until

from .answer import asked, posted
from .cases import AFTER, BEFORE, Case, Confs, Events, Sent
from .side import Side

FIRST, APART = 1_690_000_000, BEFORE + AFTER
"""Seconds: the first moment, 2023-07-22, and how far they lie apart. All in 2023, as cases have it."""
SEARCHABLE = 120.0
"""Seconds in which all events must be found."""
ROLE = "admin"
Moments = Mapping[Events, int]


def moments(cases: Iterable[Case]) -> Moments:
    """The moment of each set of events that is asked about."""
    sets = dict.fromkeys(case.events for case in cases if case.events and not case.skip)
    return {events: FIRST + APART * number for number, events in enumerate(sets)}


def within(moment: int) -> dict[str, str]:
    """Options of a search that sees the events of a moment, and takes it for now."""
    return {"now": str(moment), "earliest_time": str(moment - BEFORE), "latest_time": str(moment + AFTER)}


@contextmanager
def staged(side: Side, sets: Moments, *, make_index: bool) -> Iterator[None]:
    """The events of all sets can be found until the block ends; on a disposable side without naming their index.

    Raises TargetError, and what HEC refuses.
    """
    with ExitStack() as stack:
        if make_index:
            stack.enter_context(made(side.target, side.index))
        if side.target.disposable:
            stack.enter_context(_default_index(side))
        if sets:
            _post(side, sets)
            _wait(side, sets)
        yield


@contextmanager
def written(service: Service, confs: Confs) -> Iterator[None]:
    """Stanzas of the user's own until the block ends: they come before all that apps say, and nobody else sees them."""
    with ExitStack() as stack:
        for conf, stanzas in confs.items():
            for name, settings in stanzas.items():
                [entry] = posted(service, f"configs/conf-{conf}", {"name": name, **settings})
                stack.callback(remove, service, entry["links"]["remove"])
        yield


def remove(service: Service, link: str) -> None:
    """By the link that an entry has of itself, since splunkd alone knows how it encodes names."""
    try:
        service.delete(UrlEncoded(link, skip_encode=True))
    except HTTPError as error:
        raise TargetError(f"{link} cannot be removed: do it by hand. {error}") from error


@contextmanager
def _default_index(side: Side) -> Iterator[None]:
    path = f"authorization/roles/{ROLE}"
    before = entries(side.service, path)[0]["content"]["srchIndexesDefault"] or ""
    posted(side.service, path, {"srchIndexesDefault": side.index})
    try:
        yield
    finally:
        posted(side.service, path, {"srchIndexesDefault": before})


def _post(side: Side, sets: Moments) -> None:
    """All events in their order: of two of one moment the later one is found first."""
    feeds = (_feed(event, moment, side.index) for events, moment in sets.items() for event in events)
    endpoint = side.target.access.hec
    assert endpoint is not None
    with Hec(endpoint) as hec:
        Forwarder(hec).send(feeds)


def _feed(event: Sent, moment: int, index: str) -> EventFeed:
    meta = Meta(index, event.host, event.source, event.sourcetype)
    return EventFeed(event.raw, meta, [(round((moment - event.ago) * 1_000_000), event.raw, None)])


def _wait(side: Side, sets: Moments) -> None:
    wanted = sum(map(len, sets))
    latest = max(sets.values()) + AFTER
    count = f"search index={side.index} | stats count"

    def all_there() -> bool | None:
        answer = asked(side.service, count, earliest_time=str(FIRST - BEFORE), latest_time=str(latest))
        found = int(answer.rows[0]["count"][0])
        if found > wanted:
            raise TargetError(
                f"The index {side.index} of {side.name} has other events of 2023: name another with --index."
            )
        return found == wanted or None

    until(f"{wanted} events to be found on {side.name}", all_there, seconds=SEARCHABLE)
