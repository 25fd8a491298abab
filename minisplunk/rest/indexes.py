"""data/indexes: what indexes there are and what is in them; made, changed, emptied and removed.

REST API Reference Manual, "Introspection endpoint descriptions", data/indexes. Settings are those of indexes.conf; all
are kept and shown, and all but `disabled` change nothing: events stay until the index is emptied. The texts of a second
index of one name and of one that cannot be removed are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..conf.objects import ConfObject, removed
from ..conf.parser import DEFAULT, Conf
from ..store import Totals
from .acl import acl_routes
from .arguments import arguments, check, flag, whole_number
from .faults import no_target
from .http import Acl, Answer, Entry, Feed, HttpError, Request
from .index_content import SETTINGS, content, defaults, is_number, paths
from .namespaces import acl_of, check_addable, check_writable, found, level, missing, one
from .paging import paged
from .routes import Route

if TYPE_CHECKING:
    from .door import Door

_CONF = _TITLE = "indexes"
_LINKS = ("create", "_reload", "_acl")


def list_(door: Door, request: Request) -> Answer:
    totals = door.splunk.store.counts()
    items = [item for item in found(door, request, _CONF) if _is_index(item.name)]
    entries = [_entry(door, request, item, totals) for item in items]
    return paged(request, _TITLE, sorted(entries, key=lambda entry: entry.name), links=_LINKS)


def get(door: Door, request: Request) -> Answer:
    return _feed(door, request, request.args["name"])


def template(door: Door, request: Request) -> Answer:
    entry = Entry("_new", defaults(""), Acl(app=request.app), fields=_fields("name"), path="data/indexes/_new")
    return Feed(_TITLE, [entry], links=_LINKS)


def create(door: Door, request: Request) -> Answer:
    """`name`, and any setting of indexes.conf."""
    name = request.get("name")
    if not name:
        raise no_target("POST")
    settings = _given(request)
    to = level(door, request, _CONF)
    check_addable(door, request, to, _CONF, name)
    with door.splunk.changing:
        if name in door.splunk.contexts.everywhere.conf(_CONF).stanzas:
            raise HttpError(409, f"Index name={name} already exists.")
        door.splunk.store.create_index(name)  # which knows what an index may be named
        door.splunk.change(to.app, _CONF, name, {**paths(name), **settings})
    return _feed(door, request, name, status=201)


def update(door: Door, request: Request) -> Answer:
    settings = _given(request)
    with door.splunk.changing:
        item = _changeable(door, request)
        if settings:
            door.splunk.change(item.level.app, _CONF, item.name, settings)
    return _feed(door, request, item.name)


def enable(door: Door, request: Request) -> Answer:
    return _set_disabled(door, request, "0")


def disable(door: Door, request: Request) -> Answer:
    return _set_disabled(door, request, "1")


def roll(door: Door, request: Request) -> Answer:
    """Hot buckets become warm ones, of which there are none here. But an index that keeps its events for a second has
    none after that, as clients know who empty an index so."""
    with door.splunk.changing:
        item = _changeable(door, request)
        if item.stanza.integer("frozenTimePeriodInSecs", 2) <= 1:
            door.splunk.store.clean_index(item.name)
    return _feed(door, request, item.name)


def delete(door: Door, request: Request) -> Answer:
    """Remove an index and its events. Those that Splunk or an app brings cannot be removed."""
    with door.splunk.changing:
        item = _changeable(door, request)
        layers = door.splunk.layers
        brought = (app.default.get(_CONF, Conf()).stanzas for app in (layers.system, *layers.apps))
        if any(item.name in stanzas for stanzas in brought):
            raise HttpError(400, f"The index {item.name} belongs to the defaults of an app, and cannot be removed.")
        door.splunk.update(lambda layers: removed(layers, item))
        door.splunk.store.delete_index(item.name)
    return Feed(_TITLE, links=_LINKS)


def _set_disabled(door: Door, request: Request, value: str) -> Answer:
    with door.splunk.changing:
        item = _changeable(door, request)
        door.splunk.change(item.level.app, _CONF, item.name, {"disabled": value})
    return _feed(door, request, item.name)


def _changeable(door: Door, request: Request) -> ConfObject:
    item = _index(door, request, request.args["name"])
    check_writable(door, request, item)
    return item


def _feed(door: Door, request: Request, name: str, status: int = 200) -> Feed:
    item = _index(door, request, name)
    entry = _entry(door, request, item, door.splunk.store.counts(), alone=True)
    return Feed(_TITLE, [entry], status=status, links=_LINKS)


def _index(door: Door, request: Request, name: str) -> ConfObject:
    if not _is_index(name):
        raise missing(name)
    return one(door, request, _CONF, name)


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
    door: Door, request: Request, item: ConfObject, totals: Mapping[str, Totals], *, alone: bool = False
) -> Entry:
    return Entry(
        item.name,
        content(door.splunk, item.stanza, totals),
        acl_of(door, request, item),
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
