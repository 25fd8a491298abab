"""`minisplunk check`: an app's conf files and searches, read but not run."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from . import options


@click.command("check")
@options.together(options.apps, options.as_json)
@click.option(
    "--es/--no-es", default=True, show_default=True, help="With Enterprise Security's risk and notable actions."
)
@options.cim
def command(apps: tuple[Path, ...], es: bool, cim: bool, as_json: bool) -> int:
    """Read an app's conf files and searches, and name what is wrong or not supported.

    What depends on another app, such as a macro or a lookup of an add-on, is found when that app is given as a second
    --app.

    Exit codes: 0 nothing, or advice alone, 2 something is wrong, 3 something is not supported.
    """
    from ..alerts.saved import own
    from ..check import check, shown_path
    from ..engine import Splunk
    from .output import counted, print_json

    with Splunk() as splunk:
        app, *_ = [splunk.install(path) for path in options.apps_or_here(apps)]
        if es:
            splunk.install_enterprise_security()
        if cim:
            splunk.install_common_information_model()
        findings = check(splunk, app)
    if as_json:
        print_json({"app": app.id, "findings": [asdict(f) | {"file": shown_path(f.file, app)} for f in findings]})
    else:
        for finding in findings:
            place = f"{shown_path(finding.file, app)}:" + (f"{finding.line}:" if finding.line else "")
            click.echo(f"{place} {finding.kind}: {finding.message}")
            if finding.detail:
                click.echo(finding.detail)
        searches = counted(len(own(app)), "saved search", "saved searches")
        click.echo(f"{app.id} {app.version}".strip() + f": {searches} checked, {counted(len(findings), 'finding')}")
    kinds = {finding.kind for finding in findings}
    return 2 if "wrong" in kinds else 3 if "unsupported" in kinds else 0
