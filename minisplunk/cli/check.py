"""`minisplunk check`: apps, and files of searches, read but not run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..check.lints.lint import Lint
    from ..check.report import Report
    from ..content import Found
    from ..engine import Splunk


def _codes(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """Kinds, codes, or how several codes begin."""
    from ..check.rules import RULES

    codes = tuple(code.strip() for code in value.split(",") if code.strip())
    for code in codes:
        if not any(rule.startswith(code) for rule in RULES):
            raise click.BadParameter(f"{code}: there are {', '.join(RULES)}")
    return codes


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@options.together(options.apps, options.as_json)
@click.option("--sarif", is_flag=True, help="Print SARIF 2.1.0, which GitHub shows beside the lines.")
@click.option(
    "--select", default="", callback=_codes, metavar="CODE,...", help="These findings alone, by code or kind."
)
@click.option("--ignore", default="", callback=_codes, metavar="CODE,...", help="All but these findings.")
@click.option("--statistics", is_flag=True, help="Print how many searches each lint has a finding for, and no finding.")
@click.option("--explain", metavar="CODE", help="Print the page of a lint, as SPL101, and end.")
@click.option(
    "--es/--no-es", default=True, show_default=True, help="With Enterprise Security's risk and notable actions."
)
@click.option(
    "--cim/--no-cim",
    default=None,
    help="With minisplunk's data models of the Common Information Model; by default for files of searches alone. "
    "Splunk's own add-on is an --app.",
)
def command(
    paths: tuple[Path, ...],
    apps: tuple[Path, ...],
    as_json: bool,
    sarif: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    statistics: bool,
    explain: str | None,
    es: bool,
    cim: bool | None,
) -> int:
    """Read apps and files of searches, name what is wrong or not supported, and say how many searches can run here.

    A PATH is an app (a folder or an .spl), a folder of searches, a file of them (contentctl's YAML, an .spl with one
    search, NDJSON with a `search` key, a text with a search a line), or - for standard input. Without one, the first
    --app is checked, or the folder that one stands in. What other apps define is found when these are given with
    --app.

    Exit codes: 0 nothing, or advice alone, 2 something is wrong, 3 something is not supported.
    """
    from importlib.metadata import version

    from ..check.lints import LINTS
    from ..check.lints.page import explained
    from ..check.lints.running import ON, named
    from ..check.report import in_order
    from ..check.sarif import log
    from ..content import Found, found
    from ..engine import Splunk
    from .documents.check import document
    from .output import print_json, say
    from .reporting import print_report, print_shares

    if explain is not None:
        say(explained(explain).rstrip("\n"))
        return 0
    if as_json + sarif + statistics > 1:
        raise click.UsageError("--json, --sarif and --statistics exclude each other.")
    lints = LINTS if statistics else (*ON, *(lint for lint in named(select) if not lint.on))
    if paths:
        there = [found(path) for path in paths]
    else:
        apps = options.apps_or_here(apps)
        there, apps = [Found(apps[:1], ())], apps[1:]
    with Splunk() as splunk:
        report = _report(splunk, there, apps, lints, es=es, cim=cim).filtered(select, ignore)
    if statistics:
        print_shares(report)
    elif sarif:
        print_json(log(in_order(report.findings), version("minisplunk")))
    elif as_json:
        print_json(document(report))
    else:
        print_report(report)
    return report.exit_code


def _report(
    splunk: Splunk,
    there: Sequence[Found],
    apps: Sequence[Path],
    lints: Sequence[Lint],
    *,
    es: bool,
    cim: bool | None,
) -> Report:
    """Apps first, each with what all of them define. `apps`: others that are needed. Raises DataError where there is no
    search in any file, and no app."""
    from ..check.report import Report, of_app, of_library
    from ..content import read_files
    from ..errors import DataError

    files = dict.fromkeys(file for one in there for file in one.files)
    library = read_files(files)
    meant = dict.fromkeys(path for one in there for path in one.apps)
    if not meant and not (library.searches or library.macros or library.faults):
        raise DataError("There is nothing to check: no search is in what was given.")
    for path in apps:
        splunk.install(path)
    installed = [(splunk.install(path), path) for path in meant]
    if es:
        splunk.install_enterprise_security()
    if cim or (cim is None and files):
        splunk.install_common_information_model()
    report = Report()
    for app, path in installed:
        report += of_app(splunk, app, path, lints)
    return report + of_library(splunk, library, lints) if files else report
