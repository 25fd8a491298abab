"""What is asked of the KV store over REST and by lookups: a collection made, used and removed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from splunklib.binding import HTTPError

from .answer import Answer, asked, results
from .side import Side

NAME = "parity_collection"
NOBODY = {"owner": "nobody", "app": "search"}
_CONFIG, _DATA = "storage/collections/config", f"storage/collections/data/{NAME}"
_JSON = [("Content-Type", "application/json")]


@contextmanager
def collection(side: Side, **settings: str) -> Iterator[None]:
    side.service.post(_CONFIG, **NOBODY, name=NAME, **settings)
    try:
        yield
    finally:
        side.service.delete(f"{_CONFIG}/{NAME}", **NOBODY)


def told(side: Side, method: str, below: str = "", body: object = None, **query: str) -> dict[str, str]:
    """The status and the body of an answer; new keys and texts of refusals are left out."""
    ask = getattr(side.service, method)
    options = {} if body is None else {"headers": _JSON, "body": json.dumps(body)}
    try:
        answer = ask(f"{_DATA}{below}", **NOBODY, **query, **options)
    except HTTPError as error:
        return {"asked": f"{method} {below} {body} {query}", "status": str(error.status)}
    text = answer.body.read().decode()
    return {
        "asked": f"{method} {below} {body} {query}",
        "status": str(answer.status),
        "body": text and json.loads(text),
    }


def _flat(rows: Sequence[Mapping[str, object]]) -> Answer:
    return results([{name: json.dumps(value) for name, value in row.items()} for row in rows])


def documents(side: Side) -> Answer:
    """Statuses, what a projection shows of the key, whether a batch is saved in part, how types are converted."""
    with collection(side, **{"field.n": "number", "field.b": "bool", "field.s": "string", "field.t": "time"}):
        return _flat(
            [
                told(
                    side, "post", "", {"_key": "a", "n": "1.50", "b": "yes", "s": 5, "t": "1410296432.5", "o": {"x": 1}}
                ),
                told(side, "post", "", {"_key": "b", "n": "x", "b": 1, "s": True, "t": "2014-09-09T21:00:32Z"}),
                told(side, "post", "/missing", {"n": 1}),
                told(side, "delete", "/missing"),
                told(side, "post", "/batch_save", [{"_key": "c", "n": 3}, {"_key": ["not a key"]}]),
                told(side, "get"),
                told(side, "get", fields="n"),
                told(side, "get", fields="o.x,_key:0"),
                told(side, "get", query='{"n":"1.5"}'),
                told(side, "get", query='{"s":{"$in":["5"]}}', sort="n:-1"),
                told(side, "get", query='{"s":{"$unknown":1}}'),
                told(side, "post", "/batch_find", [{"fields": ["n"]}, {"fields": {"n": 1}, "limit": 1}]),
            ]
        )


def lookups(side: Side) -> Answer:
    """How values are shown, what equals what, and what outputlookup leaves of a row."""
    settings = {"external_type": "kvstore", "collection": NAME, "fields_list": "_key, n, b, l.x, o, m"}
    with collection(side, **{"field.n": "number"}):
        side.service.post("configs/conf-transforms", **NOBODY, name=NAME, **settings)
        try:
            told(side, "post", "", {"_key": "a", "n": 1.50, "b": True, "l": [{"x": 1}, {"x": "y"}], "o": {"p": 1}})
            told(side, "post", "", {"_key": "b", "n": 2, "b": False, "m": ["u", "v"]})
            shown = asked(side.service, f"| inputlookup {NAME} | rename _key as key | table key n b l.x o m")
            matched = (
                f'| makeresults | eval m="u", n="2.0" | lookup {NAME} m OUTPUT _key as k | lookup {NAME} n OUTPUT b'
            )
            found = asked(side.service, f"{matched} | table k b")
            row = '| makeresults | eval _key="a", n="7", other=1, m=split("p q", " "), l.x="z"'
            asked(side.service, f"{row} | outputlookup append=t {NAME}")
            return _flat([*shown.rows, *found.rows, told(side, "get", sort="_key")])
        finally:
            side.service.delete(f"configs/conf-transforms/{NAME}", **NOBODY)
