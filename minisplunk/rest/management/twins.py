"""A path below admin/ in; the endpoint that does the same out.

splunkd serves most collections twice: below admin/ by the names of their handlers, which Splunk Web, restmap.conf and
older apps use, and by the paths of the REST API Reference. Names as captures of answers show them in their titles, and
as apps on GitHub ask for them. [unverified]: here links of entries lead to the path of the reference.
"""

from __future__ import annotations

from dataclasses import replace

from ..http.target import RequestTarget

TWINS = {
    "alert_actions": "alerts/alert_actions",
    "apptemplates": "apps/apptemplates",
    "calcfields": "data/props/calcfields",
    "capabilities": "authorization/capabilities",
    "clusterconfig": "cluster/config",
    "collections-conf": "storage/collections/config",
    "commandsconf": "data/commands",
    "cooked": "data/inputs/tcp/cooked",
    "current-context": "authentication/current-context",
    "datamodel-files": "data/models",
    "datamodeledit": "datamodel/model",
    "eventtypes": "saved/eventtypes",
    "fieldaliases": "data/props/fieldaliases",
    "fired_alerts": "alerts/fired_alerts",
    "fvtags": "saved/fvtags",
    "grantable_capabilities": "authorization/grantable_capabilities",
    "http": "data/inputs/http",
    "httpauth-tokens": "authentication/httpauth-tokens",
    "indexes": "data/indexes",
    "kvstore-status": "kvstore/status",
    "localapps": "apps/local",
    "logger": "server/logger",
    "lookup-table-files": "data/lookup-table-files",
    "messages": "messages",
    "modular-inputs": "data/modular-inputs",
    "monitor": "data/inputs/monitor",
    "nav": "data/ui/nav",
    "oneshot": "data/inputs/oneshot",
    "panels": "data/ui/panels",
    "passwords": "storage/passwords",
    "props-extract": "data/props/extractions",
    "props-lookup": "data/props/lookups",
    "raw": "data/inputs/tcp/raw",
    "roles": "authorization/roles",
    "savedsearch": "saved/searches",
    "scheduledviews": "scheduled/views",
    "script": "data/inputs/script",
    "server-control": "server/control",
    "server-info": "server/info",
    "server-roles": "server/roles",
    "server-settings": "server/settings",
    "sourcetype-rename": "data/props/sourcetype-rename",
    "splunktcptoken": "data/inputs/tcp/splunktcptoken",
    "SSL": "data/inputs/tcp/ssl",
    "syslog": "data/outputs/tcp/syslog",
    "tags": "search/tags",
    "tcpout-default": "data/outputs/tcp/default",
    "tcpout-group": "data/outputs/tcp/group",
    "tcpout-server": "data/outputs/tcp/server",
    "times-conf": "data/ui/times",
    "tokens": "authorization/tokens",
    "transforms-extract": "data/transforms/extractions",
    "transforms-lookup": "data/transforms/lookups",
    "transforms-statsd": "data/transforms/statsdextractions",
    "udp": "data/inputs/udp",
    "users": "authentication/users",
    "views": "data/ui/views",
    "viewstates": "data/ui/viewstates",
    "workflow-actions": "data/ui/workflow-actions",
}
"""Handler -> path of the reference."""
_ADMIN, _CONF = "admin/", "conf-"


def canonical(asked: RequestTarget) -> RequestTarget:
    """The target with the path of the reference; as it is where there is none for it."""
    return replace(asked, path=twin(asked.path)) if asked.path.startswith(_ADMIN) else asked


def twin(path: str) -> str:
    """The same of a path alone."""
    if not path.startswith(_ADMIN):
        return path
    handler, slash, below = path.removeprefix(_ADMIN).partition("/")
    if handler.startswith(_CONF):
        return f"configs/{handler}{slash}{below}"
    return TWINS[handler] + slash + below if handler in TWINS else path
