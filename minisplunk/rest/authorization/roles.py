"""authorization/roles, over authorize.conf.

REST API Reference, "Access endpoint descriptions"; contents as third parties measured them on 10.4.2 and 10.6. Roles
are written to system/local, as splunkd writes them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ...conf import Level, Stanza, View, roles
from ...conf.layers import SYSTEM
from ...dataclass import dataclass
from ..eai import Acl, Content, Entry
from ..eai.arguments import names
from ..eai.collection import routes
from ..eai.namespaces import missing
from ..eai.shape import READING, Shape, capabilities
from ..http import HttpError, Request
from ..instance import Splunkd

_LISTS = {
    "deleteIndexesAllowed": "deleteIndexesAllowed",
    "grantable_roles": "grantableRoles",
    "imported_roles": "importRoles",
    "srchIndexesAllowed": "srchIndexesAllowed",
    "srchIndexesDefault": "srchIndexesDefault",
    "srchIndexesDisallowed": "srchIndexesDisallowed",
}
"""Arguments that are lists -> their keys in authorize.conf."""
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
"""Arguments that are numbers, and their defaults (authorize.conf.spec)."""
_TEXTS = ("defaultApp", "srchFilter")
_IMPORTED_LISTS = ("srchIndexesAllowed", "srchIndexesDefault", "srchIndexesDisallowed")
_IMPORTED_NUMBERS = ("queuedSearchQuota", "rtSrchJobsQuota", "srchDiskQuota", "srchJobsQuota")


def _whole(name: str, text: str) -> str:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise HttpError(400, f"Invalid value for argument '{name}': {text!r} is not a whole number.")
    return text


SHAPE = Shape(
    "authorization/roles",
    title="roles",
    optional=tuple(sorted(("capabilities", *_LISTS, *_NUMBERS, *_TEXTS))),
    reads=dict.fromkeys(_NUMBERS, _whole),
    endpoints=(*READING, "create", "update", "remove"),
    capabilities=capabilities("edit_roles"),
)


@dataclass(frozen=True)
class RoleStore:
    """The roles of authorize.conf; names are in lower case."""

    shape: Shape = SHAPE

    def list(self, splunkd: Splunkd, request: Request) -> Iterable[Entry]:
        return [_entry(splunkd, role) for role in roles.names(splunkd.splunk.contexts.everywhere)]

    def find(self, splunkd: Splunkd, request: Request, name: str) -> Sequence[Entry]:
        return [_entry(splunkd, _role(splunkd, name))]

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        return Entry("_new", {}, Acl("", "system", "system", write=("*",)))

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        name = name.lower()
        if any(sign in name for sign in " :;/\r\n"):
            raise HttpError(400, f"A role cannot be named {name!r}: blanks, ':', ';' and '/' are not allowed.")
        if name in roles.names(splunkd.splunk.contexts.everywhere):
            raise HttpError(409, f"A role with the name {name} already exists.")
        return [_written(splunkd, request, name, settings)]

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        return [_written(splunkd, request, _role(splunkd, name), settings)]

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        role = _role(splunkd, name)
        if _is_shipped(splunkd, role):
            raise HttpError(403, f"Cannot delete the role '{role}': each Splunk has it.")
        stanza = roles.stanza_name(role)
        splunkd.splunk.update(lambda layers: layers.without_stanza(Level(SYSTEM), roles.CONF, stanza))


def _role(splunkd: Splunkd, name: str) -> str:
    if name.lower() not in roles.names(splunkd.splunk.contexts.everywhere):
        raise missing(name)
    return name.lower()


def _is_shipped(splunkd: Splunkd, role: str) -> bool:
    return roles.stanza_name(role) in splunkd.splunk.layers.system.default[roles.CONF].stanzas


def _written(splunkd: Splunkd, request: Request, name: str, requested: Mapping[str, str]) -> Entry:
    settings = _settings(splunkd, request, name, requested)
    splunkd.splunk.change(SYSTEM, roles.CONF, roles.stanza_name(name), settings)
    return _entry(splunkd, name)


def _settings(splunkd: Splunkd, request: Request, name: str, requested: Mapping[str, str]) -> dict[str, str | None]:
    """The settings of authorize.conf that a request makes. HttpError 400 for what a role cannot have."""
    view = splunkd.splunk.contexts.everywhere
    settings: dict[str, str | None] = {key: requested[key] for key in (*_TEXTS, *_NUMBERS) if key in requested}
    settings.update({_LISTS[key]: ";".join(names(request, key)) for key in _LISTS if key in requested})
    _refuse_unknown("role", names(request, "imported_roles"), roles.names(view))
    if "capabilities" in requested:
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


def _entry(splunkd: Splunkd, name: str) -> Entry:
    view = splunkd.splunk.contexts.everywhere
    stanza = roles.find(view, name)
    assert stanza is not None  # names come from the view
    imports = roles.listed(stanza.get("importRoles"))
    imported = [
        imported_role
        for role in roles.with_imported(view, imports)
        if (imported_role := roles.find(view, role)) is not None
    ]
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
    removable = not _is_shipped(splunkd, name)
    return Entry(name, content, Acl("", "system", "system", write=("*",), removable=removable))


def _union(stanzas: list[Stanza], key: str) -> list[str]:
    return list(dict.fromkeys(item for stanza in stanzas for item in roles.listed(stanza.get(key))))


def _most(stanzas: list[Stanza], key: str) -> int:
    return max((_number(stanza, key) for stanza in stanzas), default=0)


def _number(stanza: Stanza, key: str) -> int:
    return stanza.integer(key, _NUMBERS[key])


ROUTES = routes(RoleStore())
