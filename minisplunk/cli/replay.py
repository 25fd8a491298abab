"""`minisplunk replay`: a data set into a folder of events, or to the HEC of a Splunk."""

from __future__ import annotations

import os
import time
from datetime import timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options, targeting

if TYPE_CHECKING:
    from ..conf import Conf
    from ..ingest.places import Wanted
    from ..ingest.skipped import Skipped
    from ..ingest.sourcetypes import SourceTypes
    from ..replay import Part
    from ..replay.remote import Remote


@click.command("replay", cls=options.TakingData)
@click.argument("data", nargs=-1, required=True, metavar="PATH|URL|attack_data...", callback=options.each_utf8)
@click.option("--data-dir", type=click.Path(path_type=Path, file_okay=False), help="The folder to store in.")
@click.option(
    "--app",
    "apps",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="An app, a folder or an .spl, by whose settings events are indexed in the folder. It is there for this run "
    "alone.",
)
@click.option(
    "--splunk",
    metavar="WHERE",
    help="The Splunk to send to: https://host:8089, or docker for the container that is kept. $SPLUNK_HEC_TOKEN is "
    "HEC's token; $SPLUNK_HEC_URL its address, unless that is port 8088 of the same host.",
)
@click.option("--index", help="The index that the events go to; else main in a folder, and in a Splunk the token's.")
@click.option("--source", help="The source of all events; else what the data set says, or the file.")
@click.option(
    "--sourcetype",
    default="",
    help="The source type of files that no data set describes. Without it CloudTrail is recognized, and what else it "
    "may be is guessed, and said.",
)
@click.option("--host", help="The host of all events; else what the data set says, or minisplunk.")
@click.option(
    "--shift",
    default="keep",
    show_default=True,
    metavar="keep|now|TIME",
    help="Move the newest event to now, or to a time: -1h, epoch seconds, ISO 8601.",
)
@click.option("--rate", type=click.FloatRange(0, min_open=True), help="So many events per second at most.")
@click.option("--resume", type=click.IntRange(0), default=0, help="Pass over so many events, which are there already.")
@click.option("--again", is_flag=True, help="Store files whose content was replayed into the folder before, too.")
@options.together(options.reading, targeting.ca_file, targeting.insecure, options.as_json)
def command(
    data: tuple[str, ...],
    data_dir: Path | None,
    apps: tuple[Path, ...],
    splunk: str | None,
    index: str | None,
    source: str | None,
    sourcetype: str,
    host: str | None,
    shift: str,
    rate: float | None,
    resume: int,
    ca_file: Path | None,
    insecure: bool,
    again: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> int:
    """Store a data set's events in a folder, or send them to a Splunk; times shifted if wished.

    The path - is standard input. attack_data is the detection's original data set, downloaded once. A URL may end in
    #sha256=HASH, which is checked. A path, or a URL of a file, may be followed by :SOURCETYPE.

    --shift moves every eventTime in the raw text by one offset, so that order and gaps stay.

    A file whose content was replayed into the folder before is passed over, unless --again is given or its events are
    to be others: of another index, source type, host, source or time.

    A Splunk gets each event at least once: a batch whose answer is lost is sent again. What cannot be sent ends with
    exit code 2 and the option to go on with. --rate, --resume, --ca-file and --insecure are for --splunk.

    Exit codes: 0 done, 2 wrong use or data, 3 not supported, 4 a file could not be read, or not to its end; what was
    read before is stored.
    """
    from ..conf import bare
    from ..ingest.notes import Notes
    from ..ingest.skipped import Skipped
    from ..ingest.sourcetypes import SourceTypes
    from ..replay import shifted

    if (data_dir is None) == (splunk is None):
        raise click.UsageError("say where the events go: either --data-dir FOLDER, or --splunk URL")
    if data_dir is not None and (rate or resume or ca_file or insecure):
        raise click.UsageError("--rate, --resume, --ca-file and --insecure are for --splunk")
    if splunk is not None and (again or strict):
        raise click.UsageError("--again and --strict are for --data-dir: a Splunk is sent all, or told where to go on")
    if splunk is not None and apps:
        raise click.UsageError("--app is for --data-dir: a Splunk that is sent events has apps of its own")
    endpoint = None
    if splunk is not None:
        from .sending import endpoint_of

        endpoint = endpoint_of(splunk, targeting.verify(ca_file, insecure=insecure))
    notes = Notes()
    to = _moment(shift)
    skipped = None if strict or data_dir is None else list[Skipped]()
    wanted = options.wanted(include, exclude)

    def parts(props: Conf) -> list[Part]:
        loaded = _parts(data, sourcetype, source, host, SourceTypes(props, notes), wanted, skipped)
        return loaded if to is None else shifted(loaded, to)

    if endpoint is not None:
        from .sending import SendOptions, send

        sending = SendOptions(endpoint, index or "", rate, resume, to)
        return send(sending, parts(bare().written("props")), notes, as_json=as_json)
    assert data_dir is not None
    from .storing import store

    return store(parts, data_dir, apps, index or "main", notes, skipped, again=again, as_json=as_json)


def _moment(shift: str) -> float | None:
    """Where the newest event is to be, in epoch seconds; None where it is."""
    from ..times import moment

    if shift == "keep":
        return None
    try:
        return moment(shift, time.time(), timezone.utc)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--shift") from error


def _parts(
    data: tuple[str, ...],
    sourcetype: str,
    source: str | None,
    host: str | None,
    types: SourceTypes,
    wanted: Wanted,
    skipped: list[Skipped] | None,
) -> list[Part]:
    from ..replay import load_named
    from ..replay.fetching import cache_folder, fetch
    from ..replay.given import Data, set_apart
    from ..replay.remote import WORD, is_url
    from .output import tell
    from .progress import bar

    def fetched(remote: Remote) -> Path:
        with bar("Fetching"):
            return fetch(remote, cache_folder(os.environ), types.notes)

    if WORD in data and Path(WORD).exists():
        tell(f"{WORD} is the original data set; for the file or folder of this name write ./{WORD}")
    apart = set_apart(Data.of(name) for name in data if not is_url(name))
    parts: list[Part] = []
    for name in data:
        parts += load_named(
            name,
            fetched,
            sourcetype=sourcetype,
            source=source,
            host=host,
            types=types,
            apart=apart,
            wanted=wanted,
            skipped=skipped,
        )
    return parts
