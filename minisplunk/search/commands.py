"""The view of a context in; what its searches take for commands out, Splunk's and those of apps, and what they read."""

from __future__ import annotations

from ..commands import resolve
from ..conf import View
from ..conf.parser import DEFAULT
from ..errors import UnsupportedSpl, shown_place
from ..functions import Environment
from ..spl import pipelines
from ..spl.command import Command
from ..spl.datasets import Models
from ..spl.faults import Faults
from ..spl.pipeline import Pipeline
from ..spl.pipelines import Resolve
from ..spl.source import SourceText


def resolver(view: View) -> Resolve:
    """As `commands.resolve`; what an app defines in its commands.conf is right SPL too, but its script is not run."""
    scripts = {stanza.name.lower(): stanza for stanza in view.conf("commands").stanzas.values()}

    def find(name: str) -> type[Command] | None:
        command = resolve(name)
        if command is None and name != DEFAULT and (stanza := scripts.get(name)) is not None:
            where = shown_place(stanza.file, stanza.line)
            raise UnsupportedSpl(f"The '{name}' command is a script of an app ({where}), and such are not run.")
        return command

    return find


def parse(
    text: SourceText,
    view: View,
    environment: Environment,
    *,
    over_results: bool = False,
    explicit: bool = False,
    faults: Faults | None = None,
) -> Pipeline:
    """The pipeline of a search, with the commands and data models of a context; see `spl.pipelines.parse`."""
    commands = resolver(view)

    def models() -> Models:
        from ..datamodels import Catalog  # noqa: PLC0415  few searches read one

        return Catalog(view, commands, environment)

    return pipelines.parse(text, commands, models, over_results=over_results, explicit=explicit, faults=faults)
