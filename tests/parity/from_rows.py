"""Case files that need no events in, cases out: commands, eval functions, aggregates and times, over made rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from minisplunk.errors import PlacedError
from minisplunk.functions import check
from minisplunk.spl.parser import parse_expression
from minisplunk.values import text

from .answer import Answer, refused, results
from .cases import Case, Search
from .made import making, quoted

RESULT = "result_of_the_case"
COMMANDS_NOW, FUNCTIONS_NOW, PRINTED = 1_700_000_000.0, 1_767_323_045.25, 1_767_323_045.2505
"""What now is in the case files, where they don't say it."""
NOT_DONE = "minisplunk does not support it, and says so"
LOOKUP = "a lookup's table cannot be uploaded over REST"
WRITES = "it would write something"
CONFS = "it needs conf files, or a database of locations"
TELLS = "it tells of all that the Splunk has"
LIMITS = "limits.conf counts for the whole Splunk"
UNSEEN = "no search shows how a text is read"
_WRITING = re.compile(
    r"\|\s*(collect|stash|summaryindex|sumindex|outputlookup|outputcsv|sendalert|delete)\b", re.IGNORECASE
)
_TELLING = re.compile(r"\|\s*(eventcount|metadata|rest|tstats|datamodel)\b", re.IGNORECASE)
Reader = Callable[[Path, Mapping[str, Any]], Iterator[Case]]


def command(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    """`spl` over `rows`; see tests/commands/test_commands.py."""
    spl = case["spl"].strip()
    if "rows" in case:
        spl = f"{making(case['rows'], ordered='columns' in case)} | {spl.removeprefix('|').lstrip()}"
    options = at(case.get("now", COMMANDS_NOW))
    if "window" in case:
        options |= zip(("earliest_time", "latest_time"), map(text, case["window"]), strict=True)
    saved = {name: {"search": search} for name, search in case.get("saved_searches", {}).items()}
    expected = results(case["expect"], case.get("columns", ())) if "expect" in case else refusal(case)
    confs = {"savedsearches": saved} if saved else {}
    search = Search(spl, options, confs=confs, zone=zone_of(case))
    yield Case(
        file,
        case["name"],
        search,
        expected,
        columns="columns" in case,
        disposable=bool(search.zone),
        whole="messages" not in case,
        skip=unfit(case, spl),
    )


def unfit(case: Mapping[str, Any], spl: str) -> str:
    """Why another Splunk is not asked; "" for nothing."""
    if "lookups" in case:
        return LOOKUP
    if "limits" in case:
        return LIMITS
    if "confs" in case or "locations" in case:
        return CONFS
    if _TELLING.search(spl):
        return TELLS
    return WRITES if _WRITING.search(spl) else skipped(case)


def function(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    """`expr` over `row`; see tests/functions/test_expressions.py."""
    spl = f"{making([case.get('row', {})])} | eval {RESULT}={_shown(case['expr'])}"
    expected = of_value(case["value"]) if "value" in case else refusal(case)
    yield _evaluated(file, case, spl, expected, FUNCTIONS_NOW)


def aggregate(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    """`function` over `values`; see tests/functions/test_aggregates.py. Nothing to compute: no row, or an empty one."""
    times = case.get("times", [100.0 - at for at in range(len(case["values"]))])
    rows = [{"x": value, "_time": time} for value, time in zip(case["values"], times, strict=True)]
    spl = f"{making(rows)} | stats {case['function']}(x) AS {RESULT} | where isnotnull({RESULT})"
    found = case["result"]
    expected = results([] if found is None else [{RESULT: found}])
    yield Case(file, case["name"], Search(spl), expected, frozenset({RESULT}), skip=skipped(case))


def printing(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    """A time as strftime prints it; see tests/times/test_times.py."""
    expr = f"strftime({instant(case.get('time'), PRINTED)}, {quoted(case['format'])})"
    expected = of_value(case["text"]) if "text" in case else refusal(case)
    yield _evaluated(file, case, f"| makeresults | eval {RESULT}={expr}", expected, FUNCTIONS_NOW)


def reading(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    """A text as strptime reads it, shown in the zone of the case, where the file shows it in UTC."""
    expr = f'strftime(strptime({quoted(case["text"])}, {quoted(case["format"])}), "%F %T.%3N")'
    expected = of_value(case["result"] and _moved(case["result"], case.get("zone", "UTC")))
    yield _evaluated(file, case, f"| makeresults | eval {RESULT}={expr}", expected, FUNCTIONS_NOW)


def _moved(written: str, zone: str) -> str:
    """A time of UTC as a clock of another zone shows it."""
    time = datetime.strptime(written, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone))
    return time.isoformat(" ", "milliseconds")[: len(written)]


def modifier(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    """A time moved by a modifier, as relative_time does it; a wrong modifier is an error in its own words."""
    now = instant(case.get("now"), FUNCTIONS_NOW)
    expr = f'strftime(relative_time({now}, {quoted(case["modifier"])}), "%F %T.%3N %z")'
    expected = of_value(case["result"]) if "result" in case else refusal(case)
    yield _evaluated(file, case, f"| makeresults | eval {RESULT}={expr}", expected, FUNCTIONS_NOW)


def expression(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    """A wrong search or expression; see tests/spl/test_terms.py. Each command has its own words for an expression."""
    spl = f"search {case['terms']}" if "terms" in case else f"| makeresults | eval {RESULT}={case['expression']}"
    reason = case.get("error", "").partition(": ")[2] if "terms" in case else ""
    yield Case(file, case["name"], Search(spl), refused(reason), skip=skipped(case))


def unseen(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    """A text and what it is read as, inside."""
    yield Case(file, case.get("name", case.get("text")), Search(""), skip=UNSEEN)


def refusal(case: Mapping[str, Any]) -> Answer:
    return refused(case.get("error", ""))


def skipped(case: Mapping[str, Any]) -> str:
    return NOT_DONE if "unsupported" in case else ""


def zone_of(case: Mapping[str, Any]) -> str:
    """The zone of the user who is to ask; "" for UTC, which that of a side is taken to be."""
    return str(case.get("zone", "")).removeprefix("UTC")


def of_value(value: Any) -> Answer:
    """One row with the value of an expression: true and false by name, null as no field."""
    return results([{RESULT: str(value).lower() if isinstance(value, bool) else value}])


def at(now: float) -> dict[str, str]:
    """A search's own time, in whole seconds: Splunk does not say that it takes more."""
    return {"now": str(int(now))}


def instant(written: str | None, default: float) -> str:
    if written is None:
        return repr(default)
    return text(datetime.strptime(written, "%Y-%m-%d %H:%M:%S %Z").replace(tzinfo=timezone.utc).timestamp())


def _evaluated(file: Path, case: Mapping[str, Any], spl: str, expected: Answer, now: float) -> Case:
    search = Search(spl, at(now), zone=zone_of(case))
    return Case(
        file,
        case["name"],
        search,
        expected,
        frozenset({RESULT}),
        disposable=bool(search.zone),
        whole="message" not in case,
        skip=skipped(case),
    )


def _shown(expr: str) -> str:
    """An expression that a field can take: a boolean is no value of a field."""
    try:
        boolean = check(parse_expression(expr))
    except PlacedError:
        return expr
    return f'case({expr}, "true", NOT ({expr}), "false")' if boolean else expr
