"""data/outputs/tcp: where outputs.conf would forward events to; made, changed, switched and removed.

REST API Reference, "Output endpoint descriptions"; settings are those of outputs.conf.spec. minisplunk forwards
nothing, and says so when an output is made.
"""

from __future__ import annotations

from ..eai import Answer
from ..eai.acl import acl_routes
from ..eai.collection import noting, routes
from ..eai.paging import paged
from ..eai.prefixed import PrefixedStore
from ..eai.shape import Shape, capabilities
from ..http import Request, Route
from ..instance import Splunkd

CONF = "outputs"
CAN_LIST, CAN_EDIT = "list_forwarders", "edit_forwarders"
UNSENT = "minisplunk keeps this output, and sends nothing to it."
_OF_GROUPS = (
    *("autoLBFrequency", "autoLBVolume", "blockOnCloning", "compressed", "connectionTimeout", "disabled"),
    *("dropClonedEventsOnQueueFull", "dropEventsOnQueueFull", "forceTimebasedAutoLB", "heartbeatFrequency"),
    *("maxConnectionsPerIndexer", "maxQueueSize", "maxFailuresPerInterval", "method", "readTimeout"),
    *("secsInFailureInterval", "sendCookedData", "token", "useACK", "writeTimeout"),
)
_OF_SERVERS = (
    *("backoffAtStartup", "disabled", "initialBackoff", "maxBackoff", "maxNumberOfRetriesAtHighestBackoff", "method"),
    *("sslAltNameToCheck", "sslCertPath", "sslCipher", "sslCommonNameToCheck", "sslPassword", "sslRootCAPath"),
    "sslVerifyServerCert",
)
_OF_SYSLOG = (
    *("disabled", "dropEventsOnQueueFull", "maxEventSize", "priority", "server", "syslogSourceType"),
    *("timestampformat", "type"),
)
_CAPABILITIES = capabilities(CAN_EDIT, reading=CAN_LIST)


def _store(name: str, prefix: str, settings: tuple[str, ...], *, servers: bool = False) -> PrefixedStore:
    shape = Shape(
        f"data/outputs/tcp/{name}",
        title=f"tcpout-{name}",
        required=("servers",) if servers else (),
        optional=(*settings, "server") if servers else settings,
        flags=frozenset({"disabled", "compressed", "sendCookedData"}) & {*settings},
        capabilities=_CAPABILITIES,
    )
    return PrefixedStore(shape, CONF, in_place=True, prefix=prefix, renamed={"servers": "server"} if servers else {})


class _DefaultStore(PrefixedStore):
    """The one stanza [tcpout]."""

    def is_entry(self, stanza: str) -> bool:
        return stanza == "tcpout"


_SERVERS = _store("server", "tcpout-server://", _OF_SERVERS)
STORES = (
    _store("group", "tcpout:", _OF_GROUPS, servers=True),
    _SERVERS,
    _store("syslog", "syslog:", _OF_SYSLOG),
    _DefaultStore(
        Shape(
            "data/outputs/tcp/default",
            title="tcpout-default",
            optional=(*_OF_GROUPS, "defaultGroup", "indexAndForward", "maxEventSize"),
            flags=frozenset({"compressed", "disabled", "indexAndForward", "sendCookedData"}),
            capabilities=_CAPABILITIES,
        ),
        CONF,
        in_place=True,
    ),
)


def connections(splunkd: Splunkd, request: Request) -> Answer:
    """None, of an output that there is."""
    _SERVERS.find(splunkd, request, request.args["name"])
    return paged(request, "allconnections", ())


ROUTES = (
    *(route for store in STORES for route in (*routes(store, **noting(store, UNSENT)), *acl_routes(store))),
    Route("GET", "data/outputs/tcp/server/{name}/allconnections", connections, capability=CAN_LIST),
)
