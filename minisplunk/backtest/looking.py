"""A saved search in; where a run of it looks, and whether it can come to anything where there is no event, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace

from ..alerts.dispatcher import DispatchRequest
from ..alerts.saved import SavedSearch
from ..conf import View
from ..dataclass import dataclass
from ..engine import Splunk
from ..fields.macros import expanded
from ..search import Prepared, Request
from ..search.base import base
from ..spl.ast import SearchTerm
from ..spl.pipeline import Pipeline
from ..times import TimeRange

_CHANGES = ("drops by", "rises by")


@dataclass(frozen=True, slots=True)
class _Read:
    """A search as it was read: the text with what a context's macros made of it. `bases`: the search terms by which it
    reads events, first its own and then those of its subsearches; `beyond`: its rows may come of something else, or of
    searches that nobody has read yet."""

    view: View
    text: str
    bases: Sequence[SearchTerm]
    beyond: bool
    writes: bool

    @classmethod
    def of(cls, prepared: Prepared, view: View) -> _Read:
        pipelines = list(_pipelines(prepared.pipeline))
        stages = [stage for pipeline in pipelines for stage in pipeline.stages]
        return cls(
            view,
            prepared.text.text,
            [pipeline.base for pipeline in pipelines if pipeline.base is not None],
            any(stage.command.beyond or stage.command.unread for stage in stages),
            any(stage.command.writes for stage in stages),
        )


@dataclass(slots=True)
class Looking:
    """Where the runs of a saved search look, each at its own time, in epoch seconds."""

    splunk: Splunk
    saved: SavedSearch
    asked: DispatchRequest
    _read: _Read | None = field(default=None)

    def windows(self, now: float) -> Sequence[TimeRange]:
        """The time range of a run's base search, and those of its subsearches. Raises SplError and UnsupportedSpl."""
        request = self._request(now)
        bases = self._reading(request).bases
        return [base(term, request).window for term in bases] or [request.resolved()]

    def idle(self, now: float) -> bool:
        """Whether runs can be left out that find no event in their windows: they would give no row, write nothing, and
        change nothing for later runs. To know that it is run once, while the Splunk has no events."""
        saved, read = self.saved, self._reading(self._request(now))
        if read.beyond or read.writes or saved.condition.relation in _CHANGES:
            return False
        trial = self.splunk.dispatched(saved, replace(self.asked, now=now, trigger_actions=False))
        self.splunk.jobs.remove(trial.job.sid)
        silences = trial.triggered and saved.suppression is not None and not saved.suppression.fields
        return not (silences or trial.job.results or any(stage.rows_out for stage in trial.run.stages))

    def _request(self, now: float) -> Request:
        saved, asked = self.saved, self.asked
        zone = asked.zone or self.splunk.zone
        times = saved.earliest, saved.latest
        return Request(saved.search, now, "", *times, saved.app, asked.user, asked.roles, zone)

    def _reading(self, request: Request) -> _Read:
        """The search is read again only when its macros, some of which may tell the time, make another text of it."""
        read = self._read
        if read is None or expanded(request.spl, read.view, request.environment).text != read.text:
            view = self.splunk.context(request.app, request.user, request.roles)[0]
            self._read = read = _Read.of(self.splunk.read(request), view)
        return read


def _pipelines(pipeline: Pipeline) -> Iterator[Pipeline]:
    yield pipeline
    for inner in pipeline.inner():
        yield from _pipelines(inner.pipeline)
