"""`minisplunk replay`: a data set into a folder of events."""

from __future__ import annotations

import time
from pathlib import Path

import click

from . import options


@click.command("replay")
@click.argument("data", nargs=-1, required=True, type=options.PATH)
@click.option(
    "--data-dir", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder to store in."
)
@options.together(options.index, options.sourcetype, options.as_json)
@click.option(
    "--shift", default="keep", show_default=True, help="keep, or a time the newest event is moved to: now, -1h, ..."
)
def command(data: tuple[Path, ...], data_dir: Path, index: str, sourcetype: str, shift: str, as_json: bool) -> int:
    """Store a data set's events in a folder, times shifted if wished.

    --shift moves every eventTime in the raw text by one offset, so that order and gaps stay.
    """
    from ..engine import Splunk
    from ..replay import load, shifted
    from ..store.notes import Notes
    from ..times import relative
    from .output import counted, print_json
    from .progress import reading

    with Splunk(data_dir) as splunk:
        parts = [part for path in data for part in load(path, sourcetype=sourcetype)]
        if shift != "keep":
            try:
                parts = shifted(parts, relative(shift, time.time(), splunk.zone))
            except ValueError as error:
                raise click.BadParameter(str(error), param_hint="--shift") from error
        notes = Notes()
        with splunk.store.transaction():
            stored = {part.source: splunk.replay(part, index=index, notes=notes) for part in reading(parts)}
        for note in notes:
            click.echo(note, err=True)
    if as_json:
        print_json({"data_dir": str(data_dir), "index": index, "events": sum(stored.values()), "sources": stored})
    else:
        events, sources = counted(sum(stored.values()), "event"), counted(len(stored), "source")
        click.echo(f"{events} from {sources} stored in index {index} of {data_dir}")
    return 0
