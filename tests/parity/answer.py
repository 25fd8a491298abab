"""A search in, what a Splunk makes of it out: rows, or a refusal, in a form in which two Splunks can be compared."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from splunklib.binding import HTTPError
from splunklib.client import Service

from minisplunk.values import text, texts

Row = Mapping[str, list[str]]
OF_THE_RUN = frozenset({"info_sid", "info_search_time"})
"""Fields that tell one run from another, on any Splunk."""
NOT_DONE = "minisplunk does not "
"""How the embedded one begins to say what it cannot do, where its status (501) does not say it."""
REFUSALS = frozenset({"FATAL", "ERROR"})
STATUSES = frozenset({400, 404, 409, 501})
"""Statuses that answer what was asked; all others say that a Splunk is not there, or lets nobody in."""


class Outcome(str, Enum):
    RESULTS = "results"
    REFUSED = "refused"
    UNSUPPORTED = "unsupported"
    """Right SPL that the embedded Splunk does not do, and says so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`rows` and `columns` of results; else `text`, the reason of the refusal."""

    outcome: Outcome
    rows: tuple[Row, ...] = ()
    columns: tuple[str, ...] = ()
    text: str = ""

    def only(self, names: Collection[str] | None, without: Collection[str] = frozenset()) -> Answer:
        """The same with these fields (None: all) less those; rows stay, if empty."""

        def seen(name: str) -> bool:
            return (names is None or name in names) and name not in without

        rows = tuple({name: value for name, value in row.items() if seen(name)} for row in self.rows)
        return replace(self, rows=rows, columns=tuple(filter(seen, self.columns)))

    def __str__(self) -> str:
        if self.outcome is not Outcome.RESULTS:
            return f"{self.outcome.value}: {self.text}"
        rows = [{name: value[0] if len(value) == 1 else value for name, value in row.items()} for row in self.rows]
        return json.dumps(rows, ensure_ascii=False) if rows else "no results"


def results(rows: Iterable[Mapping[str, Any]], columns: Iterable[str] = ()) -> Answer:
    """An answer of rows as case files and Splunk's JSON have them: texts or numbers, lists, null for no field."""
    return Answer(Outcome.RESULTS, tuple(_plain(row) for row in rows), tuple(columns))


def refused(reason: str) -> Answer:
    return Answer(Outcome.REFUSED, text=reason)


def asked(service: Service, spl: str, **options: object) -> Answer:
    """All results of a search; a Splunk refuses by status 400, or by 200 with nothing but the reason."""
    try:
        reply = json.load(service.jobs.oneshot(spl, output_mode="json", count=0, **options))
    except HTTPError as error:
        return refusal(error)
    reasons = " ".join(message["text"] for message in reply["messages"] if message["type"] in REFUSALS)
    rows = reply.get("results", ())
    if reasons and not rows:
        return Answer(_outcome(reasons), text=reasons)
    return results(rows, (column["name"] for column in reply.get("fields", ())))


def posted(service: Service, path: str, settings: Mapping[str, Any], **namespace: str) -> list[dict[str, Any]]:
    """The entries that a Splunk answers to a POST; `namespace`: owner and app, where they are not the service's."""
    reply = service.post(path, body={**settings, "output_mode": "json"}, **namespace)
    return list(json.load(reply.body).get("entry", ()))


def refusal(error: HTTPError) -> Answer:
    """What a Splunk says when it does not do what it is asked; the error itself when it could not be asked."""
    if error.status not in STATUSES:
        raise error
    reason = _reason(error)
    return Answer(Outcome.UNSUPPORTED if error.status == 501 else _outcome(reason), text=reason)


def _reason(error: HTTPError) -> str:
    """splunk-sdk reads the reason itself where the answer is XML."""
    try:
        return " ".join(message["text"] for message in json.loads(error.body)["messages"])
    except json.JSONDecodeError:
        return str(error).partition(" -- ")[2]


def _outcome(reason: str) -> Outcome:
    return Outcome.UNSUPPORTED if reason.startswith(NOT_DONE) else Outcome.REFUSED


def _plain(row: Mapping[str, Any]) -> Row:
    return {
        name: [_epoch(text(one)) if name == "_time" else text(one) for one in texts(value)]
        for name, value in row.items()
        if value is not None and name not in OF_THE_RUN
    }


def _epoch(written: str) -> str:
    """`_time` as seconds, since it is shown in the zone of whoever asks."""
    try:
        return text(datetime.fromisoformat(written).timestamp())
    except ValueError:
        return written
