"""SPL of the app in, with the app's macros; its pipeline out, and the fields of its results."""

from __future__ import annotations

from minisplunk.commands import resolve
from minisplunk.errors import SplError, UnsupportedSpl
from minisplunk.spl.macros import Macro, expand, macro, stanza_name, unevaluated
from minisplunk.spl.pipeline import Pipeline
from minisplunk.spl.pipelines import parse

from ..unpacked import Unpacked


def pipeline(app: Unpacked, text: str) -> Pipeline:
    """SplError where the search is wrong, or a macro is missing; UnsupportedSpl where minisplunk cannot tell."""
    macros = app.conf("macros").stanzas

    def find(name: str, count: int) -> Macro | None:
        stanza = macros.get(stanza_name(name, count))
        return None if stanza is None else macro(name, count, {key: s.value for key, s in stanza.settings.items()})

    return parse(expand(text, find, unevaluated), resolve)


def output(app: Unpacked, text: str) -> frozenset[str] | None:
    """The fields of a search's results; None when they depend on the events, or the search is found wrong elsewhere."""
    try:
        return fields(pipeline(app, text))
    except (SplError, UnsupportedSpl):
        return None


def fields(pipeline: Pipeline) -> frozenset[str] | None:
    """Those of the results of a pipeline; None when they depend on the events."""
    columns = pipeline.columns()
    return None if columns is None or columns.more else frozenset(columns.names)
