"""data/inputs: the kinds of inputs, and what conf files say of those that minisplunk has no part in.

REST API Reference, "Input endpoint descriptions". minisplunk reads files that it is given, and HEC. Of what it does not
watch, files, scripts and ports, clients find what the apps have set up; to make or change one is answered 501.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...conf.objects import ConfObject
from ...dataclass import dataclass
from ..eai import Acl, Answer, Entry
from ..eai.collection import routes
from ..eai.namespaces import acl_of
from ..eai.paging import paged
from ..eai.shape import Shape, capabilities
from ..eai.stanzas import StanzaStore
from ..hec.tokens import CONF
from ..http import Request, Route
from ..instance import Splunkd

_CAN_LIST = "list_inputs"
_PREFIXES = {
    "monitor": "monitor://",
    "script": "script://",
    "tcp/cooked": "splunktcp://",
    "tcp/raw": "tcp://",
    "udp": "udp://",
}
"""Kinds of inputs that are read only, and how their stanzas of inputs.conf begin."""
_KINDS = ("http", "monitor", "script", "tcp", "udp")
_GROUPS = {"tcp": ("cooked", "raw")}
"""Kinds that have kinds below them."""


@dataclass(frozen=True)
class InputStore(StanzaStore):
    """Stanzas of inputs.conf that begin with `prefix`, which is no part of the names of inputs."""

    prefix: str = ""

    def stanza(self, name: str) -> str:
        return self.prefix + name

    def is_entry(self, stanza: str) -> bool:
        return stanza.startswith(self.prefix)

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[ConfObject], Entry]:
        def entry(item: ConfObject) -> Entry:
            return Entry(item.name.removeprefix(self.prefix), self.content(item), acl_of(splunkd, request, item))

        return entry


def kinds(splunkd: Splunkd, request: Request) -> Answer:
    return _listed(request, "inputs", _KINDS)


def tcp_kinds(splunkd: Splunkd, request: Request) -> Answer:
    return _listed(request, "tcp", _GROUPS["tcp"])


def _listed(request: Request, title: str, names: Iterable[str]) -> Answer:
    """Clients tell a kind of inputs from a group of kinds by its link to make one (splunk-sdk, Inputs.kinds)."""
    acl = Acl(app="", owner="system", sharing="system", modifiable=False)
    path = f"/services/{request.endpoint}"
    entries = [Entry(name, {}, acl, () if name in _GROUPS else ("create",), path=f"{path}/{name}") for name in names]
    return paged(request, title, entries)


def _store(kind: str, prefix: str) -> InputStore:
    shape = Shape(
        f"data/inputs/{kind}",
        title=kind.rpartition("/")[2],
        wildcard=True,
        endpoints=("list", "get"),
        capabilities=capabilities("", reading=_CAN_LIST),
    )
    return InputStore(shape, CONF, prefix=prefix)


ROUTES = (
    Route("GET", "data/inputs", kinds, capability=_CAN_LIST),
    Route("GET", "data/inputs/tcp", tcp_kinds, capability=_CAN_LIST),
    *(route for kind, prefix in _PREFIXES.items() for route in routes(_store(kind, prefix))),
)
