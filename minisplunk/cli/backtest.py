"""`minisplunk backtest`: an installed saved search over a mountain of files, as production would have fired."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import options

if TYPE_CHECKING:
    from ..backtest.backtesting import Breaking
    from ..replay import Data


@click.command("backtest", cls=options.TakingData)
@click.argument("files", nargs=-1, type=options.DATA)
@options.together(options.apps, options.data, options.index, options.sourcetype, options.reading)
@options.together(options.earliest, options.latest, options.cim, options.where)
@click.option("--saved-search", default="", help="The saved search; by default the app's detection.")
@click.option(
    "--as-scheduled",
    "scheduled",
    is_flag=True,
    help="With each run that its schedule would have made: time ranges, throttling and risk as in production.",
)
@click.option(
    "--delay",
    type=click.FloatRange(0),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="From an event to when it is indexed. A scheduled run does not find what is indexed later.",
)
@click.option(
    "--baseline",
    default="",
    metavar="APP|SAVED-SEARCH",
    help="Another version of the app, or another saved search of it: what this one finds more, and less.",
)
@click.option(
    "--es/--no-es", default=True, show_default=True, help="With Enterprise Security's risk and notable actions."
)
@click.option(
    "--explain", "explained", is_flag=True, help="What is left of the data at each step, and what each costs."
)
@click.option("--csv", "as_csv", is_flag=True, help="Print the findings as CSV.")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page of all that was found, to read offline.",
)
@options.as_json
def command(
    files: tuple[Data, ...],
    data: tuple[Data, ...],
    apps: tuple[Path, ...],
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    es: bool,
    cim: bool,
    explained: bool,
    as_csv: bool,
    html: Path | None,
    as_json: bool,
    **asked: Any,
) -> int:
    """Run an app's saved search over files of events, and say when it would have fired.

    FILES are read like those of --data, as they lie: only what the search may find is kept. The whole range is searched
    at once, or with --as-scheduled each of its time ranges in turn. --earliest and --latest cut the span of the data;
    relative times are before the newest event. Ctrl-C ends the reading, and what was found by then is shown.

    Exit codes: 0 it fired, 1 it did not, 2 wrong use, 3 not supported, 4 it was broken off, or a file could not be
    read, or not to its end.
    """
    from ..backtest.backtesting import Asked, Breaking, backtest
    from .progress import scanning
    from .skipping import INCOMPLETE

    if as_csv and as_json:
        raise click.UsageError("either --csv or --json")
    data += files
    if not data:
        raise click.UsageError("say which records to search: FILES, or --data FILE or FOLDER")
    breaking = Breaking()
    with _interrupted(breaking):
        found = backtest(
            Asked(
                apps=options.apps_or_here(apps),
                data=data,
                wanted=options.wanted(include, exclude, asked["earliest"], asked["latest"]),
                enterprise_security=es,
                common_information_model=cim,
                timed=explained,
                **asked,
            ),
            scanning,
            breaking,
        )
    if as_json:
        from .documents.backtest import document
        from .output import print_json

        print_json(document(found))
    elif as_csv:
        from .backtested import print_csv

        print_csv(found)
    else:
        from ..detect.columns import columns_of
        from .backtested import show

        show(found, columns_of(found.sourcetypes), explained=explained)
    if html is not None:
        from .backtested import write_page

        write_page(found, html)
    if found.partial or found.skipped:
        return INCOMPLETE
    return 0 if found.findings else 1


@contextmanager
def _interrupted(breaking: Breaking) -> Iterator[None]:
    """Ctrl-C ends the reading after the part that is being read; a second one, and one later, whatever runs."""

    def interrupt(number: int, frame: object) -> None:
        if not breaking.reading or breaking.asked:
            raise KeyboardInterrupt
        breaking.asked = True

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
