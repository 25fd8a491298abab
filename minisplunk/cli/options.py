"""Options and arguments that several verbs share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from ..ingest.places import Wanted
    from ..peers import Where

F = TypeVar("F", bound=Callable[..., Any])


def together(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in the order given."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


PATH = click.Path(exists=True, path_type=Path)


class _Data(click.Path):
    """A path of events, or `-` for standard input; and perhaps, after a colon, the source type of what is there."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if ctx is not None and ctx.resilient_parsing:  # a shell that completes, and does not wait for what is needed
            return value
        from ..ingest.places import is_place
        from ..replay.given import Data, missing, names, split

        if isinstance(value, Data):
            return value
        if str(value).lower().startswith(("http://", "https://")):
            get = f"minisplunk replay {value} --data-dir FOLDER"
            self.fail(f"{value} is a URL: `{get}` fetches it, and --data-dir FOLDER searches it", param, ctx)
        name, sourcetype = split(str(value))
        if is_place(name):
            return Data(Path(), utf8(ctx, param, sourcetype), name)
        if ":" in name and not names(name):
            self.fail(missing(name), param, ctx)
        super().convert(name, param, ctx)
        return Data(Path(name), utf8(ctx, param, sourcetype))


DATA = _Data(exists=True, allow_dash=True, path_type=Path)


class TakingData(click.Command):
    """A verb whose arguments are data: among them `-:SOURCETYPE` is standard input, and no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = [param for param in self.params if isinstance(param, click.Option)]
        wanting = {name for option in options if not option.is_flag for name in option.opts}
        end = args.index("--") if "--" in args else len(args)
        piped = {
            place
            for place, arg in enumerate(args[:end])
            if arg.startswith("-:") and not (place and args[place - 1] in wanting)
        }
        if piped:
            others = [arg for place, arg in enumerate(args[:end]) if place not in piped]
            args = [*others, "--", *(args[place] for place in sorted(piped)), *args[end + 1 :]]
        return super().parse_args(ctx, args)


def utf8(ctx: click.Context | None, param: click.Parameter | None, value: str) -> str:
    """Text that is not UTF-8 is refused, since no result with it could be printed."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise click.BadParameter(f"not UTF-8: character {error.start + 1}") from error
    return value


