"""Runs the cases of cases/*.yaml: rows in, a pipeline over them, rows (or an error) out.

A case has: name; spl; rows (without them the pipeline begins with a generating command); and one of expect, error,
unsupported (the whole message). Further, where a case is about them: columns (all fields of the results, in order),
messages ("KIND text"), now and zone and window ([earliest, latest], epoch seconds), lookups ({name: rows}),
saved_searches ({name: spl}), collected ([{index, options, rows}]), verified (the Splunk version that it was checked
on). In a case's rows, integers and decimals are numbers, lists are multivalue fields, null is no field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from minisplunk.commands import resolve
from minisplunk.errors import NotFound, Span, SpanError, SplError, UnsupportedSpl
from minisplunk.spl.fields import Fields
from minisplunk.spl.pipeline import Pipeline
from minisplunk.spl.parser import parse
from minisplunk.spl.source import SourceText
from minisplunk.times import TimeRange
from minisplunk.values import Row, texts

NOW = 1_700_000_000.0  # 2023-11-14 22:13:20 UTC
OUTCOMES = {"expect", "error", "unsupported"}
SETTINGS = {"now", "zone", "window", "lookups", "saved_searches"}
KEYS = {"name", "spl", "rows", "columns", "messages", "collected", "verified"} | OUTCOMES | SETTINGS


@dataclass
class Table:
    """A lookup whose keys match as they are written."""

    table: list[Row]

    @property
    def fields(self) -> Sequence[str]:
        return list(dict.fromkeys(name for row in self.table for name in row))

    def rows(self) -> Iterable[Row]:
        return [dict(row) for row in self.table]

    def match(self, keys: dict[str, str]) -> list[Row]:
        return [dict(row) for row in self.table if all(texts(row.get(k)) == [v] for k, v in keys.items())]


@dataclass
class Context:
    """A running search without a store; subsearches find only what generating commands make."""

    now: float = NOW
    zone: tzinfo = timezone.utc
    window: TimeRange = TimeRange.ALL
    lookups: dict[str, list[Row]] = field(default_factory=dict)
    saved_searches: dict[str, str] = field(default_factory=dict)
    sid: str = "1700000000.1"
    app: str = "search"
    user: str = "admin"
    messages: list[str] = field(default_factory=list)
    collected: list[dict[str, Any]] = field(default_factory=list)

    def obey(self) -> None:
        """Nobody stops it."""

    def message(self, kind: str, text: str) -> None:
        if f"{kind} {text}" not in self.messages:
            self.messages.append(f"{kind} {text}")

    def lookup(self, name: str) -> Table:
        if name not in self.lookups:
            raise NotFound(f"The lookup '{name}' does not exist.")
        return Table(self.lookups[name])

    def run(self, pipeline: Pipeline, *, limit: int) -> list[Row]:
        rows = list(run(pipeline, None, self))
        if len(rows) > limit:
            self.message("WARN", f"Subsearch produced more than {limit} results, truncating to maxout {limit}.")
        return rows[:limit]

    def saved_search(self, name: str, replacements: dict[str, str], span: Span) -> Iterator[Row]:
        if name not in self.saved_searches:
            raise NotFound(f"Unable to find saved search named '{name}'.")
        spl = self.saved_searches[name]
        for key, value in replacements.items():
            spl = spl.replace(f"${key}$", value)
        return run(parse(SourceText.plain(spl), resolve), None, self)

    def collect(self, rows: Sequence[Row], index: str, options: dict[str, str]) -> None:
        self.collected.append({"index": index, "options": options, "rows": [dict(row) for row in rows]})


def read(file: Path) -> list[dict[str, Any]]:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = [pytest.param(case, id=f"{file.stem}: {case['name']}") for file in FILES for case in read(file)]
OVER_ROWS = [param for param in CASES if {"rows", "expect"} <= param.values[0].keys()]


def context(case: dict[str, Any]) -> Context:
    window = TimeRange.between(*case["window"]) if "window" in case else TimeRange.ALL
    zone = ZoneInfo(case["zone"]) if "zone" in case else timezone.utc
    lookups, saved = case.get("lookups", {}), case.get("saved_searches", {})
    return Context(float(case.get("now", NOW)), zone, window, lookups, saved)


def pipeline(case: dict[str, Any]) -> Pipeline:
    if "rows" in case:
        return parse(SourceText.plain(case["spl"].strip().removeprefix("|")), resolve, over_results=True)
    return parse(SourceText.plain(case["spl"]), resolve)


def run(stages: Pipeline, rows: Iterable[Row] | None, search: Context) -> Iterator[Row]:
    found: Iterable[Row] = iter(()) if rows is None else ({k: v for k, v in r.items() if v is not None} for r in rows)
    for stage in stages.stages:
        found = stage.command.run(found, search)  # type: ignore[arg-type]
    return iter(found)


def plain(rows: Iterable[Row]) -> list[dict[str, list[str]]]:
    """Rows as texts, since 1 and "1" print alike; nulls are no fields."""
    return [{name: texts(value) for name, value in row.items() if value is not None} for row in rows]


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS
    assert len(case.keys() & OUTCOMES) == 1
    search = context(case)
    if "expect" not in case:
        with pytest.raises((SplError, UnsupportedSpl, SpanError)) as caught:
            list(run(pipeline(case), case.get("rows"), search))
        wrong = not (isinstance(caught.value, UnsupportedSpl) or getattr(caught.value, "unsupported", False))
        assert (caught.value.message, wrong) == (case.get("error", case.get("unsupported")), "error" in case)
        return
    results = list(run(pipeline(case), case.get("rows"), search))
    assert plain(results) == plain(case["expect"])
    if "columns" in case:
        assert list(dict.fromkeys(name for row in results for name in row)) == case["columns"]
    assert search.messages == case.get("messages", [])
    assert [{**c, "rows": plain(c["rows"])} for c in search.collected] == [
        {**c, "rows": plain(c["rows"])} for c in case.get("collected", [])
    ]


@pytest.mark.parametrize("case", OVER_ROWS)
def test_needs(case: dict[str, Any]) -> None:
    """What a pipeline does not need makes no difference to its results."""
    stages = pipeline(case)
    needed = stages.needs(Fields.ALL)
    restricted = [{name: value for name, value in row.items() if name in needed} for row in case["rows"]]
    assert plain(run(stages, restricted, context(case))) == plain(run(stages, case["rows"], context(case)))
