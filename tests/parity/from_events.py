"""Case files about events in, cases out: terms that find an event, whole searches, and the fields of an event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from minisplunk.fields.dates import DATES
from minisplunk.fields.default import DEFAULT, UNSUPPORTED_FIELDS

from .answer import Answer, refused, results
from .apps import CONFS, FILES, stanzas
from .cases import BEFORE, Case, Confs, Search, Sent
from .from_rows import LIMITS, LOOKUP, NOT_DONE, skipped
from .made import column, quoted

OF_THE_RUN = frozenset({"_time", "_indextime", "index", "splunk_server"})
NOW = "1772539200"
"""What now is in tests/search, where a search says it."""
MADE_BY_SPLUNK = DEFAULT | DATES | UNSUPPORTED_FIELDS.keys()
APPS = "it installs apps with files that cannot be made over REST"
USER = "it asks as somebody else"
ALL_TIME = "it needs a search over all time, where other events lie"
OVER_ALL_TIME = frozenset({"over all time its own range holds"})
CLOCK = "it needs a clock that can be set"
WRONG_CONF = "a Splunk passes over a wrong conf file, and minisplunk refuses it"
NOT_IN_RAW = "its fields are not in its raw text"
INDEX = "it needs an index of that name"
AT_INDEX_TIME = "its app has to be there when the events are indexed"
_CHANGING = re.compile(r"^(SEDCMD|TRANSFORMS|RULESET|INDEXED_EXTRACTIONS)", re.MULTILINE)


def matching(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    """Whether a base search finds an event; see tests/spl/test_terms.py."""
    fields = case.get("fields", {})
    skip = "" if all(_extracted(*field, case["raw"]) for field in fields.items()) else NOT_IN_RAW
    search = Search(f"search index=$index$ {case['search']}", events=(Sent(case["raw"], sourcetype="parity"),))
    expected = results([{}] if case["matches"] else [])
    yield Case(file, case["name"], search, expected, frozenset(), skip=skip)


def _extracted(name: str, value: object, raw: str) -> bool:
    """Whether a Splunk that has no settings for it finds the field in the raw text."""
    if raw.startswith("{"):
        return f'"{name}":"{value}"' in raw
    return f" {name}={value} " in f" {raw} " and '"' not in raw


def search(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    """A whole search over events; see tests/search/test_cases.py."""
    events = tuple(_posted(event) for event in case.get("events", ()) if "time" not in event)
    bounds = (("earliest_time", "earliest"), ("latest_time", "latest"))
    options = {option: case[key] for option, key in bounds if key in case} | {"app": case.get("app", "search")}
    apps = {name: files or {} for name, files in case.get("apps", {}).items()}
    spl = case["search"] if case["search"].lstrip().startswith(("|", "search ")) else f"search {case['search']}"
    yield Case(
        file,
        case["name"],
        Search(spl, options, events, apps=apps),
        _found(case),
        _looked_at(case),
        disposable=True,  # it searches the role's default indexes
        whole="messages" not in case,
        skip=_why_not(case),
    )


def _posted(event: Mapping[str, Any]) -> Sent:
    kind = {key: event[key] for key in ("sourcetype", "source", "host") if key in event}
    return Sent(event["raw"], event.get("ago", 60), **{"source": "src", **kind})


def _found(case: Mapping[str, Any]) -> Answer:
    if "error" in case:
        return refused(case["error"].partition(": ")[2])
    if "raws" in case:
        return results({"_raw": raw} for raw in case["raws"])
    return results(case["rows"] if "rows" in case else [{}] * case["count"])


def _looked_at(case: Mapping[str, Any]) -> frozenset[str]:
    if "raws" in case:
        return frozenset({"_raw"})
    return frozenset(name for row in case.get("rows", ())[:1] for name in row)


def _why_not(case: Mapping[str, Any]) -> str:
    events, error = case.get("events", ()), case.get("error", "")
    if any(not (files or {}).keys() <= FILES for files in case.get("apps", {}).values()):
        return APPS
    if any(_CHANGING.search(text) for files in case.get("apps", {}).values() for text in (files or {}).values()):
        return AT_INDEX_TIME
    if "user" in case:
        return USER
    if case["name"] in OVER_ALL_TIME:
        return ALL_TIME
    if NOW in case["search"] or any(map(_needs_clock, events)):
        return CLOCK
    if "indexes" in case or any("index" in event for event in events):
        return INDEX
    return NOT_DONE if error.startswith("Unsupported") else ""


def _needs_clock(event: Mapping[str, Any]) -> bool:
    """Whether its time, or that of its indexing, is no matter of some hours before the search."""
    return bool({"time", "indexed_ago"} & event.keys()) or not 0 <= event.get("ago", 60) <= BEFORE


def fields(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    """The fields of an event under conf files; see tests/fields/test_cases.py."""
    meta, default = dict(case.get("meta", {})), case.get("default", {})
    index = meta.pop("index", None)
    asked = {**case.get("fields", {}), **default}
    internal = (name for name in asked if name.startswith("_"))  # a star leaves them out
    wanted = " ".join(map(column, dict.fromkeys((*case.get("wanted", ["*"]), *default, *internal))))
    sent = Sent(case["raw"], **meta)
    spl = f"search index=$index$ source={quoted(sent.source)} | table {wanted}"
    yield Case(
        file,
        case["name"],
        Search(spl, events=(sent,), confs=confs(case)),
        results([asked] if asked or "wanted" not in case else []),  # a table without any value has no rows
        without=MADE_BY_SPLUNK - (default.keys() - OF_THE_RUN),
        whole="messages" not in case and not default.keys() & OF_THE_RUN,
        skip=_not_over_rest(case) or (INDEX if index else "") or skipped(case),
    )


def _not_over_rest(case: Mapping[str, Any]) -> str:
    if "indexed" in case:
        return AT_INDEX_TIME
    if "limits" in case:
        return LIMITS
    if "lookups" in case or re.search("^LOOKUP-", case.get("props", ""), re.MULTILINE):
        return LOOKUP
    if case.get("error", "").startswith("Unsupported"):
        return NOT_DONE
    return WRONG_CONF if "error" in case else ""


def confs(case: Mapping[str, Any]) -> Confs:
    """The conf texts of a case as stanzas; none for one that cannot be read, whose case is about that."""
    if "error" in case:
        return {}
    return {name: stanzas(case[name]) for name in CONFS if name in case}
