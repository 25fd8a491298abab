"""`minisplunk check`: an app's conf files and searches, or the searches of a library, read but not run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options

if TYPE_CHECKING:
    from ..engine import Splunk


@click.command("check")
@options.together(options.apps, options.as_json)
@click.option(
    "--es/--no-es", default=True, show_default=True, help="With Enterprise Security's risk and notable actions."
)
@click.option(
    "--cim/--no-cim",
    default=None,
    help="With minisplunk's data models of the Common Information Model; by default with --library alone. Splunk's own "
    "add-on is an --app.",
)
@click.option(
    "--library",
    type=click.Path(exists=True, allow_dash=True, path_type=Path),
    help="Searches of which to say how many can run here: a folder of detections and macros in YAML, an app, a file "
    "with a search or a JSON object a line, or - for standard input. Apps that they need are given with --app.",
)
@click.option("--explain", metavar="CODE", help="Print the page of a lint, such as SPL101, and nothing else.")
def command(
    apps: tuple[Path, ...], es: bool, cim: bool | None, as_json: bool, library: Path | None, explain: str | None
) -> int:
    """Read an app's conf files and searches, and name what is wrong or not supported.

    What depends on another app, such as a macro or a lookup of an add-on, is found when that app is given as a second
    --app.

    Exit codes: 0 nothing, or advice alone, 2 something is wrong, 3 something is not supported.
    """
    from ..alerts.saved import own
    from ..check import check, shown_path
    from ..check.lints.page import explained
    from ..engine import Splunk
    from .documents.check import checked
    from .output import advise, counted, print_json

    if explain is not None:
        click.echo(explained(explain), nl=False)
        return 0
    if library is not None:
        return _measured(library, apps, es, cim is not False, as_json)
    with Splunk() as splunk:
        app, *_ = [splunk.install(path) for path in options.apps_or_here(apps)]
        _bundled(splunk, es, bool(cim))
        findings = check(splunk, app)
    if as_json:
        print_json(checked(app, findings))
    else:
        for finding in findings:
            place = f"{shown_path(finding.file, app)}:" + (f"{finding.line}:" if finding.line else "")
            click.echo(f"{place} {finding.kind}: {finding.message}")
            if finding.detail:
                click.echo(finding.detail)
        searches = counted(len(own(app)), "saved search", "saved searches")
        click.echo(f"{app.id} {app.version}".strip() + f": {searches} checked, {counted(len(findings), 'finding')}")
        advise(finding.message for finding in findings)
    kinds = {finding.kind for finding in findings}
    return 2 if "wrong" in kinds else 3 if "unsupported" in kinds else 0


def _bundled(splunk: Splunk, es: bool, cim: bool) -> None:
    if es:
        splunk.install_enterprise_security()
    if cim:
        splunk.install_common_information_model()


def _measured(library: Path, apps: tuple[Path, ...], es: bool, cim: bool, as_json: bool) -> int:
    from ..engine import Splunk
    from .measuring import measured

    with Splunk() as splunk:
        for path in apps:
            splunk.install(path)
        _bundled(splunk, es, cim)
        return measured(splunk, library, as_json=as_json)
