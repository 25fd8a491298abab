"""`minisplunk btool`: what a conf file says, and which file says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options

if TYPE_CHECKING:
    from ..conf import View


def _without_suffix(ctx: click.Context, param: click.Parameter, value: str) -> str:
    return value.removesuffix(".conf")


@click.command("btool")
@click.argument("conf", callback=_without_suffix)
@click.argument("action", type=click.Choice(["list"]))
@click.argument("stanza", required=False)
@options.apps
@click.option("--context", default="", help="The app whose view is shown; the first --app unless given.")
@click.option("--user", default="nobody", show_default=True, help="The user whose private settings count.")
@click.option("--debug", is_flag=True, help="Name the file that sets each setting.")
@options.as_json
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
    """Show what a conf file says to an app: `minisplunk btool macros list cloudtrail --debug --app .`

    CONF is a conf file's name; STANZA, when given, is how the names of the stanzas begin. Exit codes: 0 there are some,
    1 there are none, 2 wrong use.
    """
    from ..conf import btool
    from ..engine import Splunk
    from .documents.btool import document
    from .output import print_json, say, tell

    with Splunk() as splunk:
        installed = [splunk.install(path) for path in options.apps_or_here(apps)]
        view = splunk.layers.context(context or installed[0].id, user)
        every = view.conf(conf).stanzas
        stanzas = {name: found for name, found in every.items() if name.startswith(stanza or "")}
        if as_json:
            print_json(document(stanzas))
        else:
            for line in btool(view, conf, stanza, debug=debug):
                say(line)
        for warning in view.warnings(conf):
            tell(f"warning: {warning}")
        if not stanzas:
            tell(_nothing(view, conf, stanza))
    return 0 if stanzas else 1


def _nothing(view: View, conf: str, stanza: str | None) -> str:
    """The sentence for a conf file or stanza that does not exist, with similar names."""
    from difflib import get_close_matches

    names = view.names()
    if conf not in names:
        close = get_close_matches(conf, names)
        which = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(names)}."
        return f"There is no {conf}.conf; {which}"
    close = get_close_matches(stanza or "", view.conf(conf).stanzas)
    meant = f"; did you mean {' or '.join(f'[{name}]' for name in close)}?" if close else "."
    return f"{conf}.conf has no stanza that begins with [{stanza}]{meant}" if stanza else f"{conf}.conf is empty."
