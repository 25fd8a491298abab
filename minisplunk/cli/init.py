"""`minisplunk init`: a small app to begin with."""

from __future__ import annotations

import os
from pathlib import Path

import click

from . import options


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", default="", callback=options.utf8, help="What people call the app; by default the name of DIR.")
@options.as_json
def command(folder: Path, name: str, as_json: bool) -> int:
    """Make a small app in DIR, a new folder: one detection with two cases, a Makefile and a GitHub workflow.

    The folder's name is the id of the app. Nothing is overwritten.

    Exit codes: 0 made, 2 DIR is there and not empty, or cannot be the id of an app.
    """
    from ..disk import replace_files
    from ..errors import ConfError
    from ..templates import files
    from .documents.init import Made
    from .output import print_json, say

    is_there = any(folder.iterdir()) if folder.is_dir() else os.path.lexists(folder)  # a link to nothing is there, too
    if is_there:
        raise ConfError("is there already, and nothing is overwritten: name a new folder", folder)
    app = folder.resolve().name
    made = files(app, name)
    replace_files({folder / path: text for path, text in made.items()})
    for path in made:
        (folder / path).chmod(0o644)
    if as_json:
        print_json(Made(str(folder), app, list(made)))
        return 0
    for path in made:
        say(folder / path)
    say(f"\nNow: cd {folder}; make test")
    return 0
