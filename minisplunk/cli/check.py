"""`minisplunk check`: an app's conf files and searches, read but not run."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from . import options


@click.command("check")
@options.together(options.apps, options.as_json)
@click.option(
    "--es/--no-es", default=True, show_default=True, help="With Enterprise Security's risk and notable actions."
)
def command(apps: tuple[Path, ...], es: bool, as_json: bool) -> None:
    """Read an app's conf files and searches, and name what is wrong or not supported.

    Exit codes: 0 nothing, 2 something is wrong, 3 something is not supported.
    """
    from ..check import check, shown_path
    from ..engine import Splunk
    from .output import print_json

    with Splunk() as splunk:
        installed = [splunk.install(path) for path in apps or (Path(),)]
        if es:
            splunk.install_enterprise_security()
        app = installed[0]
        found = check(splunk, app)
    if as_json:
        print_json({"app": app.id, "findings": [{**f.__dict__, "file": shown_path(f.file, app)} for f in found]})
    else:
        for finding in found:
            click.echo(f"{shown_path(finding.file, app)}:{finding.line}: {finding.kind}: {finding.message}")
            if finding.detail:
                click.echo(finding.detail)
        searches = len(app.default["savedsearches"].stanzas) if "savedsearches" in app.default else 0
        click.echo(f"{app.id} {app.version}: {searches} saved searches checked, {len(found)} findings")
    kinds = {finding.kind for finding in found}
    sys.exit(2 if "wrong" in kinds else 3 if "unsupported" in kinds else 0)
