"""authorization/roles, authorization/capabilities and grantable_capabilities, over authorize.conf.

REST API Reference, "Access endpoint descriptions"; contents as third parties measured them on 10.4.2 and 10.6. Roles
are written to system/local, as splunkd writes them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...conf import Level, Stanza, View, roles
from ...conf.layers import SYSTEM
from ..eai.arguments import FRAMEWORK, check, names, new_name
from ..eai.entry import Acl, Answer, Content, Entry, Feed
from ..eai.namespaces import missing
from ..eai.paging import paged
from ..http.request import Request
from ..http.response import HttpError
from ..http.route import Route
from ..instance.splunkd import Splunkd

_TITLE = "roles"
_LINKS = ("create",)
_LISTS = {
    "deleteIndexesAllowed": "deleteIndexesAllowed",
    "grantable_roles": "grantableRoles",
    "imported_roles": "importRoles",
    "srchIndexesAllowed": "srchIndexesAllowed",
    "srchIndexesDefault": "srchIndexesDefault",
    "srchIndexesDisallowed": "srchIndexesDisallowed",
}
"""Arguments that are lists, and how authorize.conf calls them."""
_NUMBERS = {
    "cumulativeRTSrchJobsQuota": 0,
    "cumulativeSrchJobsQuota": 0,
    "queuedSearchQuota": 0,
    "rtSrchJobsQuota": 6,
    "srchDiskQuota": 100,
    "srchJobsQuota": 3,
    "srchTimeEarliest": -1,
    "srchTimeWin": -1,
}
"""Arguments that are numbers, and what holds where nothing is said (authorize.conf.spec)."""
_TEXTS = ("defaultApp", "srchFilter")
_IMPORTED_LISTS = ("srchIndexesAllowed", "srchIndexesDefault", "srchIndexesDisallowed")
_IMPORTED_NUMBERS = ("queuedSearchQuota", "rtSrchJobsQuota", "srchDiskQuota", "srchJobsQuota")
_ARGUMENTS = ("capabilities", *_LISTS, *_NUMBERS, *_TEXTS)
_FIELDS = {"required": (), "optional": tuple(sorted(_ARGUMENTS)), "wildcard": ()}


def listing(splunkd: Splunkd, request: Request) -> Answer:
    view = splunkd.splunk.contexts.everywhere
    entries = (_entry(splunkd, role) for role in roles.names(view))
    return paged(request, _TITLE, entries, links=_LINKS)


def get(splunkd: Splunkd, request: Request) -> Answer:
    return _answer(splunkd, _role(splunkd, request))


def template(splunkd: Splunkd, request: Request) -> Answer:
    acl = Acl("", "system", "system", write=("*",))
    fields = {**_FIELDS, "required": ("name",)}
    return Feed(_TITLE, [Entry("_new", {}, acl, fields=fields, path="authorization/roles/_new")], links=_LINKS)


def create(splunkd: Splunkd, request: Request) -> Answer:
    name = new_name(request).lower()
    if any(sign in name for sign in " :;/\r\n"):
        raise HttpError(400, f"A role cannot be named {name!r}: blanks, ':', ';' and '/' are not allowed.")
    with splunkd.splunk.changing:
        if name in roles.names(splunkd.splunk.contexts.everywhere):
            raise HttpError(409, f"A role with the name {name} already exists.")
        _write(splunkd, name, _settings(splunkd, request, name))
    return _answer(splunkd, name, 201)


def update(splunkd: Splunkd, request: Request) -> Answer:
    with splunkd.splunk.changing:
        name = _role(splunkd, request)
        _write(splunkd, name, _settings(splunkd, request, name))
    return _answer(splunkd, name)


def delete(splunkd: Splunkd, request: Request) -> Answer:
    with splunkd.splunk.changing:
        name = _role(splunkd, request)
        if roles.stanza_name(name) in splunkd.splunk.layers.system.default[roles.CONF].stanzas:
            raise HttpError(403, f"Cannot delete the role '{name}': each Splunk has it.")
        splunkd.splunk.update(lambda layers: layers.without_stanza(Level(SYSTEM), roles.CONF, roles.stanza_name(name)))
    return Feed(_TITLE, links=_LINKS)


def capabilities(splunkd: Splunkd, request: Request) -> Answer:
    """All capabilities that there are, in one entry."""
    return _capabilities(splunkd, request, "capabilities")


def grantable(splunkd: Splunkd, request: Request) -> Answer:
    """The capabilities that the user may give to a role: here all."""
    return _capabilities(splunkd, request, "system")


def _capabilities(splunkd: Splunkd, request: Request, name: str) -> Answer:
    known = sorted(roles.all_capabilities(splunkd.splunk.contexts.everywhere))
    entry = Entry(name, {"capabilities": known}, Acl("", "system", "system", write=("*",), modifiable=False))
    return paged(request, request.endpoint.rpartition("/")[2], [entry])


def _role(splunkd: Splunkd, request: Request) -> str:
    name = request.args["name"].lower()
    if name not in roles.names(splunkd.splunk.contexts.everywhere):
        raise missing(request.args["name"])
    return name


def _settings(splunkd: Splunkd, request: Request, name: str) -> dict[str, str | None]:
    """What authorize.conf has to say of a role after a request. HttpError 400 for what a role cannot have."""
    given = [argument for argument in request.params if argument not in FRAMEWORK]
    check(given, _ARGUMENTS)
    view = splunkd.splunk.contexts.everywhere
    settings: dict[str, str | None] = {key: request.get(key) for key in _TEXTS if key in given}
    settings.update({key: _whole(request, key) for key in _NUMBERS if key in given})
    settings.update({_LISTS[key]: ";".join(names(request, key)) for key in _LISTS if key in given})
    _refuse_unknown("role", names(request, "imported_roles"), roles.names(view))
    if "capabilities" in given:
        wanted = names(request, "capabilities")
        _refuse_unknown("capability", wanted, roles.all_capabilities(view))
        settings.update(_switched(view, name, wanted, settings.get("importRoles")))
    return settings


def _switched(view: View, name: str, wanted: list[str], imported: str | None) -> Mapping[str, str | None]:
    """The capabilities to switch on and off. Those that the role imports anyway are left out, as on 10.6."""
    stanza = roles.find(view, name)
    had = roles.own_capabilities(stanza) if stanza else frozenset()
    if imported is None and stanza is not None:
        imported = stanza.get("importRoles")
    own = frozenset(wanted) - roles.capabilities(view, roles.listed(imported or ""))
    return {**dict.fromkeys(had - own, "disabled"), **dict.fromkeys(sorted(own), roles.ENABLED)}


def _refuse_unknown(what: str, wanted: list[str], known: Collection[str]) -> None:
    for name in wanted:
        if name not in known:
            raise HttpError(400, f"There is no {what} '{name}'.")


def _whole(request: Request, key: str) -> str:
    text = request.get(key)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise HttpError(400, f"Invalid value for argument '{key}': {text!r} is not a whole number.")
    return text


def _write(splunkd: Splunkd, name: str, settings: Mapping[str, str | None]) -> None:
    splunkd.splunk.change(SYSTEM, roles.CONF, roles.stanza_name(name), settings)


def _answer(splunkd: Splunkd, name: str, status: int = 200) -> Answer:
    entry = _entry(splunkd, name)
    shown = Entry(name, entry.content, entry.acl, fields=_FIELDS, path=f"authorization/roles/{name}")
    return Feed(_TITLE, [shown], status=status, links=_LINKS)


def _entry(splunkd: Splunkd, name: str) -> Entry:
    view = splunkd.splunk.contexts.everywhere
    stanza = roles.find(view, name)
    assert stanza is not None  # names come from the view
    imports = roles.listed(stanza.get("importRoles"))
    imported = [found for role in roles.with_imported(view, imports) if (found := roles.find(view, role)) is not None]
    content: dict[str, Content] = {
        "capabilities": sorted(roles.own_capabilities(stanza)),
        "imported_capabilities": sorted(roles.capabilities(view, imports)),
        "imported_srchFilter": "",
        **{argument: roles.listed(stanza.get(key)) for argument, key in _LISTS.items()},
        **{key: _number(stanza, key) for key in _NUMBERS},
        **{key: stanza.get(key) for key in _TEXTS},
        **{f"imported_{key}": _union(imported, key) for key in _IMPORTED_LISTS},
        **{f"imported_{key}": _most(imported, key) for key in _IMPORTED_NUMBERS},
        **{f"imported_{key}": -1 for key in ("srchTimeEarliest", "srchTimeWin")},
    }
    removable = roles.stanza_name(name) not in splunkd.splunk.layers.system.default[roles.CONF].stanzas
    acl = Acl("", "system", "system", write=("*",), removable=removable)
    return Entry(name, content, acl, path=f"authorization/roles/{name}")


def _union(stanzas: list[Stanza], key: str) -> list[str]:
    return list(dict.fromkeys(item for stanza in stanzas for item in roles.listed(stanza.get(key))))


def _most(stanzas: list[Stanza], key: str) -> int:
    return max((_number(stanza, key) for stanza in stanzas), default=0)


def _number(stanza: Stanza, key: str) -> int:
    return stanza.integer(key, _NUMBERS[key])


ROUTES = (
    Route("GET", "authorization/roles", listing),
    Route("POST", "authorization/roles", create, capability="edit_roles"),
    Route("GET", "authorization/roles/_new", template),
    Route("GET", "authorization/roles/{name}", get),
    Route("POST", "authorization/roles/{name}", update, capability="edit_roles"),
    Route("DELETE", "authorization/roles/{name}", delete, capability="edit_roles"),
    Route("GET", "authorization/capabilities", capabilities),
    Route("GET", "authorization/capabilities/capabilities", capabilities),
    Route("GET", "authorization/grantable_capabilities", grantable),
    Route("GET", "authorization/grantable_capabilities/system", grantable),
)
