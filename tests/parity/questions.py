"""questions.yaml in, cases without an expected answer out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .cases import Case, Search, Sent
from .from_events import confs
from .made import making
from .steps import STEPS, indexed

PAD = "x" * 6000


def question(file: Path, case: Mapping[str, Any]) -> Iterator[Case]:
    about = {"why": case["why"], "if_not": case["if_not"]}
    if "indexed" in case:
        raws = [raw.replace("$pad$", PAD) for raw in case["indexed"]]
        steps = indexed(raws, case["props"], case["transforms"], case["spl"])
        yield Case(file, case["name"], steps, disposable=True, **about)
    elif "steps" in case:
        steps, disposable = STEPS[case["steps"]]
        yield Case(file, case["name"], steps, disposable=disposable, **about)
    else:
        yield Case(file, case["name"], _search(case), **about)


def _search(case: Mapping[str, Any]) -> Search:
    if "rows" in case:
        return Search(f"{making(case['rows'])} | {case['spl']}")
    events = tuple(_sent(event) for event in case.get("raws", ()))
    return Search(case["spl"], events=events, confs=confs(case))


def _sent(event: str | Mapping[str, Any]) -> Sent:
    given = {"raw": event} if isinstance(event, str) else dict(event)
    return Sent(**{**given, "raw": given["raw"].replace("$pad$", PAD)})
