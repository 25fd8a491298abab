"""`minisplunk explain`: stages, clauses and reasons of a search."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from . import options

if TYPE_CHECKING:
    from ..explain import Explanation
    from ..search import Run


@click.command("explain")
@click.argument("spl", default="", callback=options.no_path)
@options.together(options.data, options.data_dir, options.apps, options.cim, options.index, options.sourcetype)
@options.together(options.reading, options.earliest, options.latest, options.where, options.as_json)
@click.option("--saved-search", default="", help="Explain this saved search of the app instead of SPL.")
def command(
    spl: str,
    saved_search: str,
    as_json: bool,
    earliest: str,
    latest: str,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    **place: Any,
) -> int:
    """Say, stage by stage, why a search finds what it finds, or nothing.

    Without SPL, explains the app's saved search: over --data in the whole span of the data, over --data-dir in its own
    time range. Over --data, now is just after the newest event, so that relative times such as -1h mean something; over
    --data-dir it is the present.

    Exit codes: 0 it finds something, 1 it finds nothing, 2 wrong use or SPL, 3 not supported, 4 a file could not be
    read, or not to its end.
    """
    from ..detect.in_process import named
    from ..explain import explain
    from ..standing import standing
    from .opened import opened
    from .output import say
    from .progress import bar
    from .skipping import list_skipped

    if spl and saved_search:
        raise click.UsageError("explain either SPL or a saved search, not both")
    if not spl and not place["apps"]:
        place["apps"] = options.apps_or_here(())
    place["wanted"] = options.wanted(include, exclude, earliest, latest)
    with opened(**place) as on:
        splunk, app = on.splunk, on.app
        reasons: list[str] = []
        if not spl:
            saved = splunk.saved_search(named(splunk, splunk.layers.app(app), saved_search), app)
            spl, reasons = saved.search, standing(splunk, saved)
            if place["data_dir"] and not (earliest or latest):
                earliest, latest = saved.earliest, saved.latest
        run = on.start(spl, earliest, latest, observed=True)
        with bar("Explaining") if on.head is None else nullcontext():
            results = sum(1 for _ in on.rows(run))
            explained = explain(run)
            explanation = replace(explained, reasons=[*explained.reasons, *reasons])
        if as_json:
            from .documents.explain import document
            from .output import print_json

            print_json(document(run, explanation, results, on.skipped, on.through_store))
        else:
            show(run, explanation, results)
            if on.through_store:
                say(f"\nThe events were put into a store first: {on.through_store}.")
        on.end()
        return list_skipped(on.skipped, 0 if results else 1)


def show(run: Run, explanation: Explanation, results: int) -> None:
    """An explanation for a person."""
    from .output import console, counted
    from .table import table

    out = console()
    within = f"{explanation.events_in_window:,} of them within reach of the base search"
    out.print(f"{counted(explanation.events, 'event')}, {within}")
    stages = [
        {
            "stage": use.count.text,
            "in": f"{use.count.rows_in:,}",
            "out": f"{use.count.rows_out:,}",
            "reads": ", ".join(use.fields),
        }
        for use in explanation.stages
    ]
    table(stages, ("stage", "in", "out", "reads"))
    if explanation.clauses:
        out.print("\nEvents of the window that pass each clause alone:")
        table([{"clause": c.text, "events": f"{c.events:,}"} for c in explanation.clauses], ("clause", "events"))
    for reason in explanation.reasons:
        out.print(f"\n{reason}")
    for use in explanation.stages:
        if use.count.example is not None:
            _show_example(use.count.example, use.count.text, use.count.drops_null or use.fields)
    out.print(f"\nIt finds {counted(results, 'result')}.")
    for message in explanation.messages:
        out.print(f"{message.kind}: {message.text}")


def _show_example(example: Any, text: str, needed: tuple[str, ...]) -> None:
    from ..values import texts
    from .output import console

    console().print(f"\nOne of the rows that `{text}` dropped, by what it needs:")
    for name in needed:
        value = ", ".join(texts(example.get(name))) or "null"
        console().print(f"  {name} = {value}")
