"""A search that has been read in; UnsupportedSpl, at the place of what writes or starts something, out.

A search that a command makes of rows (`map`) is looked at as far as it is known before; what is in it all the same is
refused when it comes to that, for want of the capability: see `Sandbox`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import field, replace

from ..conf import View
from ..dataclass import dataclass
from ..errors import MinisplunkError, UnsupportedSpl
from ..search import Prepared, read
from ..spl.pipeline import Pipeline, Stage
from ..spl.source import SourceText

CAPABILITIES = ("delete_by_keyword", "indexes_edit", "output_file", "run_collect", "run_sendalert")
"""Those that commands need which write or start something."""


def refuse_writing(prepared: Prepared, view: View) -> None:
    """`view`: what the search sees. In subsearches, and in the searches that it runs, too."""
    looking = _Looking(view)
    with prepared.text.placing():
        for stage in _stages(prepared.pipeline):
            if stage.command.writes:
                raise UnsupportedSpl(f"`{stage.command.name}`{_NOT_RUN}", stage.span)
            for name in looking.within(stage, prepared):
                inside = f"`{name}`, in the search that `{stage.command.name}` runs"
                raise UnsupportedSpl(f"{inside}{_NOT_RUN}", stage.span)


_NOT_RUN = ": commands that write are not run here."


def _stages(pipeline: Pipeline) -> Iterator[Stage]:
    """In subsearches first, where the place is nearer to what writes."""
    for inner in pipeline.inner():
        yield from _stages(inner.pipeline)
    yield from pipeline.stages


@dataclass(frozen=True, slots=True)
class _Looking:
    """`seen`: the texts of searches that were looked into, since saved searches may call each other in circles."""

    view: View
    seen: set[str] = field(default_factory=set)

    def within(self, stage: Stage, prepared: Prepared) -> Iterator[str]:
        """The names of the commands that write in the searches which a stage runs, and in those that these run."""
        if not stage.command.unread:
            return
        for search in self._foreseen(stage, prepared):
            for inner in _stages(search.pipeline):
                if inner.command.writes:
                    yield inner.command.name
                yield from self.within(inner, search)

    def _foreseen(self, stage: Stage, prepared: Prepared) -> Iterator[Prepared]:
        """Those that can be read; of others the run says what is wrong."""
        saved = self.view.conf("savedsearches")
        with suppress(MinisplunkError):
            for text in stage.command.foreseen(lambda name: saved.get(name, "search")):
                if text.text not in self.seen:
                    self.seen.add(text.text)
                    yield from self._read(text, prepared)

    def _read(self, text: SourceText, prepared: Prepared) -> Iterator[Prepared]:
        """As `map` reads it, which begins with a command; else as a saved search, which may begin with terms."""
        for explicit in (True, False):
            with suppress(MinisplunkError):
                yield read(replace(prepared.request, spl=text.text, explicit=explicit), self.view, text)
                return
