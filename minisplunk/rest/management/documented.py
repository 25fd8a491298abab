"""What splunkd serves and minisplunk does not: a path that no route serves in, the right refusal out.

The list is that of the REST API Reference ("Endpoints reference list"), without what only other products have.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ...engine import VERSION
from ..http import HttpError, Route
from ..http.faults import no_target
from ..http.table import RouteTable
from ..http.target import SLASH
from .versions import has

COLLECTIONS = (
    *(
        "alerts/alert_actions",
        "alerts/metric_alerts",
        "apps/local",
        "authentication/users",
        "authentication/providers/LDAP",
    ),
    *("authentication/providers/SAML", "authorization/fieldfilters", "authorization/roles", "authorization/tokens"),
    *(
        "configs/conf-{file}",
        "data/commands",
        "data/federated/index",
        "data/federated/provider",
        "data/indexes",
        "data/inputs/ad",
    ),
    *("data/inputs/http", "data/inputs/monitor", "data/inputs/registry", "data/inputs/script"),
    *("data/inputs/tcp/cooked", "data/inputs/tcp/raw", "data/inputs/tcp/splunktcptoken"),
    *("data/inputs/udp", "data/inputs/win-event-log-collections", "data/inputs/win-perfmon"),
    *(
        "data/inputs/win-wmi-collections",
        "data/inputs/{kind}",
        "data/lookup-table-files",
        "data/models",
        "data/outputs/tcp/default",
    ),
    *("data/outputs/tcp/group", "data/outputs/tcp/server", "data/outputs/tcp/syslog", "data/props/calcfields"),
    *("data/props/extractions", "data/props/fieldaliases", "data/props/lookups", "data/props/sourcetype-rename"),
    *("data/transforms/extractions", "data/transforms/lookups", "data/transforms/metric-schema"),
    *("data/transforms/statsdextractions", "data/ui/global-banner", "data/ui/manager", "data/ui/nav"),
    *("data/ui/panels", "data/ui/prefs", "data/ui/times", "data/ui/views", "data/ui/viewstates"),
    *("data/ui/workflow-actions", "data/user-prefs", "datamodel/acceleration", "datamodel/model"),
    *("licenser/licenses", "licenser/pools", "saved/eventtypes", "saved/fvtags", "saved/searches"),
    *("scheduled/views", "search/distributed/groups", "search/distributed/peers", "search/fields", "search/tags"),
    *("storage/collections/config", "storage/passwords"),
)
"""Collections of the usual kind: listed and added to; entries read, changed, removed, enabled, moved and shared."""

LISTS = (
    *("apps/apptemplates", "authorization/grantable_capabilities"),
    *("data/inputs/all", "data/modular-inputs", "licenser/groups", "licenser/localpeer", "licenser/localslave"),
    *("licenser/messages", "licenser/peers", "licenser/slaves", "licenser/stacks", "licenser/usage"),
)
"""Collections that are read alone."""

OTHERS = """
GET POST DELETE  admin/{rest...}
GET              alerts/fired_alerts
GET DELETE       alerts/fired_alerts/{name}
GET POST         alerts/reset_metric_alerts
POST             apps/appinstall
GET              apps/local/{name}/package
GET              apps/local/{name}/setup
GET              apps/local/{name}/update
POST             auth/login
GET              authentication/current-context
GET              authentication/current-context/{name}
GET              authentication/httpauth-tokens
GET DELETE       authentication/httpauth-tokens/{name}
GET              authorization/capabilities
GET              authorization/capabilities/{name}
GET              catalog/{rest...}
GET POST         cluster/{rest...}
GET              data/index-volumes
GET              data/index-volumes/{name}
POST             data/indexes/{name}/roll-hot-buckets
GET              data/indexes-extended
GET              data/indexes-extended/{name}
GET              data/inputs
GET              data/inputs/tcp
GET              data/inputs/tcp/ssl
GET POST         data/inputs/tcp/ssl/{name}
POST             data/inputs/http/{name}/rotate
POST             data/inputs/script/restart
GET              data/inputs/monitor/{name}/members
GET POST         data/inputs/oneshot
GET              data/inputs/oneshot/{name}
GET              data/inputs/tcp/cooked/{name}/connections
GET              data/inputs/tcp/raw/{name}/connections
GET              data/outputs/tcp/server/{name}/allconnections
GET POST         data/summaries
GET              data/ui/views/{name}/history
GET              data/ui/views/{name}/revision
GET              datamodel/pivot/{name}
GET POST DELETE  deployment/{rest...}
GET              directory
GET              directory/{name}
GET POST         indexing/preview
GET              indexing/preview/{name}
GET POST         kvstore/{rest...}
POST             licenser/groups/{name}
GET POST         messages
GET              messages/_new
GET DELETE       messages/{name}
GET POST         properties
GET POST         properties/{file}
GET POST DELETE  properties/{file}/{stanza}
GET POST DELETE  properties/{file}/{stanza}/{key}
POST             receivers/simple
POST             receivers/stream
POST             receivers/token
POST             saved/searches/{name}/acknowledge
POST             saved/searches/{name}/dispatch
POST             saved/searches/{name}/embed
GET              saved/searches/{name}/history
POST             saved/searches/{name}/reschedule
GET              saved/searches/{name}/scheduled_times
GET POST         saved/searches/{name}/suppress
POST             saved/searches/{name}/unembed
POST             scheduled/views/{name}/dispatch
GET              scheduled/views/{name}/history
POST             scheduled/views/{name}/reschedule
GET              scheduled/views/{name}/scheduled_times
GET              search/concurrency-settings
GET POST         search/concurrency-settings/{name}
GET POST DELETE  search/distributed/config/{name}
GET POST         search/distributed/config
GET POST         search/fields/{name}/tags
GET POST         search/intentionsparser
GET POST         search/jobs
GET POST         search/jobs/export
GET POST DELETE  search/jobs/{sid}
GET POST         search/jobs/{sid}/acl
POST             search/jobs/{sid}/control
GET POST         search/jobs/{sid}/events
GET POST         search/jobs/{sid}/results
GET POST         search/jobs/{sid}/results_preview
GET              search/jobs/{sid}/search.log
GET POST         search/jobs/{sid}/summary
GET POST         search/jobs/{sid}/timeline
GET POST         search/parser
GET              search/scheduler
GET POST         search/scheduler/status
GET              search/timeparser
GET              search/typeahead
GET POST         search/v2/jobs
POST             search/v2/jobs/export
GET POST DELETE  search/v2/jobs/{sid}
POST             search/v2/jobs/{sid}/control
GET POST         search/v2/jobs/{sid}/events
GET POST         search/v2/jobs/{sid}/results
GET POST         search/v2/jobs/{sid}/results_preview
GET              search/v2/jobs/{sid}/search.log
GET POST         search/v2/jobs/{sid}/summary
GET POST         search/v2/jobs/{sid}/timeline
POST             search/v2/parser
GET              server/control
GET              server/control/{name}
POST             server/control/restart
POST             server/control/restart_webui
GET              server/health/{rest...}
GET POST         server/httpsettings/{rest...}
GET              server/info
GET              server/info/{name}
GET              server/introspection/{rest...}
GET              server/logger
GET POST         server/logger/{name}
POST             server/pipelinesets
GET              server/roles
GET              server/roles/{name}
POST             server/security/rotate-splunk-secret
GET              server/settings
GET POST         server/settings/{name}
GET              server/status
GET              server/status/{rest...}
GET              server/sysinfo
GET              server/sysinfo/{name}
GET POST         shcluster/{rest...}
GET              static/{rest...}
GET POST DELETE  storage/collections/data/{rest...}
GET POST DELETE  workloads/{rest...}
"""
"""Methods and path of the rest."""

_OF_COLLECTIONS = (("GET POST", ""), ("GET POST DELETE", "/{name}"))

FRAMEWORK = (
    ("GET", "/_new"),
    ("GET POST", "/_reload"),
    ("GET", "/_acl"),
    ("GET POST", "/{name}/acl"),
    ("POST", "/{name}/enable"),
    ("POST", "/{name}/disable"),
    ("POST", "/{name}/move"),
    ("GET POST", "/{name}/_reload"),
)
"""What each collection has besides, and the reference lists nowhere."""


def missing(method: str, path: str, served: RouteTable[object], version: str = VERSION) -> HttpError:
    """Why no route answers a request: 501 when splunkd serves it and minisplunk does not, 400 when the path lacks a
    name at its end, 405 when it is served for other methods, else 404, as what a `version` does not have yet."""
    if not has(version, path):
        return _unknown()
    endpoint = documented().find(method, path)
    if endpoint is not None:
        return unserved(method, path.replace(SLASH, "/"), endpoint.route.path)
    if any(table.find(method, f"{path}/_") for table in (served, documented())):
        return no_target(method)
    allowed = {*served.methods(path), *documented().methods(path)}
    if allowed:
        return HttpError(405, "Method Not Allowed", headers={"Allow": ", ".join(sorted(allowed))})
    if path.startswith("search/"):
        return _unknown()
    return HttpError(404, "Not Found")


def _unknown() -> HttpError:
    return HttpError(404, "Unknown endpoint.", "FATAL")


def unserved(method: str, path: str, route: str) -> HttpError:
    """`path`: of the request; `route`: the documented form of it, which may have placeholders."""
    form = "" if path == route else f" ({route})"
    return HttpError(501, f"minisplunk does not serve {method} {path}{form}. docs/SUPPORTED.md lists what it serves.")


@cache
def documented() -> RouteTable[None]:
    """What splunkd serves."""
    return RouteTable(_routes())


def _routes() -> Iterator[Route[None]]:
    for line in OTHERS.split("\n"):
        *methods, path = line.split() or ("",)
        for method in methods:
            yield Route(method, path, None)
    for collection in COLLECTIONS:
        for methods_, below in (*_OF_COLLECTIONS, *FRAMEWORK):
            for method in methods_.split():
                yield Route(method, collection + below, None)
    for path in LISTS:
        yield Route("GET", path, None)
        yield Route("GET", f"{path}/{{name}}", None)
