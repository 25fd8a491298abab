"""A Splunk in one process: apps, store and clock; install, ingest, search, dispatch. Knows no HTTP."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timezone, tzinfo
from pathlib import Path
from types import TracebackType

from .alerts.actions import ActionRun, act
from .alerts.alert import Alert
from .alerts.saved import SavedSearch, saved_search
from .alerts.suppress import Suppressor
from .alerts.trigger import triggered
from .conf import App, Layers, View, home, install
from .fields import Knowledge
from .jobs import SearchJob, collect, new_sid
from .replay import Event, Indexing, Part
from .search import Request, Run, start
from .store import Meta, Store
from .store.notes import Notes
from .times import Clock, SystemClock, TimeRange

ES_APP = Path(__file__).parent / "apps" / "SplunkEnterpriseSecuritySuite"
"""The part of Enterprise Security that a risk-based detection meets: its alert actions, indexes and stash fields."""


@dataclass(frozen=True, slots=True)
class Dispatched:
    """A saved search that has run. `suppressed`: result rows that throttling kept from acting."""

    saved: SavedSearch
    run: Run
    job: SearchJob
    triggered: bool
    suppressed: int = 0
    actions: list[ActionRun] = field(default_factory=list)


class Splunk:
    """Apps live in `<folder>/etc`, events in `<folder>/var`; without a folder all is gone when it is closed.

    `clock` says what now is; `zone` is the time zone of the server and its users.
    """

    def __init__(self, folder: Path | None = None, *, clock: Clock | None = None, zone: tzinfo = timezone.utc) -> None:
        self._temporary = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="minisplunk-"))
        self.clock = clock or SystemClock()
        self.zone = zone
        self.layers: Layers = home(self.folder / "etc")
        self.store = Store.memory() if folder is None else Store(folder / "var")
        self.suppressor = Suppressor()
        self._knowledge: dict[tuple[str, str], tuple[View, Knowledge]] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._create_indexes()

    def __enter__(self) -> Splunk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.store.close()
        if self._temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    # Apps and their settings

    def install(self, path: Path) -> App:
        """Install an app from a folder or an .spl; one that is there is upgraded and keeps its local/."""
        app = install(path, self.folder / "etc" / "apps")
        self._changed(self.layers.with_app(app))
        self._create_indexes()
        return app

    def install_enterprise_security(self) -> App:
        return self.install(ES_APP)

    def change(
        self, app: str, conf: str, stanza: str, settings: Mapping[str, str | None], *, user: str | None = None
    ) -> None:
        """Write settings to an app's local/ (or to the user's own), as Splunk's UI does; None takes one away."""
        self._changed(self.layers.with_settings(app, conf, stanza, settings, user=user))

    def context(self, app: str = "search", user: str = "admin") -> tuple[View, Knowledge]:
        """What a search sees that `user` runs in `app`."""
        key = (app, user)
        if key not in self._knowledge:
            view = self.layers.context(app, user)
            self._knowledge[key] = (view, Knowledge.of(view))
        return self._knowledge[key]

    def _changed(self, layers: Layers) -> None:
        self.layers = layers
        self._knowledge.clear()

    def _create_indexes(self) -> None:
        there = set(self.store.indexes())
        for name, stanza in self.layers.global_context().conf("indexes").stanzas.items():
            if name not in there and ":" not in name and name != "default" and not stanza.flag("disabled"):
                self.store.create_index(name)

    # Events

    def ingest(self, events: Iterable[Event], *, index: str, sourcetype: str, source: str, host: str) -> int:
        """Store events, (time in microseconds, raw text) each; how many. Raises NotFound for a missing index."""
        meta = Meta(index=index, host=host, source=source, sourcetype=sourcetype)
        return self.store.add(meta, events, round(self.clock.now() * 1_000_000))

    def replay(self, part: Part, *, index: str, notes: Notes | None = None) -> int:
        """Store the events of a file: CloudTrail records one each, other source types by props.conf; how many.

        `notes` collects what the user should hear of the data. Raises DataError, ConfError and NotFound.
        """
        indexing = Indexing(self.layers.global_context().written("props"), self.clock.now(), self.zone)
        events = part.events(indexing, notes)
        return self.ingest(events, index=index, sourcetype=part.sourcetype, source=part.source, host=part.host)

    # Searches

    def run(self, request: Request, *, observed: bool = False) -> Run:
        """Read and plan a search; its rows come when they are asked for."""
        view, knowledge = self.context(request.app, request.user)
        return start(request, view, knowledge, self.store, observed=observed)

    def search(
        self, spl: str, *, earliest: str = "", latest: str = "", app: str = "search", user: str = "admin"
    ) -> SearchJob:
        """Run a search to its end. Raises SplError, UnsupportedSpl and NotFound."""
        return collect(self.run(self.request(spl, earliest=earliest, latest=latest, app=app, user=user)))

    def request(
        self, spl: str, *, earliest: str = "", latest: str = "", app: str = "search", user: str = "admin"
    ) -> Request:
        now = self.clock.now()
        return Request(spl, now, new_sid(now), earliest, latest, app, user, zone=self.zone)

    # Saved searches

    def saved_search(self, name: str, app: str, user: str = "admin") -> SavedSearch:
        return saved_search(self.context(app, user)[0], name, app)

    def enable(self, name: str, app: str) -> bool:
        """Enable a saved search, as the UI does; False when it was enabled already."""
        if not self.saved_search(name, app).disabled:
            return False
        self.change(app, "savedsearches", name, {"disabled": "0"})
        return True

    def dispatch(
        self,
        name: str,
        *,
        app: str,
        user: str = "admin",
        trigger_actions: bool = False,
        window: TimeRange | None = None,
        observed: bool = False,
    ) -> Dispatched:
        """Run a saved search over its own time range relative to now, or over `window`.

        With `trigger_actions` its condition, throttling and actions follow, as for a scheduled run. Raises NotFound,
        SplError, UnsupportedSpl, ConfError.
        """
        saved = self.saved_search(name, app, user)
        now = self.clock.now()
        request = Request(
            spl=saved.search,
            now=now,
            sid=new_sid(now, f"{user}__{user}__{app}__{name.replace(' ', '_')}"),
            earliest=saved.earliest,
            latest=saved.latest,
            app=app,
            user=user,
            zone=self.zone,
            window=window,
        )
        run = self.run(request, observed=observed)
        job = collect(run, saved.max_count)
        fired = triggered(saved.condition, job, self._counts.get((app, name)), run.context)
        self._counts[app, name] = len(job.results)
        if not trigger_actions or not fired:
            return Dispatched(saved, run, job, fired)
        rows, suppressed = self.suppressor.admit(saved, job.results, now)
        if not rows and suppressed:
            return Dispatched(saved, run, job, fired, suppressed)
        alert = Alert(saved, job, rows, {}, now, self.store, run.context.message)
        return Dispatched(saved, run, job, fired, suppressed, list(act(alert, self.context(app, user)[0])))
