"""data/indexes: what indexes there are and what is in them; made, changed, emptied and removed.

REST API Reference Manual, "Introspection endpoint descriptions", data/indexes. Settings are those of indexes.conf; all
are kept and shown, and all but `disabled` change nothing: events stay until the index is emptied. The texts of a second
index of one name and of one that cannot be removed are ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...conf.objects import ConfObject, removed
from ...conf.parser import DEFAULT, Conf
from ...store import Totals
from ..eai.acl import acl_routes
from ..eai.arguments import arguments, check, flag, whole_number
from ..eai.entry import Acl, Answer, Entry, Feed
from ..eai.namespaces import acl_of, check_addable, check_writable, found, level, missing, one
from ..eai.paging import paged
from ..http.faults import no_target
from ..http.request import Request
from ..http.response import HttpError
from ..http.route import Route
from ..instance.splunkd import Splunkd
from .index_content import SETTINGS, content, defaults, is_number, paths

_CONF = _TITLE = "indexes"
_LINKS = ("create", "_reload", "_acl")


def list_(splunkd: Splunkd, request: Request) -> Answer:
    totals = splunkd.splunk.store.counts()
    items = [item for item in found(splunkd, request, _CONF) if _is_index(item.name)]
    entries = [_entry(splunkd, request, item, totals) for item in items]
    return paged(request, _TITLE, sorted(entries, key=lambda entry: entry.name), links=_LINKS)


def get(splunkd: Splunkd, request: Request) -> Answer:
    return _feed(splunkd, request, request.args["name"])


def template(splunkd: Splunkd, request: Request) -> Answer:
    entry = Entry("_new", defaults(""), Acl(app=request.app), fields=_fields("name"), path="data/indexes/_new")
    return Feed(_TITLE, [entry], links=_LINKS)


def create(splunkd: Splunkd, request: Request) -> Answer:
    """`name`, and any setting of indexes.conf."""
    name = request.get("name")
    if not name:
        raise no_target("POST")
    settings = _given(request)
    to = level(splunkd, request, _CONF)
    check_addable(splunkd, request, to, _CONF, name)
    with splunkd.splunk.changing:
        if name in splunkd.splunk.contexts.everywhere.conf(_CONF).stanzas:
            raise HttpError(409, f"Index name={name} already exists.")
        splunkd.splunk.store.create_index(name)  # which knows what an index may be named
        splunkd.splunk.change(to.app, _CONF, name, {**paths(name), **settings})
    return _feed(splunkd, request, name, status=201)


def update(splunkd: Splunkd, request: Request) -> Answer:
    settings = _given(request)
    with splunkd.splunk.changing:
        item = _changeable(splunkd, request)
        if settings:
            splunkd.splunk.change(item.level.app, _CONF, item.name, settings)
    return _feed(splunkd, request, item.name)


def enable(splunkd: Splunkd, request: Request) -> Answer:
    return _set_disabled(splunkd, request, "0")


def disable(splunkd: Splunkd, request: Request) -> Answer:
    return _set_disabled(splunkd, request, "1")


def roll(splunkd: Splunkd, request: Request) -> Answer:
    """Hot buckets become warm ones, of which there are none here. But an index that keeps its events for a second has
    none after that, as clients know who empty an index so."""
    with splunkd.splunk.changing:
        item = _changeable(splunkd, request)
        if item.stanza.integer("frozenTimePeriodInSecs", 2) <= 1:
            splunkd.splunk.store.clean_index(item.name)
    return _feed(splunkd, request, item.name)


def delete(splunkd: Splunkd, request: Request) -> Answer:
    """Remove an index and its events. Those that Splunk or an app brings cannot be removed."""
    with splunkd.splunk.changing:
        item = _changeable(splunkd, request)
        layers = splunkd.splunk.layers
        brought = (app.default.get(_CONF, Conf()).stanzas for app in (layers.system, *layers.apps))
        if any(item.name in stanzas for stanzas in brought):
            raise HttpError(400, f"The index {item.name} belongs to the defaults of an app, and cannot be removed.")
        splunkd.splunk.update(lambda layers: removed(layers, item))
        splunkd.splunk.store.delete_index(item.name)
    return Feed(_TITLE, links=_LINKS)


def _set_disabled(splunkd: Splunkd, request: Request, value: str) -> Answer:
    with splunkd.splunk.changing:
        item = _changeable(splunkd, request)
        splunkd.splunk.change(item.level.app, _CONF, item.name, {"disabled": value})
    return _feed(splunkd, request, item.name)


def _changeable(splunkd: Splunkd, request: Request) -> ConfObject:
    item = _index(splunkd, request, request.args["name"])
    check_writable(splunkd, request, item)
    return item


def _feed(splunkd: Splunkd, request: Request, name: str, status: int = 200) -> Feed:
    item = _index(splunkd, request, name)
    entry = _entry(splunkd, request, item, splunkd.splunk.store.counts(), alone=True)
    return Feed(_TITLE, [entry], status=status, links=_LINKS)


def _index(splunkd: Splunkd, request: Request, name: str) -> ConfObject:
    if not _is_index(name):
        raise missing(name)
    return one(splunkd, request, _CONF, name)


def _is_index(stanza: str) -> bool:
    """Other stanzas are [default], volumes and provider families."""
    return ":" not in stanza and stanza != DEFAULT


def _given(request: Request) -> dict[str, str]:
    given = arguments(request)
    check(given, SETTINGS)
    if "disabled" in given:
        given["disabled"] = str(int(flag(request, "disabled")))
    if given.get("datatype", "event") != "event":
        raise HttpError(501, "minisplunk has no metrics indexes.")
    for name, value in given.items():
        if is_number(name):
            whole_number(name, value)
    return given


def _entry(
    splunkd: Splunkd, request: Request, item: ConfObject, totals: Mapping[str, Totals], *, alone: bool = False
) -> Entry:
    return Entry(
        item.name,
        content(splunkd.splunk, item.stanza, totals),
        acl_of(splunkd, request, item),
        links=("_reload", "enable" if item.stanza.flag("disabled") else "disable", "roll-hot-buckets"),
        fields=_fields() if alone else None,
    )


def _fields(*required: str) -> dict[str, tuple[str, ...]]:
    return {"required": required, "optional": SETTINGS, "wildcard": ()}


_PATH = "data/indexes"
_CAN_EDIT = "indexes_edit"
ROUTES = (
    Route("GET", _PATH, list_),
    Route("POST", _PATH, create, capability=_CAN_EDIT),
    Route("GET", f"{_PATH}/_new", template),
    Route("GET", f"{_PATH}/{{name}}", get),
    Route("POST", f"{_PATH}/{{name}}", update, capability=_CAN_EDIT),
    Route("DELETE", f"{_PATH}/{{name}}", delete, capability=_CAN_EDIT),
    Route("POST", f"{_PATH}/{{name}}/enable", enable, capability=_CAN_EDIT),
    Route("POST", f"{_PATH}/{{name}}/disable", disable, capability=_CAN_EDIT),
    Route("POST", f"{_PATH}/{{name}}/roll-hot-buckets", roll, capability=_CAN_EDIT),
    *acl_routes(f"{_PATH}/{{name}}", lambda request: _CONF, lambda request: _TITLE, capability=_CAN_EDIT),
)
