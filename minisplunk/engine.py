"""A Splunk in one process: apps, store and clock; install, ingest, search, dispatch. Knows no HTTP."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import field
from datetime import timezone, tzinfo
from functools import partial
from pathlib import Path
from types import TracebackType

from .alerts.actions import ActionRun
from .alerts.alerting import Alerting
from .alerts.dispatcher import Dispatcher, DispatchRequest
from .alerts.host import Host
from .alerts.saved import SavedSearch, saved_search
from .alerts.sending import send
from .alerts.splunkd_log import SplunkdLog
from .conf import App, Layers, View, copied, home, indexes, prepared, uninstall
from .conf.layers import SYSTEM
from .dataclass import dataclass
from .errors import DataError, NotFound
from .fields import Contexts, Knowledge
from .ingest.context import IndexContext
from .ingest.index_time import IndexTime, changed
from .ingest.notes import Notes
from .ingest.routing import accepted
from .ingest.rules import Rules
from .ingest.skipped import Skipped
from .jobs import Jobs, SearchJob, collect, new_sid
from .jobs.concurrency import max_running
from .jobs.loading import load
from .jobs.quota import quota
from .kvstore.store import KvStore
from .lookups.stores import LookupStores
from .replay import Indexing, Part
from .search import Control, Instance, Message, Prepared, ReadOn, Request, RestReader, Run, read, read_on, start
from .sources import Fielded, Meta, Source
from .spl.fields import Fields
from .store import Indexed, Store, StoreError, Writer, name_fault
from .store.lock import held
from .times import Clock, SystemClock, TimeRange
from .values import Row

_log = logging.getLogger(__name__)
APPS = Path(__file__).parent / "apps"
ES_APP = APPS / "SplunkEnterpriseSecuritySuite"
"""The part of Enterprise Security that a risk-based detection meets: its alert actions, indexes, stash fields and model
of risk."""
CIM_APP = APPS / "SA-CIM-minisplunk"
"""Data models as the Common Information Model has them, with the macros, tags and lookups that they need."""

VERSION = "10.4.0"
"""The version of Splunk that this one says it is."""
_LAST_WRITE = 0.5
"""Seconds that events have to get to disk which wait for it when the process ends; a locked store may take longer."""
_SAVED = "savedsearches"
_SWITCHES = frozenset({"disabled"})
"""What is no edit of an alert. Alerting Manual, "Throttle alerts": editing its details in any way removes the throttle
file. [unverified]: that switching it off and on does not."""


@dataclass(frozen=True, slots=True)
class Dispatched:
    """A saved search that has run. `suppressed`: how many result rows throttling kept from acting; `acting`: those that
    it did not, where it has triggered."""

    saved: SavedSearch
    run: Run
    job: SearchJob
    triggered: bool
    suppressed: int = 0
    actions: list[ActionRun] = field(default_factory=list)
    acting: Sequence[Row] = ()


class Splunk:
    """Apps live in `<folder>/etc`, or in `etc`, events and the KV store in `<folder>/var`; without a folder all is gone
    at the end.

    A folder is one process's own as long as it is open. A `guest` may open it beside that one, to search: it must not
    change settings or run alerts. Raises FolderInUse, and StoreError and ConfError for a folder that is no good.
    Safe for threads: settings change one at a time, and a search keeps the settings that it began with.
    `installed`: the layers of another Splunk, whose apps and settings this one begins with, without a folder; `events`:
    the store of another one, which both have, and which this one leaves open; `within`: where it has its temporary
    folder.
    `clock` says what now is; `zone` is the time zone of the server, and of users who have none. `rest` is what the rest
    command asks, where somebody has put it there. Whoever looks at the settings in order to change them holds
    `changing` meanwhile.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        etc: Path | None = None,
        clock: Clock | None = None,
        zone: tzinfo = timezone.utc,
        guest: bool = False,
        installed: Layers | None = None,
        events: Store | None = None,
        within: Path | None = None,
    ) -> None:
        self.clock = clock or SystemClock()
        self.zone = zone
        self.changing = threading.RLock()
        self._temporary = folder is None
        with ExitStack() as closing:
            self.folder = closing.enter_context(held(folder, guest=guest, within=within))
            self.store = events or closing.enter_context(Store.memory() if folder is None else Store(folder / "var"))
            self.kvstore = closing.enter_context(KvStore(None if folder is None else folder / "var"))
            self.etc = etc or self.folder / "etc"
            layers = home(self.etc) if installed is None else copied(installed, self.etc)
            self.contexts = Contexts(layers, LookupStores(zone, self.kvstore))
            self.writer = Writer(self.store)
            self._rules: tuple[Contexts, Rules] | None = None
            self.jobs = Jobs(
                self.read,
                self.start,
                self.clock,
                lambda request: quota(self.contexts.everywhere, request.roles),
                lambda: max_running(self.contexts.everywhere),
                self.shown,
            )
            self.rest: RestReader | None = None
            self.host = host = Host(self.store, self.folder, SplunkdLog(self.store, self.clock, zone, self.folder))
            self.instance = Instance(
                self.folder,
                self.changing,
                lambda: self.layers,
                self.update,
                self.kvstore,
                lambda *asked: send(host, self.clock.now(), *asked),
                lambda: self.rest,
                None if guest else partial(load, self.jobs),
            )
            self.alerting = Alerting(self.host, self.clock)
            self.dispatcher = Dispatcher(self.jobs, self.alerting, lambda app, user: self.context(app, user)[0], zone)
            with self._indexes_of(self.contexts):
                self._closing = closing.pop_all()

    def __enter__(self) -> Splunk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.host.scripts.stop()
        self.jobs.close()
        self.writer.close()
        self._closing.close()

    def abandon(self) -> None:
        """For a process that ends without waiting for its threads: what was acknowledged is on disk."""
        self.writer.close(within=_LAST_WRITE)
        if self._temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    def shown(self, text: str) -> str:
        """A text for users: it names files of this Splunk, and of minisplunk, without the folders around them."""
        for folder in (self.etc.parent, self.folder, APPS.parent):
            if folder.name:  # the root would be in each path
                text = text.replace(f"{folder}/", "")
        return text

    # Apps and their settings

    @property
    def layers(self) -> Layers:
        return self.contexts.layers

    def update(self, change: Callable[[Layers], Layers]) -> None:
        """Change settings: `change` takes the layers that there are, and gives new ones. Others wait meanwhile.

        A change that cannot be written has not happened: it raises, and all is as before.
        """
        with self.changing:
            layers = change(self.layers)
            stores = self.contexts.stores
            with self._indexes_of(Contexts(layers, stores)):
                self.contexts = Contexts(layers.saved(), stores)

    def install(
        self,
        path: Path,
        *,
        upgrade: bool = True,
        name: str = "",
        then: Callable[[Layers, App], Layers] = lambda layers, app: layers,
    ) -> App:
        """Install an app from a folder or an .spl; one that is there is upgraded and keeps its local/.

        `name`, when given, is the app that it must be; `then` sets settings in the same change. Faults in conf files,
        which Splunk passes over, are the app's warnings. Raises ConfError; AlreadyInstalled where `upgrade` is false;
        NotWritten.
        """
        place = prepared(path, self.etc / "apps", name=name)
        with place as new, self.changing, new.in_place(upgrade=upgrade) as app:
            self.update(lambda layers: then(layers.with_app(app), app))
        return app

    def install_enterprise_security(self) -> App:
        return self.install(ES_APP)

    def install_common_information_model(self) -> App:
        return self.install(CIM_APP)

    def uninstall(self, name: str) -> None:
        """Take an app away; NotFound when there is none of that name."""
        with self.changing:
            uninstall(self.layers.app(name))
            self.update(lambda layers: layers.without_app(name))

    def reload(self) -> None:
        """Read all conf files again, which somebody else may have written."""
        self.update(lambda _: home(self.etc))

    def change(
        self,
        app: str,
        conf: str,
        stanza: str,
        settings: Mapping[str, str | None],
        *,
        user: str | None = None,
        owner: str = "",
        then: Callable[[Layers], Layers] = lambda layers: layers,
    ) -> None:
        """Write settings to an app's local/ (or to the user's own), as Splunk's UI does; None takes one away.

        `owner`: whose an object of the app is from now on, if it is to be somebody's; `then` sets more in the same
        change.
        """
        with self.changing:
            layers = self.layers.with_settings(app, conf, stanza, settings, user=user)
            if owner:
                layers = layers.with_rules(app, (conf, stanza), {"owner": owner})
            if conf == _SAVED and settings.keys() - _SWITCHES:
                self.alerting.suppressor.lift((self._owner(app, stanza, user), app, stanza))
            self.update(lambda _: then(layers))

    def context(
        self, app: str = "search", user: str = "admin", roles: Iterable[str] | None = None
    ) -> tuple[View, Knowledge]:
        """What a search sees that `user` runs in `app`; with `roles`, only what these let read."""
        return self.contexts.context(app, user, roles)

    @contextmanager
    def _indexes_of(self, contexts: Contexts) -> Iterator[None]:
        """With the indexes that conf files name; those made for it go again when the block raises.

        A volume is no index, nor is what has a name that no index can have.
        """
        there, made = {"default", *self.store.indexes()}, list[str]()
        try:
            for name, stanza in contexts.everywhere.conf("indexes").stanzas.items():
                if name not in there and not name_fault(name) and not stanza.flag("disabled", strict=False):
                    self.store.create_index(name)
                    made.append(name)
            yield
        except BaseException:
            with suppress(StoreError):
                for name in made:
                    self.store.delete_index(name)
            raise

    # Events

    def indexes(self) -> frozenset[str]:
        """The indexes that take events: those that there are, less the disabled ones."""
        return frozenset(self.store.indexes()) - indexes.disabled(self.contexts.everywhere)

    def metric_indexes(self) -> Mapping[str, int]:
        """Those of metric data points, which take no events, and how fine their times are, in microseconds."""
        return indexes.of_metrics(self.contexts.everywhere)

    def index_time(self, meta: Meta) -> IndexTime:
        """The index-time rules of a kind of event. What has no effect is logged, once."""
        return self._index_time.logged(meta)

    @property
    def _index_time(self) -> Rules:
        contexts, rules = self.contexts, self._rules
        if rules is None or rules[0] is not contexts:
            self._rules = rules = (contexts, Rules(contexts.everywhere.written("props"), self.index_context))
        return rules[1]

    @property
    def index_context(self) -> IndexContext:
        everywhere = self.contexts.everywhere
        return IndexContext(
            self.zone, everywhere.conf("transforms").stanzas, Knowledge(everywhere, self.contexts.stores).lookup
        )

    def ingest(self, events: Iterable[tuple[int, str]], *, index: str, sourcetype: str, source: str, host: str) -> int:
        """Store events, (time in microseconds, raw text) each, as their index-time rules change them; how many.

        Raises NotFound for a missing index, DataError for one of metric data points.
        """
        meta = Meta(index=index, host=host, source=source, sourcetype=sourcetype)
        fielded = ((time, raw, None) for time, raw in events)
        notes = Notes()
        stored = self.take(changed(fielded, meta, self.index_time, now=self.clock.now(), notes=notes), index, notes)
        for note in notes:
            _log.warning("%s", note)
        return stored

    def add(self, events: Iterable[Fielded], meta: Meta, *, notes: Notes) -> int:
        """Store events of one kind that have their times, and perhaps indexed fields, as `ingest` does; what the user
        should hear of them goes into `notes`."""
        indexing = Indexing(self._index_time.of, self.clock.now()).noting(notes)
        return self.take(changed(events, meta, indexing.rules, now=indexing.now, notes=notes), meta.index, notes)

    def replay(
        self, part: Part, *, index: str, notes: Notes | None = None, skipped: list[Skipped] | None = None
    ) -> int:
        """Store the events of a file: CloudTrail records one each, other source types by props.conf; how many.

        `notes` collects what the user should hear of the data. Raises DataError, ConfError and NotFound; where faults
        of the file are to be `skipped`, the events before one are stored.
        """
        notes = Notes() if notes is None else notes
        return self.take(self.indexed(part, index, notes, skipped), index, notes)

    def indexed(
        self, part: Part, index: str, notes: Notes, skipped: list[Skipped] | None = None
    ) -> Iterator[tuple[Meta, Fielded]]:
        """The events of a file as they go into an index; see `replay`."""
        return part.indexed(index, Indexing(self._index_time.of, self.clock.now()), notes, skipped)

    def take(
        self, events: Iterable[tuple[Meta, Fielded]], index: str, notes: Notes, indextime: Indexed | None = None
    ) -> int:
        """Store events as they go into an index, by default as of now; how many. Those that go to one that does not
        take them are dropped."""
        if index in self.metric_indexes():
            raise DataError(f"The index '{index}' is for metric data points, and takes no events.")
        if index not in self.store.indexes():
            raise NotFound(f"There is no index '{index}'.")
        kept = accepted(events, {index} | self.indexes() - self.metric_indexes().keys(), notes)
        return self.store.add_kinds(kept, round(self.clock.now() * 1_000_000) if indextime is None else indextime)

    # Searches

    def read(self, request: Request) -> Prepared:
        """Read a search with what its app and user see; nothing is run. Raises SplError and UnsupportedSpl."""
        return read(request, self._context_of(request)[0])

    def read_on(self, request: Request) -> ReadOn:
        """The same for who wants to know all that is wrong with a search: it raises nothing."""
        return read_on(request, self._context_of(request)[0])

    def start(
        self,
        prepared: Prepared,
        *,
        observed: bool = False,
        most: int = 0,
        control: Control | None = None,
        messages: list[Message] | None = None,
        source: Source | None = None,
        wanted: Fields = Fields.ALL,
    ) -> Run:
        """Make a search that has been read ready to run: its rows come when they are asked for. See search.start.

        `source`: what it reads events from, in place of the store.
        """
        control = control or Control()
        self.begins(prepared, control)
        view, knowledge = self._context_of(prepared.request)
        return start(
            prepared,
            view,
            knowledge,
            source or self.store,
            self.store,
            observed=observed,
            most=most,
            control=control,
            messages=messages,
            shown=self.shown,
            instance=self.instance,
            wanted=wanted,
        )

    def begins(self, prepared: Prepared, control: Control) -> None:
        """Called before a search is made ready: a Splunk may refuse it, or watch over it."""

    def _context_of(self, request: Request) -> tuple[View, Knowledge]:
        view, knowledge = (request.contexts or self.contexts).context(request.app, request.user, request.roles)
        return view, knowledge if request.lookups else knowledge.without_lookups

    def run(self, request: Request, *, observed: bool = False) -> Run:
        """Read a search, and make it ready to run."""
        return self.start(self.read(request), observed=observed)

    def search(
        self,
        spl: str,
        *,
        earliest: str = "",
        latest: str = "",
        app: str = "search",
        user: str = "admin",
        roles: Iterable[str] = ("admin",),
    ) -> SearchJob:
        """Run a search to its end. Raises SplError, UnsupportedSpl and NotFound."""
        return collect(self.run(self.request(spl, earliest=earliest, latest=latest, app=app, user=user, roles=roles)))

    def request(
        self,
        spl: str,
        *,
        earliest: str = "",
        latest: str = "",
        app: str = "search",
        user: str = "admin",
        roles: Iterable[str] = ("admin",),
    ) -> Request:
        """A search by `user`, whose `roles` decide which indexes and objects it may read."""
        now = self.clock.now()
        return Request(spl, now, new_sid(now), earliest, latest, app, user, tuple(roles), self.zone)

    # Saved searches

    def saved_search(
        self, name: str, app: str, user: str = "admin", *, given: Mapping[str, str] | None = None
    ) -> SavedSearch:
        """A saved search as `user` sees it in `app`; `given`: settings that count instead of its own this time."""
        view = self.context(app, user)[0]
        level = view.levels(_SAVED).get(name)
        if level is None or level.app == SYSTEM:
            return saved_search(view, name, app, given=given)
        return saved_search(view, name, level.app, self._owner(level.app, name, level.user), given)

    def _owner(self, app: str, saved: str, user: str | None) -> str:
        """Whose a saved search is: that of a user's own settings, else the one that the app says."""
        return user or self.layers.app_or_system(app).metadata.owner((_SAVED, saved))

    def enable(self, name: str, app: str) -> bool:
        """Enable a saved search, as the UI does; False when it was enabled already."""
        if not self.saved_search(name, app).disabled:
            return False
        self.change(app, _SAVED, name, {"disabled": "0"})
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
        """Run a saved search, as a job, over its own time range relative to now, or over `window`.

        With `trigger_actions` its condition, throttling and actions follow, as for a scheduled run. Raises NotFound,
        SplError, UnsupportedSpl, ConfError.
        """
        asked = DispatchRequest(
            self.clock.now(), user, window=window, trigger_actions=trigger_actions, observed=observed
        )
        return self.dispatched(self.saved_search(name, app, user), asked)

    def dispatched(self, saved: SavedSearch, asked: DispatchRequest) -> Dispatched:
        """Run a saved search as a job, as it is asked for. Raises as `dispatch`."""
        job, concluded = self.dispatcher.run(saved, asked)
        assert job.run is not None
        return Dispatched(
            saved,
            job.run,
            job.finished(),
            concluded.triggered,
            concluded.suppressed,
            concluded.actions,
            concluded.acting,
        )
