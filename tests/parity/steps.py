"""The questions that take more than a search: what is done to a Splunk in, what it says out; all is put back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import uuid4

from minisplunk.targets.faults import Overdue
from minisplunk.targets.options import EMBEDDED
from minisplunk.targets.waiting import until

from . import kvstore
from .answer import Answer, asked, posted, results
from .apps import META, installed
from .cases import Steps
from .side import Side
from .stage import remove
from .zones import moved

NAME = "parity_question"
RESTART = 300
"""Seconds that a Splunk has to restart."""
SECONDS = 20.0
"""How long a saved search, or an event of a receiver, is waited for."""
AT_ONCE = 1.0
"""The same on minisplunk, which answers a receiver when all is on disk."""


@contextmanager
def saved_search(side: Side, **settings: str) -> Iterator[None]:
    posted(side.service, "saved/searches", {"name": NAME, "search": "| makeresults | fields - _time"} | settings)
    try:
        yield
    finally:
        side.service.delete(f"saved/searches/{NAME}")


def dispatched(side: Side, **options: str) -> Answer:
    """Whether the saved search fails, and how many results it has."""
    job = side.service.saved_searches[NAME].dispatch(**options)
    until("a saved search to end", lambda: job.is_done() or None, seconds=SECONDS)
    return results([{"failed": job["isFailed"], "results": job["resultCount"]}])


def unknown_action(side: Side) -> Answer:
    """With its actions, which would score where Enterprise Security is."""
    with saved_search(side, **{"action.risk": "1", "actions": "risk"}):
        return dispatched(side, trigger_actions="1")


def unscheduled_action(side: Side) -> Answer:
    """The app's own alert action, which writes risk events into the run's index; whom they name."""
    risk = json.dumps([{"risk_object_field": "user", "risk_object_type": "user", "risk_score": 1}])
    own = {"action.mfa_challenge_risk": "1", "action.mfa_challenge_risk.param.index": side.index}
    alert = {"alert_type": "number of events", "alert_comparator": "greater than", "alert_threshold": "0"}
    search = '| makeresults | eval user="parity"'
    settings = {"search": search, "is_scheduled": "0", "action.risk.param._risk": risk, **own, **alert}
    with saved_search(side, **settings):
        job = side.service.saved_searches[NAME].dispatch(trigger_actions="1")
        written = f'search index={side.index} orig_sid="{job.sid}" | table risk_object'
        return waited_for(side, written, 1)


def disabled_search(side: Side) -> Answer:
    with saved_search(side, disabled="1"):
        return dispatched(side)


def order_of_exports(side: Side) -> Answer:
    """Two apps export a macro of one name; a third one asks."""

    def app(name: str) -> dict[str, str]:
        macros = f'[{NAME}]\ndefinition = "{name}"\n'
        return {"default/macros.conf": macros, META: "[macros]\nexport = system\n"}

    with installed(side, {name: app(name) for name in ("parity_a", "parity_z")}):
        return asked(side.service, f"| makeresults | eval from=`{NAME}` | table from")


def stash_receiver(side: Side) -> Answer:
    """Two events in one request, a line each, as the stash of a summary index is written."""
    lines = [f'01/02/2026 03:04:0{second} +0000, search_name="{NAME}", n="{second}"' for second in (5, 6)]
    meta = {"index": side.index, "source": NAME, "sourcetype": "stash", "host": "parity"}
    side.service.post("receivers/simple", body="\n".join(lines).encode(), **meta)
    return waited_for(side, f"search index={side.index} host=parity | sort n | table _time n search_name", len(lines))


def waited_for(side: Side, search: str, events: int) -> Answer:
    """What a search finds once there are so many events, or in the end."""

    def all_there() -> Answer | None:
        found = asked(side.service, search)
        return found if len(found.rows) == events else None

    try:
        return until("events", all_there, seconds=SECONDS if side.target.real else AT_ONCE)
    except Overdue:
        return asked(side.service, search)


def encoded_name(side: Side) -> Answer:
    """The link that an entry has of itself, and whether it leads to it."""
    [entry] = posted(side.service, "configs/conf-tags", {"name": "parity=%2Fa%3Db", "parity": "enabled"})
    link = str(entry["links"]["remove"])
    remove(side.service, link)
    return results([{"name": entry["name"], "link": link.rpartition("/")[2]}])


def days_of_new_york(side: Side) -> Answer:
    """A day of 23 hours and one of 25, each from its first to its last hour, as a user of that zone has them."""
    hours = "mvappend(1772946000, 1773028740, 1773028800, 1793505600, 1793595540, 1793595600)"
    days = f"| makeresults | eval t={hours} | mvexpand t | eval _time=t | bin _time span=1d | table t _time"
    with moved(side, "America/New_York"):
        return asked(side.service, days)


def indexed(raws: Sequence[str], props: str, transforms: str, spl: str) -> Steps:
    """What a search finds of lines that are indexed by the settings of an app, which is there before them.

    [unverified]: that a Splunk needs to be restarted for them, and can be by its API.
    """
    files = {"default/props.conf": props, "default/transforms.conf": transforms}
    exported = "".join(f"[{conf}]\nexport = system\n" for conf in ("props", "transforms"))

    def ask(side: Side) -> Answer:
        with installed(side, {NAME: {**files, META: exported}}):
            if side.target.name != EMBEDDED:
                side.service.restart(timeout=RESTART)
            kind = {"index": side.index, "source": uuid4().hex, "sourcetype": "parity_indexed", "host": "parity"}
            side.service.post("receivers/simple", body="\n".join(raws).encode(), **kind)
            found = f"search index={side.index} source={kind['source']} | sort _raw | {spl}"
            return waited_for(side, found, len(raws))

    return ask


STEPS: Mapping[str, tuple[Steps, bool]] = {
    "unknown_action": (unknown_action, True),
    "unscheduled_action": (unscheduled_action, True),
    "disabled_search": (disabled_search, False),
    "order_of_exports": (order_of_exports, True),
    "stash_receiver": (stash_receiver, False),
    "encoded_name": (encoded_name, False),
    "days_of_new_york": (days_of_new_york, True),
    "kv_documents": (kvstore.documents, True),
    "kv_lookups": (kvstore.lookups, True),
}
"""Name -> what is done, and whether only a Splunk that is nobody else's may have it done."""
