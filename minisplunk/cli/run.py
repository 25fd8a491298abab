"""`minisplunk run`: the installed detection over data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..targets.options import EMBEDDED, RunOptions
from . import options, targeting

if TYPE_CHECKING:
    from ..replay import Data


@click.command("run", cls=options.TakingData)
@click.argument("files", nargs=-1, type=options.DATA)
@options.together(options.apps, options.data, options.data_dir, options.index, options.sourcetype)
@options.together(options.reading, options.earliest, options.latest, options.as_json)
@click.option("--saved-search", default="", help="The saved search to run; by default the app's detection.")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Run each saved search of the app once, and say of each whether it fired. None sees the events that another "
    "one has written to an index, such as risk events; lookups that it has written stay.",
)
@click.option(
    "--window",
    type=click.Choice(["data", "saved"]),
    default="data",
    show_default="data; saved with --all",
    help="The whole span of the data, or the saved search's own time range ending after the newest event.",
)
@click.option(
    "--es/--no-es", default=True, show_default=True, help="With Enterprise Security's risk and notable actions."
)
@options.cim
@targeting.running
@click.pass_context
def command(
    ctx: click.Context,
    /,
    files: tuple[Data, ...],
    as_json: bool,
    every: bool,
    apps: tuple[Path, ...],
    es: bool,
    cim: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    **given: Any,
) -> int:
    """Run an app's detection over events: findings, risk events, and what stayed silent.

    FILES are read like those of --data. Over --data-dir, the folder is left as it was. --earliest and --latest cut the
    span of the data, and files of a folder that AWS's layout dates outside of them are not read; relative times are
    before the newest event. On another Splunk the app has to be installed; the events go to an index made for them, or
    to --index, and all but the events in that is taken away again.

    Exit codes: 0 it fired, 1 it did not, 2 wrong use, 3 not supported, 4 a file could not be read, or not to its end.
    With --all: 2 if a search is wrong, else 3 if one is not supported, else 0 if one fired.
    """
    if every:
        _check_all(ctx)
    given["data"] += files
    targeting.check(given)
    if given["data_dir"] is not None:
        _check_data_dir(ctx, given["data"])
    elif not given["data"] and not given["read_only"]:
        raise click.UsageError("say which records to search: --data FILE or FOLDER")
    if given["earliest"] or given["latest"]:
        if options.was_given(ctx, "window") and given["window"] == "saved":
            raise click.UsageError("either --window saved, or --earliest and --latest")
        if given["read_only"]:
            raise click.UsageError("--earliest and --latest are of --data: --read-only has the search's own time range")
    given["wanted"] = options.wanted(include, exclude, given["earliest"], given["latest"])
    if given["splunk"] == EMBEDDED:
        app, *beside = options.apps_or_here(apps)
        given |= {
            "beside": beside,
            "enterprise_security": es,
            "common_information_model": cim,
            "look_alikes": not every,
        }
        timed = given["earliest"] or given["latest"]
        if every and not timed and not options.was_given(ctx, "window"):
            given["window"] = "saved"
    else:
        app = apps[0] if apps else Path()
        _check_elsewhere(ctx, given["data"])
        if not options.was_given(ctx, "index"):
            given["index"] = ""
    return (_run_all if every else _run)(RunOptions(app, **given), as_json=as_json)


def _run(asked: RunOptions, *, as_json: bool) -> int:
    from ..detect.columns import columns_of
    from ..detect.detecting import detect
    from .output import print_json, tell
    from .progress import reading
    from .skipping import list_skipped

    detection = detect(asked, tell, reading)
    if as_json:
        from .documents.run import document

        print_json(document(detection))
    else:
        from .detection import show

        show(detection, columns_of(detection.sourcetypes))
    return list_skipped(detection.skipped, 0 if detection.outcome.fired else 1)


def _run_all(asked: RunOptions, *, as_json: bool) -> int:
    from ..detect.each import detect_each
    from .documents.run import document_of_all
    from .each import exit_code, searching, show
    from .output import print_json
    from .progress import reading
    from .skipping import list_skipped

    run = detect_each(asked, reading, searching)
    if as_json:
        print_json(document_of_all(run))
    else:
        show(run)
    return list_skipped(run.skipped, exit_code(run))


def _check_data_dir(ctx: click.Context, data: tuple[Data, ...]) -> None:
    """UsageError for what --data-dir does not go with."""
    if data:
        raise click.UsageError("either --data or --data-dir")
    if ctx.params["splunk"] != EMBEDDED:
        raise click.UsageError("--data-dir is for the embedded Splunk")
    for name in ("index", "sourcetype", "include", "exclude", "strict"):
        if options.was_given(ctx, name):
            raise click.UsageError(f"--{name} goes with --data: the events of --data-dir have theirs")


def _check_all(ctx: click.Context) -> None:
    """UsageError for what --all does not go with."""
    if ctx.params["splunk"] != EMBEDDED:
        raise click.UsageError("--all is for the embedded Splunk: on another one, name a search with --saved-search")
    if ctx.params["saved_search"]:
        raise click.UsageError("either --all or --saved-search: all of them, or one")


def _check_elsewhere(ctx: click.Context, data: tuple[Data, ...]) -> None:
    """UsageError for an option that another Splunk has no use for."""
    names = [name for name in ("es", "cim", "index", "window") if options.was_given(ctx, name)]
    if "es" in names:
        raise click.UsageError("--es: on another Splunk, Enterprise Security is installed or not")
    if "cim" in names:
        raise click.UsageError("--cim: on another Splunk, the Common Information Model is installed or not")
    if len(ctx.params["apps"]) > 1:
        raise click.UsageError("--app: on another Splunk the apps beside this one are those that are installed there")
    if ctx.params["read_only"]:
        targeting.refuse(["data"] if data else names, "has no meaning with --read-only")
