"""`minisplunk test`: the cases of an app, in YAML beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..targets.options import EMBEDDED, RunOptions
from . import options, targeting

if TYPE_CHECKING:
    from ..testing.case import Case
    from ..testing.pool import Work
    from ..testing.verdict import Verdict


@click.command("test")
@click.argument("paths", nargs=-1, type=options.PATH)
@options.together(options.apps, options.as_json)
@click.option("-k", "words", multiple=True, help="Only cases whose name, saved search or tags have this text.")
@options.jobs
@options.seconds
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write a report in JUnit's form too.")
@click.option("--cross", is_flag=True, help="Run the app's other saved searches over the events of each case too.")
@click.option("--run-scripts", is_flag=True, help="Let alert actions run the scripts of the apps.")
@options.data_sets
@options.together(targeting.reaching, targeting.addon, targeting.reuse, targeting.write_risk)
@click.option("--index", default="", help="On another Splunk: an index that is there; else one is made for each case.")
@click.option("-q", "--quiet", is_flag=True, help="Show only the cases that have not passed.")
@click.option(
    "--case-schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, param, wanted: _print_schema(ctx, wanted),
    help="Print the JSON schema of case files, and end: editors check them with it.",
)
def command(
    paths: tuple[Path, ...],
    apps: tuple[Path, ...],
    as_json: bool,
    words: tuple[str, ...],
    jobs: int,
    seconds: float | None,
    junit: Path | None,
    cross: bool,
    run_scripts: bool,
    attack_data: Path | None,
    offline: bool,
    quiet: bool,
    **where: Any,
) -> int:
    """Run the cases of an app: events in YAML, and what its searches are to find among them.

    PATHS are case files (any name), folders (the files test_*.splunk.yaml in them), and detections as contentctl has
    them. Without one, the cases of the first --app. Each case has a Splunk of its own. A case that cannot be read is
    told of, and the others run.

    On another Splunk the app has to be installed. What a case needs that a test must not change there is not run; else
    its events go to an index made for it, or to --index, and all but the events in that is taken away again.

    Exit codes: 0 all have passed, 1 some have not, 2 a case, an app or a search is wrong, 3 one is not supported.
    """
    from ..testing.finding import plan
    from ..testing.pool import SECONDS, Work, data_sets
    from ..testing.snapshot import Snapshots
    from ..testing.verdict import exit_code
    from . import verdicts as printed

    found = plan(paths or options.apps_or_here(apps)[:1])
    cases = [case for case in found.cases if not words or any(map(case.has, words))]
    if found.cases and not cases:
        raise click.UsageError(f"-k {' '.join(words)}: no case has this in its name, saved search or tags")
    if any(case.library is None for case in cases):
        apps = options.apps_or_here(apps)
    with Snapshots() as snapshots:  # an app that is no good is told of once, and not by each case
        for path in apps:
            snapshots.of_app(path)
    limit = SECONDS if seconds is None else seconds
    work = Work(apps, data_sets(attack_data, offline=offline), scripts=run_scripts, cross=cross, seconds=limit)
    done: list[Verdict] = []
    for verdict in _verdicts(cases, work, jobs, where):
        done.append(verdict)
        if not as_json:
            printed.show(verdict, quiet=quiet)
    faults = [str(fault) for fault in found.faults]
    if junit is not None:
        _write(junit, done, faults)
    if as_json:
        from .documents.test import document
        from .output import print_json

        print_json(document(done, faults))
    else:
        printed.show_end(done, faults)
    code = exit_code({verdict.outcome for verdict in done} | ({"wrong"} if faults else set()))
    return code or int(any(not one.error for verdict in done for one in verdict.firings))


def _verdicts(cases: Sequence[Case], work: Work, jobs: int, where: Mapping[str, Any]) -> Iterator[Verdict]:
    from ..testing.pool import SECONDS, verdicts

    targeting.check({**where, "read_only": False})
    if where["splunk"] == EMBEDDED:
        if where["index"]:
            raise click.UsageError("--index has a meaning on another Splunk alone: a case says its own")
        yield from verdicts(cases, work, jobs)
        return
    from ..testing.elsewhere import elsewhere
    from .output import tell

    for option, given in (
        ("--cross", work.cross),
        ("--run-scripts", work.scripts),
        ("--jobs", jobs),
        ("--seconds", work.seconds != SECONDS),
    ):
        if given:
            raise click.UsageError(f"{option} is for the embedded Splunk")
    asked = RunOptions(work.apps[0] if work.apps else Path(), **where)
    with elsewhere(asked, work, tell) as run:
        yield from map(run, cases)


def _write(path: Path, done: Sequence[Verdict], faults: Sequence[str]) -> None:
    from ..errors import DataError
    from ..testing.junit import junit

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(junit(done, faults))  # in its place, which may be /dev/stdout
    except OSError as error:
        raise DataError(f"--junit {path}: cannot be written: {error.strerror or error}") from error


def _print_schema(ctx: click.Context, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from ..testing.form import schema
    from .output import print_json

    print_json(schema())
    ctx.exit()
