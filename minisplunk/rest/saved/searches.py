"""saved/searches: saved searches listed, made, changed, switched on and off, shared and removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from ...alerts.saved import changed, of_stanza
from ...alerts.schedule import InvalidSchedule, Schedule
from ...conf import Stanza
from ...conf.objects import NOBODY, ConfObject
from ...conf.parser import DEFAULT
from ...errors import ConfError
from ...times import strftime
from ..eai import Content, Entry
from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.shape import Shape
from ..eai.stanzas import Change, StanzaStore
from ..http import HttpError, Request
from ..http.faults import forbidden
from ..instance import Splunkd
from .content import CONF, DEFAULTS, RENAMED, content, settings
from .times import EpochRange, point, scheduled_times, time_range

SHAPE = Shape(
    "saved/searches",
    title="savedsearch",
    required=("name", "search"),
    optional=tuple(sorted({*DEFAULTS, "actions", "disabled"})),
    wildcard=True,
)
SCHEDULE = "schedule_search"
"""The capability to give a saved search a schedule (authorize.conf.spec)."""
_TIMES = ("dispatch.earliest_time", "dispatch.latest_time", "dispatch.index_earliest", "dispatch.index_latest")


class SavedSearchStore(StanzaStore):
    """Stanzas of savedsearches.conf. A GET with earliest_time or latest_time shows each with the times that its
    schedule names between them."""

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[ConfObject], Entry]:
        return self.renderer_with(splunkd, request, time_range(splunkd, request) if request.method == "GET" else None)

    def renderer_with(
        self, splunkd: Splunkd, request: Request, times: EpochRange | None
    ) -> Callable[[ConfObject], Entry]:
        """`times`: with the times that its schedule names in this range."""
        triggered = Counter[tuple[str, str, str]]()
        for alert in splunkd.splunk.alerting.fired.all(splunkd.splunk.clock.now()):
            triggered[alert.saved] += alert.triggered

        def entry(item: ConfObject) -> Entry:
            content = {**self.content(item), "next_scheduled_time": ""}
            if (next_time := splunkd.scheduler.next_time(key_of(item))) is not None:
                content["next_scheduled_time"] = rendered(splunkd, next_time)
            if count := triggered[key_of(item)]:
                content["triggered_alert_count"] = count
            if times is not None:
                content["scheduled_times"] = scheduled_times(splunkd, item.stanza, times)
            return self.entry(splunkd, request, item, content, "dispatch", "embed", "history")

        return entry

    def content(self, item: ConfObject) -> dict[str, Content]:
        shown = {**super().content(item), **content(item.stanza)}
        return {key: shown[key] for key in shown if key not in RENAMED.values()}

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        default = splunkd.splunk.context(request.app)[0].conf(CONF).stanzas[DEFAULT]
        return replace(super().new(splunkd, request), content=content(default))

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        """HttpError 400 for invalid settings, 403 for a schedule without the capability schedule_search."""
        written = settings(change.settings, change.now)
        for name in _TIMES:
            if (text := written.get(name, "")) and not text.startswith("rt"):
                point(splunkd, request, name, text)
        after = changed(change.now or Stanza(change.name, change.name, 0, {}), written)
        cron = after.get("cron_schedule").strip()
        try:
            if cron and "cron_schedule" in written:
                Schedule(cron, splunkd.splunk.zone)
            of_stanza(after, splunkd.splunk.context(change.to.app)[0], change.to.app, NOBODY)
            scheduled = after.flag("enableSched")
        except InvalidSchedule as error:
            raise HttpError(400, f"Invalid cron_schedule: {error}") from error
        except ConfError as error:
            raise HttpError(400, error.reason) from error
        if scheduled and written.keys() & {"enableSched", "cron_schedule"}:
            if SCHEDULE not in splunkd.capabilities(request.who.roles):
                raise forbidden(request.who.user, SCHEDULE)
            if not cron:
                raise HttpError(400, "A saved search that is scheduled needs a cron_schedule.")
        return written

    def taken_text(self, stanza: str) -> str:
        return f"Unable to create saved search with name '{stanza}'. A saved search with that name already exists."

    def write(self, splunkd: Splunkd, request: Request, change: Change, settings: Mapping[str, str]) -> None:
        """Writes, and lets the scheduler look at once, so that a new schedule is due from this moment on."""
        super().write(splunkd, request, change, settings)
        splunkd.scheduler.look()


def key_of(item: ConfObject) -> tuple[str, str, str]:
    """Owner, app and name."""
    return item.owner, item.level.app, item.name


def rendered(splunkd: Splunkd, seconds: float) -> str:
    """A point in time as splunkd shows it to people: `2026-10-08 13:50:00 UTC`. One that no calendar has, since users
    may say for how long, is shown as it is."""
    try:
        return strftime(seconds, "%F %T %Z", splunkd.splunk.zone)
    except (ValueError, OverflowError, OSError):
        return f"{seconds:.0f}"


STORE = SavedSearchStore(SHAPE, CONF)
ROUTES = (*routes(STORE), *acl_routes(STORE))
