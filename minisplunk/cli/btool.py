"""`minisplunk btool`: what a conf file says, and which file says so."""

from __future__ import annotations

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
) -> int:
    """Show what a conf file says to an app: `minisplunk btool macros list cloudtrail --debug --app .`"""
    from ..conf import btool
    from ..detect import installed_places, shown_place
    from ..engine import Splunk
    from .output import print_json

    with Splunk() as splunk, installed_places(splunk):
        installed = [splunk.install(path) for path in apps or (Path(),)]
        view = splunk.layers.context(context or installed[0].id, user)
        found = {
            name: {
                k: {"value": s.value, "file": shown_place(str(s.file), splunk), "line": s.line}
                for k, s in found.settings.items()
            }
            for name, found in view.conf(conf).stanzas.items()
            if stanza is None or name == stanza
        }
        if as_json:
            print_json(found)
        else:
            for line in btool(view, conf, stanza, debug=debug):
                click.echo(shown_place(line, splunk) if debug else line)
    return 0 if found else 1