def each_utf8(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The same for an argument that is given several times."""
    return tuple(utf8(ctx, param, value) for value in values)


def no_path(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """SPL that names a file is a file that lost its --data, and searching for its name would find nothing."""
    if ctx.resilient_parsing:
        return value
    from ..replay.given import names

    value = utf8(ctx, param, value)
    if names(value):
        raise click.BadParameter(f"{value} is a file or folder: give each with a --data of its own")
    return value


apps = click.option(
    "--app",
    "apps",
    multiple=True,
    type=PATH,
    help="An app to install: a folder or an .spl. Given more than once, the first is the one that is meant.",
)
data = click.option(
    "--data",
    "data",
    multiple=True,
    type=DATA,
    metavar="FILE[:SOURCETYPE]",
    help="A file or folder of events (text, gz, zst or bz2), a data set in attack_data's format, - for standard input, "
    "or s3://bucket/prefix; and the source type of what is there. Repeatable.",
)
include = click.option(
    "--include",
    multiple=True,
    metavar="GLOB",
    callback=each_utf8,
    help="Of a folder, only files whose path in it matches, * for any characters; a pattern without a slash is of the "
    "file's name. Repeatable.",
)
exclude = click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    callback=each_utf8,
    help="Of a folder, no files and folders whose path in it matches. Repeatable.",
)
strict = click.option(
    "--strict",
    is_flag=True,
    help="A file that cannot be read, or not to its end, is an error, which ends the run.",
)
reading = together(include, exclude, strict)
"""Which files of a folder are read, and what becomes of broken ones. `wanted` takes the first two."""
data_dir = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder of events made by `minisplunk replay`. An --app beside it is there for this run alone.",
)
cim = click.option(
    "--cim",
    is_flag=True,
    help="With minisplunk's data models of the Common Information Model. Splunk's own add-on is an --app.",
)
index = click.option(
    "--index",
    default="main",
    show_default=True,
    help="The index that the events go to. Over files, one that no app defines is made for the run.",
)
sourcetype = click.option(
    "--sourcetype",
    default="",
    help="The source type of --data that says none. Without it CloudTrail is recognized, and what else it may be is "
    "guessed, and said.",
)
earliest = click.option(
    "--earliest",
    default="",
    help="Earliest time: a modifier such as -24h@h, epoch seconds, or a time such as 03/31/2026:09:00:00.",
)
latest = click.option("--latest", default="", help="Latest time, exclusive.")


def _print_schema(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    """Print the schema of the verb's documents, and end: nothing else has to be given."""
    if not wanted or ctx.resilient_parsing:
        return
    from .documents import schema
    from .output import print_json

    assert ctx.command.name is not None
    print_json(schema(ctx.command.name))
    ctx.exit()


as_json = together(
    click.option("--json", "as_json", is_flag=True, help="Print JSON, see docs/json.md."),
    click.option(
        "--json-schema",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_print_schema,
        help="Print the JSON schema of what --json prints, and end.",
    ),
)
"""`--json`, and the schema of what it prints: `documents/` has a file for each verb."""


jobs = click.option(
    "--jobs", type=click.IntRange(0), default=0, metavar="N", help="So many processes; by default one for each core."
)
cluster = together(
    click.option(
        "--cluster",
        default="",
        metavar="tls://HOST:PORT",
        help="The scheduler of a Dask cluster whose workers read the files, by the same paths as here. See "
        "docs/at-scale.md.",
    ),
    click.option(
        "--insecure-cluster",
        is_flag=True,
        help="With --cluster tcp://HOST:PORT of another machine, where nothing is encrypted and nobody has to prove "
        "who they are.",
    ),
)


def where(function: F) -> F:
    """Where a search over files runs: the verb gets it as `where`."""

    @wraps(function)
    def command(*, jobs: int, cluster: str, insecure_cluster: bool, **others: Any) -> Any:
        return function(where=peers(jobs, cluster, insecure_cluster), **others)

    return together(jobs, cluster)(cast(F, command))


def peers(jobs: int, cluster: str, insecure_cluster: bool) -> Where:
    """What the three options say. Raises UsageError for options that exclude one another, MinisplunkError for a cluster
    that nobody may be sent to."""
    from ..peers import Where

    if cluster and jobs:
        raise click.UsageError("--jobs is about this machine: a --cluster has as many at work as it has threads")
    if insecure_cluster and not cluster:
        raise click.UsageError("--insecure-cluster goes with --cluster")
    if not cluster:
        return Where(jobs)
    from ..peers.cluster import cluster as of

    return Where(cluster=of(cluster, insecure=insecure_cluster))


seconds = click.option(
    "--seconds",
    type=click.FloatRange(0),
    metavar="N",
    help="The most time for one case, 300 by default; 0 for as long as it takes.",
)
data_sets = together(
    click.option(
        "--attack-data",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A checkout of splunk/attack_data, where data sets are looked for before they are fetched.",
    ),
    click.option("--offline", is_flag=True, help="Fetch no data set."),
)
"""Where data sets that cases name come from."""


def wanted(include: Sequence[str], exclude: Sequence[str], earliest: str = "", latest: str = "") -> Wanted:
    """Which files of a folder are to be read. Times that are relative to the newest event leave none out: which one
    that is, is known when all are read. Raises SplError for a time that is none."""
    from ..ingest.places import Wanted
    from ..search import Request
    from ..times import TimeRange

    early, late = (Request("", now, "", earliest, latest).resolved() for now in (1e9, 2e9))
    return Wanted(early if early == late else TimeRange.ALL, tuple(include), tuple(exclude))


def apps_or_here(apps: tuple[Path, ...]) -> tuple[Path, ...]:
    """Without --app, the app is the folder that one stands in."""
    if not apps and not Path("default", "app.conf").is_file():
        raise click.UsageError("say which app: --app FOLDER, or --app FILE.spl. This folder is not a Splunk app.")
    return apps or (Path(),)


def was_given(ctx: click.Context, name: str) -> bool:
    """Whether the user has given the option, even with its default value."""
    return ctx.get_parameter_source(name) is not ParameterSource.DEFAULT
