"""A search that has been read in; UnsupportedSpl, at the place of what writes or starts something, out.

A search that a command makes of rows (`map`) is looked at as far as it is known before; what is in it all the same is
refused when it comes to that, for want of the capability: see `Sandbox`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import product

from ..conf import View
from ..errors import MinisplunkError, UnsupportedSpl
from ..search import Prepared, read
from ..spl.pipeline import Pipeline, Stage

CAPABILITIES = ("delete_by_keyword", "output_file", "run_collect", "run_sendalert")
"""Those that commands need which write or start something."""
_DEEPEST = 20
"""Saved searches that call saved searches."""


def refuse_writing(prepared: Prepared, view: View) -> None:
    """`view`: what the search sees. In subsearches, and in the searches that it runs, too."""
    with prepared.text.placing():
        for stage in _stages(prepared.pipeline):
            for name, within in _writing(stage, prepared, view):
                inside = f", in the search that `{stage.command.name}` runs" if within else ""
                raise UnsupportedSpl(f"`{name}`{inside}: commands that write are not run here.", stage.span)


def _stages(pipeline: Pipeline) -> Iterator[Stage]:
    """In subsearches first, where the place is nearer to what writes."""
    for inner in pipeline.inner():
        yield from _stages(inner.pipeline)
    yield from pipeline.stages


def _writing(stage: Stage, prepared: Prepared, view: View) -> Iterator[tuple[str, bool]]:
    """The name of a command that writes, and whether it is in a search that the stage runs."""
    if stage.command.writes:
        yield stage.command.name, False
    if not stage.command.unread or prepared.request.depth > _DEEPEST:
        return
    for inner in _foreseen(stage, prepared, view):
        for other in _stages(inner.pipeline):
            yield from ((name, True) for name, _ in _writing(other, inner, view))


def _foreseen(stage: Stage, prepared: Prepared, view: View) -> Iterator[Prepared]:
    """Those that can be read, as `map` reads them and as `savedsearch` does; of others the run says what is wrong."""
    saved = view.conf("savedsearches")
    try:
        texts = list(stage.command.foreseen(lambda name: saved.get(name, "search")))
    except MinisplunkError:
        return
    request = replace(prepared.request, depth=prepared.request.depth + 1)
    for text, explicit in product(texts, (True, False)):
        with suppress(MinisplunkError):
            yield read(replace(request, spl=text.text, explicit=explicit), view, text)
