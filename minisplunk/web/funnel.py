"""A run that is over in; how rows went through it, with one that each stage dropped, out."""

from __future__ import annotations

from datetime import tzinfo
from itertools import islice
from typing import Any

from ..dataclass import dataclass
from ..explain import Explanation, LookAlike, explain, look_alikes, nearest_first
from ..explain.explanation import StageUse
from ..search import Run
from ..spl.fields import Fields
from .documents import shown_row

_MOST_READ = 10_000
"""Events of the window up to which the nearest of those that stayed out are looked for; else the first ones count."""
_MOST_SHOWN = 20
_SHOWN = ("_time", "_raw", "index", "host", "source", "sourcetype")


@dataclass
class Funnel:
    """Filled in the thread of the job that it explains, which can be cancelled meanwhile."""

    zone: tzinfo
    content: dict[str, Any] | None = None

    def fill(self, run: Run, results: int) -> None:
        explanation = explain(run, beyond=False)
        nearest = _nearest(run, explanation.events_in_window)
        self.content = {
            "results": results,
            "search": run.prepared.text.text,
            "events": explanation.events,
            "within": explanation.events_in_window,
            "reads": run.scan is not None,
            "reasons": explanation.reasons,
            "clauses": [{"text": clause.text, "events": clause.events} for clause in explanation.clauses],
            "stages": self._stages(explanation, nearest[:1] if run.scan is not None else []),
            "lookAlikes": [self._look_alike(look) for look in nearest],
        }

    def _stages(self, explanation: Explanation, first: list[LookAlike]) -> list[dict[str, Any]]:
        stages = [self._stage(use) for use in explanation.stages]
        if first:
            stages[0]["dropped"] = {"row": shown_row(first[0].row, self.zone), "why": _why(first[0])}
        return stages

    def _stage(self, use: StageUse) -> dict[str, Any]:
        count = use.count
        dropped = None
        if count.example is not None:
            nulls = [name for name in count.drops_null if count.example.get(name) is None]
            why = f"null: {', '.join(nulls)}" if nulls else ""
            dropped = {"row": shown_row(count.example, self.zone), "why": why}
        return {
            "text": count.text,
            "command": count.command,
            "in": count.rows_in,
            "out": count.rows_out,
            "fields": use.fields,
            "lost": count.lost,
            "dropped": dropped,
        }

    def _look_alike(self, look: LookAlike) -> dict[str, Any]:
        row = shown_row(look.row, self.zone, ("_time", "_raw"))
        return {"row": row, "clause": look.clause, "field": look.field, "found": look.found, "passed": look.passed}


def _nearest(run: Run, within: int) -> list[LookAlike]:
    """Events that the base search left out, those first that meet most of its clauses."""
    looks = look_alikes(run, Fields.of(_SHOWN))
    if within <= _MOST_READ:
        return nearest_first(looks)[:_MOST_SHOWN]
    return list(islice(looks, _MOST_SHOWN))


def _why(look: LookAlike) -> str:
    if not look.field:
        return f"fails {look.clause}"
    return f"fails {look.clause}: {look.field} is {', '.join(look.found) or 'null'}"
