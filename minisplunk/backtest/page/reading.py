"""What was read and what was not, what came of it at each step, and which search it was."""

from __future__ import annotations

from collections.abc import Sequence

from ...explain.reasons import counted, from_to
from ...ingest.skipped import Skipped
from ..funnel import Step, steps
from ..report import Backtest, Stage
from ..words import cut, number, share
from .markup import Html, h
from .parts import section, table

_SPL = 20_000


def funnel(backtest: Backtest) -> Html:
    return section(
        "funnel",
        "From bytes to findings",
        h("ol", map(_step, steps(backtest)), class_="funnel"),
        _stages(backtest.stages) if backtest.stages else None,
    )


def _step(step: Step) -> Html:
    told = f"{step.told}, {step.share}" if step.share else step.told
    return h("li", h("b", step.figure), " ", h("span", step.noun), h("span", told, class_="soft"))


def _stages(stages: Sequence[Stage]) -> Html:
    whole = sum(stage.seconds for stage in stages)
    return table(
        f"Stages of the search, {number(whole)} s of one processor",
        ("Stage", "#Rows in", "#Rows out", "#Seconds", "#Share"),
        (
            (
                h("code", cut(stage.text, 1_000)),
                "" if stage.rows_in is None else f"{stage.rows_in:,}",
                f"{stage.rows_out:,}",
                f"{stage.seconds:,.3f}",
                share(stage.seconds, whole),
            )
            for stage in stages
        ),
    )


def skipped(files: Sequence[Skipped]) -> Html:
    return section(
        "skipped",
        "What was skipped",
        h("p", "These files could not be read, or not to their end. Nothing is known of what else is in them."),
        table(
            f"{counted(len(files), 'file')} skipped",
            ("File", "Reason", "#Records before it"),
            ((h("code", cut(file.name, 500)), cut(file.reason, 1_000), f"{file.read:,}") for file in files),
        ),
    )


def search(backtest: Backtest) -> Html:
    said = [*((None, note) for note in backtest.notes), *((one.kind, one.text) for one in backtest.messages)]
    shown = (h("li", h("b", f"{kind}: ") if kind else None, cut(text, 2_000)) for kind, text in said[:200])
    runs = "Searched at once" if backtest.scheduled is None else f"{counted(backtest.scheduled, 'scheduled run')}"
    return section(
        "search",
        "The search",
        h("p", f"{runs}, from {from_to(backtest.window)}."),
        h("pre", cut(backtest.spl, _SPL), class_="spl"),
        h("ul", shown, class_="messages") if said else None,
    )
