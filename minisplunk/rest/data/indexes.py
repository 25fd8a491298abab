"""data/indexes: what indexes there are and what is in them; made, changed, emptied and removed.

REST API Reference Manual, "Introspection endpoint descriptions", data/indexes. Settings are those of indexes.conf; all
are kept and shown, and all but `disabled` change nothing: events stay until the index is emptied. The texts of a second
index of one name, of one that cannot be removed and of a wrong `datatype` are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ...conf.objects import ConfObject, own_settings
from ...conf.parser import Conf
from ...errors import MinisplunkError
from ...store import StoreError
from ..eai import Answer, Entry
from ..eai.acl import acl_routes
from ..eai.arguments import number_setting
from ..eai.collection import answer, routes
from ..eai.namespaces import check_writable
from ..eai.shape import Shape, capabilities
from ..eai.stanzas import Change, StanzaStore
from ..http import HttpError, Request, Route
from ..instance import Splunkd
from .index_content import DEFAULTS, SETTINGS, content, defaults, is_index, is_number, paths

_CAN_EDIT = "indexes_edit"


def _datatype(name: str, value: str) -> str:
    if value not in ("event", "metric"):
        raise HttpError(400, f"Argument '{name}' must be event or metric.")
    return value


SHAPE = Shape(
    "data/indexes",
    title="indexes",
    optional=SETTINGS,
    reads={
        "datatype": _datatype,
        **{name: number_setting for name in DEFAULTS if is_number(name)},
    },
    capabilities=capabilities(_CAN_EDIT),
)


class IndexStore(StanzaStore):
    """Stanzas of indexes.conf, whose events are in the store."""

    def is_entry(self, stanza: str) -> bool:
        return is_index(stanza)

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[ConfObject], Entry]:
        splunk, totals = splunkd.splunk, splunkd.splunk.store.counts()
        return lambda item: self.entry(splunkd, request, item, content(splunk, item.stanza, totals), "roll-hot-buckets")

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        return replace(super().new(splunkd, request), content=defaults(""))

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        if change.now is None:
            return {**paths(change.name), **change.settings}
        kept = change.now.get("datatype") or DEFAULTS["datatype"]
        if change.settings.get("datatype", kept) != kept:
            raise HttpError(400, "The datatype of an index cannot be changed.")
        return change.settings

    def is_taken(self, splunkd: Splunkd, request: Request, change: Change) -> bool:
        return change.name in splunkd.splunk.contexts.everywhere.conf(self.conf).stanzas

    def taken_text(self, stanza: str) -> str:
        return f"Index name={stanza} already exists."

    def write(self, splunkd: Splunkd, request: Request, change: Change, settings: Mapping[str, str]) -> None:
        """A new index is there from now on, disabled or not; it is not when its settings cannot be written."""
        store = splunkd.splunk.store
        made = change.now is None and store.create_index(change.name)  # checks the name
        try:
            super().write(splunkd, request, change, settings)
        except MinisplunkError:
            if made:
                store.delete_index(change.name)
            raise

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        """Its events go with it; while they cannot, its settings stay."""
        before, item = splunkd.splunk.layers, self.one(splunkd, request, name)
        super().remove(splunkd, request, name)
        try:
            splunkd.splunk.store.delete_index(name)
        except StoreError:
            splunkd.splunk.change(item.level.app, self.conf, name, own_settings(before, item))
            raise

    def check_removable(self, splunkd: Splunkd, request: Request, item: ConfObject) -> None:
        """Indexes that Splunk or an app defines cannot be removed."""
        check_writable(splunkd, request, item)
        layers = splunkd.splunk.layers
        brought = (app.default.get(self.conf, Conf()).stanzas for app in (layers.system, *layers.apps))
        if any(item.name in stanzas for stanzas in brought):
            raise HttpError(400, f"The index {item.name} belongs to the defaults of an app, and cannot be removed.")


STORE = IndexStore(SHAPE, "indexes", in_place=True)


def roll(splunkd: Splunkd, request: Request) -> Answer:
    """Roll hot buckets to warm. There are no buckets here, but an index whose frozenTimePeriodInSecs is 1 or less is
    emptied, since clients empty an index in this way."""
    with splunkd.splunk.changing:
        item = STORE.writable(splunkd, request)
        if item.stanza.integer("frozenTimePeriodInSecs", 2) <= 1:
            splunkd.splunk.store.clean_index(item.name)
    return answer(STORE, request, [STORE.renderer(splunkd, request)(item)])


ROUTES = (
    *routes(STORE),
    *acl_routes(STORE),
    Route("POST", "data/indexes/{name}/roll-hot-buckets", roll, capability=_CAN_EDIT),
)
