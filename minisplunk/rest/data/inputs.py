"""data/inputs: inputs of every kind, as conf files have them; made, changed, switched and removed.

REST API Reference, "Input endpoint descriptions"; settings are those of inputs.conf.spec, names of arguments those of
the reference where they differ. minisplunk reads what is posted to it and files that it is given: it watches no files,
runs no scripts and listens on no ports of these inputs, and says so when one is made. [unverified]: that a port is
refused with 400 when another input has it; splunk-sdk's tests have it of unrestricted ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ...conf.objects import ConfObject
from ...dataclass import dataclass
from ..eai import SYSTEM_ACL, Answer, Content, Entry
from ..eai.collection import answer, noting, routes
from ..eai.links import quoted
from ..eai.namespaces import missing, views_of
from ..eai.paging import paged
from ..eai.prefixed import PrefixedStore
from ..eai.shape import USUAL, Shape, capabilities
from ..hec.tokens import CONF
from ..http import HttpError, Request, Route
from ..http.faults import missing_argument
from ..instance import Splunkd
from ..instance.secret import HIDDEN
from . import declared_inputs

CAN_LIST = "list_inputs"
UNREAD = "minisplunk keeps this input, and reads nothing from it."
_RESTRICT = "restrictToHost"
_COMMON = ("disabled", "host", "index", "source", "sourcetype")
_MONITOR = (
    *("blacklist", "crcSalt", "followTail", "host_regex", "host_segment", "ignoreOlderThan", "recursive"),
    *("time_before_close", "whitelist"),
)
_RENAMED = {
    "crc-salt": "crcSalt",
    "ignore-older-than": "ignoreOlderThan",
    "rename-source": "source",
    "time-before-close": "time_before_close",
}
"""Arguments that have other names in inputs.conf."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of inputs: its path below data/inputs, how its stanzas begin, and who may change and read it. `settings`:
    those that it takes beside the common ones, any where it is None. `port`: whether its names are ports, which may be
    restricted to a host."""

    path: str
    prefix: str
    capability: str
    settings: tuple[str, ...] | None = None
    port: bool = False
    conf: str = CONF
    reading: str = CAN_LIST


KINDS = (
    Kind("ad", "admon://", "edit_monitor"),
    Kind("monitor", "monitor://", "edit_monitor", _MONITOR),
    Kind("registry", "WinRegMon://", "edit_monitor"),
    Kind("script", "script://", "edit_scripted", ("interval", "passAuth", "start_by_shell")),
    Kind("tcp/cooked", "splunktcp://", "edit_tcp", ("connection_host", "queue", "SSL"), port=True),
    Kind("tcp/raw", "tcp://", "edit_tcp", ("connection_host", "queue", "rawTcpDoneTimeout", "SSL"), port=True),
    Kind("tcp/splunktcptoken", "splunktcptoken://", "edit_tcp", ("token",), reading="edit_tcp"),
    Kind(
        "udp",
        "udp://",
        "edit_udp",
        ("connection_host", "no_appending_timestamp", "no_priority_stripping", "queue"),
        port=True,
    ),
    Kind("win-event-log-collections", "WinEventLog://", "edit_monitor"),
    Kind("win-perfmon", "perfmon://", "edit_monitor"),
    Kind("win-wmi-collections", "WMI:", "edit_monitor", conf="wmi"),
)
_GROUPS = {"tcp": ("cooked", "raw", "splunktcptoken", "ssl")}
"""Kinds that have kinds below them."""
_READ = ("http", "oneshot")
"""Kinds that minisplunk reads, which have rooms of their own."""


@dataclass(frozen=True)
class InputStore(PrefixedStore):
    """Inputs of a kind."""

    port: bool = False

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        """A port that is restricted to a host is named `host:port`."""
        if self.port:
            _check_port(name)
            host = settings.get(_RESTRICT, "")
            if _taken(splunkd, request, self, name, host):
                raise HttpError(400, f"The port {name} is used by another input.")
            name = f"{host}:{name}" if host else name
        return super().create(splunkd, request, name, settings)

    def content(self, item: ConfObject) -> dict[str, Content]:
        """The host and the index that events of it would have; secrets are shown to nobody."""
        content = {"host": "$decideOnStartup", "index": "default", **super().content(item)}
        hidden = {name: HIDDEN for name in ("password",) if name in content}
        host, _, _ = item.name.removeprefix(self.prefix).rpartition(":")
        return {**content, **hidden, **({_RESTRICT: host} if self.port and host else {})}


def store_of(kind: Kind) -> InputStore:
    takes = None if kind.settings is None else (*_COMMON, *kind.settings)
    renamed = {name: setting for name, setting in _RENAMED.items() if takes and setting in takes}
    shape = Shape(
        f"data/inputs/{kind.path}",
        title=kind.path.rpartition("/")[2],
        optional=() if takes is None else (*takes, *renamed),
        new_only=(_RESTRICT,) if kind.port else (),
        wildcard=takes is None,
        endpoints=[name for name in USUAL if name != "_acl"],
        capabilities=capabilities(kind.capability, reading=kind.reading),
    )
    return InputStore(shape, kind.conf, in_place=True, prefix=kind.prefix, port=kind.port, renamed=renamed)


STORES = tuple(store_of(kind) for kind in KINDS)


def kinds(splunkd: Splunkd, request: Request) -> Answer:
    names = {kind.path.partition("/")[0] for kind in KINDS} | {*_READ, *declared_inputs.kinds(splunkd.splunk.layers)}
    return _listed(request, "inputs", sorted(names))


def tcp_kinds(splunkd: Splunkd, request: Request) -> Answer:
    return _listed(request, "tcp", _GROUPS["tcp"])


def all_(splunkd: Splunkd, request: Request) -> Answer:
    """The inputs of all kinds, with the paths that each has in its own."""
    return paged(request, "all", _all(splunkd, request))


def one_of_all(splunkd: Splunkd, request: Request) -> Answer:
    """Those of one name, of whichever kind."""
    name = request.args["name"]
    found = [entry for entry in _all(splunkd, request) if entry.name == name]
    if not found:
        raise missing(name)
    return paged(request, "all", found)


def none_of(store: InputStore) -> Callable[[Splunkd, Request], Answer]:
    """The connections of a port, or the files of a monitor: none, for an input that there is."""

    def none(splunkd: Splunkd, request: Request) -> Answer:
        store.find(splunkd, request, request.args["name"])
        return paged(request, request.endpoint.rpartition("/")[2], ())

    return none


def _all(splunkd: Splunkd, request: Request) -> Iterator[Entry]:
    """Of those kinds that the user may list."""
    held = splunkd.capabilities(request.who.roles)
    for store in (store for store in STORES if store.shape.capabilities["list"] in held):
        for entry in store.list(splunkd, request):
            yield replace(entry, path=f"{store.shape.path}/{quoted(entry.name)}")


def restart_script(splunkd: Splunkd, request: Request) -> Answer:
    """`script`: an input, whose script would be started again; none runs."""
    if not request.get("script"):
        raise missing_argument("script")
    store = _BY_PATH["data/inputs/script"]
    return answer(store, request, store.find(splunkd, request, request.get("script")))


def _listed(request: Request, title: str, names: Iterable[str]) -> Answer:
    """Clients tell a kind of inputs from a group of kinds by its link to make one (splunk-sdk, Inputs.kinds)."""
    path = f"/services/{request.endpoint}"
    entries = [
        Entry(name, {}, SYSTEM_ACL, () if name in _GROUPS else ("create",), path=f"{path}/{name}") for name in names
    ]
    return paged(request, title, entries)


def _check_port(name: str) -> None:
    if not (name.isascii() and name.isdecimal() and 0 < int(name[:6]) < 65_536):
        raise HttpError(400, f"Parameter name: Port {name!r} is no number from 1 to 65535.")


def _taken(splunkd: Splunkd, request: Request, store: InputStore, port: str, host: str) -> bool:
    """Whether an input has the port for all hosts; or any has it, where it is wanted for all."""
    stanzas = views_of(splunkd, request)(request.app, "nobody").conf(store.conf).stanzas
    names = [name.removeprefix(store.prefix) for name in stanzas if name.startswith(store.prefix)]
    return port in names or (not host and any(name.rpartition(":")[2] == port for name in names))


def _ssl() -> InputStore:
    """The one entry of data/inputs/tcp/ssl, named SSL, is the stanza of that name."""
    optional = ("cipherSuite", "disabled", "password", "requireClientCert", "rootCA", "serverCert", "sslVersions")
    shape = Shape(
        "data/inputs/tcp/ssl",
        title="ssl",
        optional=optional,
        endpoints=("list", "get", "update"),
        capabilities=capabilities("edit_tcp", reading=CAN_LIST),
    )
    return _SslStore(shape, CONF, in_place=True)


class _SslStore(InputStore):
    def is_entry(self, stanza: str) -> bool:
        return stanza == "SSL"


_BY_PATH = {store.shape.path: store for store in STORES}
ROUTES = (
    Route("GET", "data/inputs", kinds, capability=CAN_LIST),
    Route("GET", "data/inputs/all", all_, capability=CAN_LIST),
    Route("GET", "data/inputs/all/{name}", one_of_all, capability=CAN_LIST),
    Route("GET", "data/inputs/tcp", tcp_kinds, capability=CAN_LIST),
    *(route for store in (*STORES, _ssl()) for route in routes(store, **noting(store, UNREAD))),
    Route("POST", "data/inputs/script/restart", restart_script, capability="edit_scripted"),
    *(
        Route("GET", f"{path}/{{name}}/{below}", none_of(_BY_PATH[path]), capability=CAN_LIST)
        for path, below in (
            ("data/inputs/monitor", "members"),
            ("data/inputs/tcp/cooked", "connections"),
            ("data/inputs/tcp/raw", "connections"),
        )
    ),
)
