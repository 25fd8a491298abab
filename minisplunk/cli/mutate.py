"""`minisplunk mutate`: changes of an app, and which of them its cases notice."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options

if TYPE_CHECKING:
    from ..mutation import Coverage, Hunted
    from ..mutation.accepted import Accepted
    from ..testing.case import Case
    from ..testing.pool import Work
    from ..testing.verdict import Verdict


@click.command("mutate")
@click.argument("paths", nargs=-1, type=options.PATH)
@options.together(options.apps, options.as_json)
@click.option(
    "--accept",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML: of a saved search or macro the changes that no case need notice, each with the reason; or one reason "
    "for all.",
)
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=300,
    show_default=True,
    metavar="N",
    help="So many changes of one saved search or macro.",
)
@options.jobs
@options.seconds
@options.data_sets
def command(
    paths: tuple[Path, ...],
    apps: tuple[Path, ...],
    as_json: bool,
    accept: Path | None,
    most: int,
    jobs: int,
    seconds: float | None,
    attack_data: Path | None,
    offline: bool,
) -> int:
    """Change an app in every small way, and name each change that none of its cases notices.

    Clauses are dropped, negated, asked with another operator or value; by-fields, aggregates, assignments and commands
    are dropped; macros are emptied; settings have other values. The cases that are about the saved search are run for
    each change until one fails. PATHS are case files and folders, as for `minisplunk test`. Nothing is written.

    Exit codes: 0 each change is noticed or accepted, 1 some are not, 2 a case, an app or a search is wrong, or a case
    does not pass with the app as it is, 3 a case or a search is not supported.
    """
    from ..errors import NotFound
    from ..mutation.accepted import Accepted
    from ..testing.finding import plan
    from ..testing.pool import SECONDS, Work, data_sets
    from ..testing.snapshot import Snapshots
    from . import survivors

    accepted = Accepted.read(accept) if accept else Accepted()
    apps = options.apps_or_here(apps)
    with Snapshots() as snapshots:  # an app that is no good is told of before its cases
        for path in apps:
            snapshots.of_app(path)
    found = plan(paths or apps[:1])
    cases = [case for case in found.cases if case.library is None and not case.skipped]
    limit = SECONDS if seconds is None else seconds
    work = Work(apps, data_sets(attack_data, offline=offline), seconds=limit)
    failing = _failing(cases, work, jobs)
    if failing or found.faults:
        return survivors.show_failing(failing, [str(fault) for fault in found.faults])
    if not cases:
        raise NotFound("There is no case of the app: contentctl's detections bring searches of their own.")
    coverage = _coverage(cases, work, accepted, most, jobs or os.cpu_count() or 1)
    if as_json:
        from .documents.mutate import document
        from .output import print_json

        print_json(document(coverage, accepted))
    else:
        survivors.show(coverage, accepted)
    return coverage.exit_code


def _failing(cases: Sequence[Case], work: Work, jobs: int) -> list[Verdict]:
    """What the app as it is does not pass tells nothing of how it may be changed."""
    from ..testing.pool import verdicts

    return [verdict for verdict in verdicts(cases, work, jobs) if not verdict.passed]


def _coverage(cases: Sequence[Case], work: Work, accepted: Accepted, most: int, jobs: int) -> Coverage:
    from ..mutation import all_mutants, coverage, hunt, mutants
    from ..mutation.cases import opened
    from .progress import bar

    with opened(cases, work) as on:
        found, about = mutants(on.app, most), on.about
    hunted: list[Hunted] = []
    every = all_mutants(found)
    with bar("Changing", len(every), lambda: len(hunted)):
        for one in hunt(partial(opened, cases, work), every, jobs):
            hunted.append(one)  # noqa: PERF402  the bar counts them meanwhile
    return coverage(found, hunted, about, accepted)
