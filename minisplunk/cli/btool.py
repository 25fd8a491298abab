"""`minisplunk btool`: what a conf file says, and which file says so."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from . import options


@click.command("btool")
@click.argument("conf")
@click.argument("action", type=click.Choice(["list"]))
@click.argument("stanza", required=False)
@options.apps
@click.option("--context", default="", help="The app whose view is shown; the first --app unless given.")
@click.option("--user", default="nobody", show_default=True, help="The user whose private settings count.")
@click.option("--debug", is_flag=True, help="Name the file that sets each setting.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    conf: str,
    action: str,
    stanza: str | None,
    apps: tuple[Path, ...],
    context: str,
    user: str,
    debug: bool,
    as_json: bool,
) -> None:
    """Show what a conf file says to an app: `minisplunk btool macros list cloudtrail --debug --app .`"""
    from ..conf import btool
    from ..engine import Splunk
    from .output import print_json

    with Splunk() as splunk:
        installed = [splunk.install(path) for path in apps or (Path(),)]
        view = splunk.layers.context(context or installed[0].id, user)
        found = {
            name: {
                k: {"value": s.value, "file": str(s.file).removeprefix(f"{splunk.folder}/"), "line": s.line}
                for k, s in found.settings.items()
            }
            for name, found in view.conf(conf).stanzas.items()
            if stanza is None or name == stanza
        }
        if as_json:
            print_json(found)
        else:
            below = f"{splunk.folder}/"
            for line in btool(view, conf, stanza, debug=debug):
                click.echo(line.replace(below, "", 1) if debug else line)
    sys.exit(0 if found else 1)
