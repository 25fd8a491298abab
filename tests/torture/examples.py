"""What is right for arguments of a name; and forms that come far at endpoints whose shape does not say what they need.

An endpoint that is not here is attacked nonetheless; this is for reaching what lies behind the first checks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from .served import PASSWORD

THING = "thing"
"""The name of all that is made, so that what one request makes is there for the next."""
FILE = f"{THING}.csv"
CHANNEL = "11111111-1111-1111-1111-111111111111"
SEARCH = "search index=* | head 3"

VALUES: Mapping[str, tuple[str, ...]] = {
    "name": (THING,),
    "id": (THING,),
    "search": (SEARCH, "| makeresults count=3 | eval a=1", "name=thing"),
    "q": (SEARCH,),
    "output_mode": ("json", "xml", "csv", "raw", "json_rows", "json_cols", "atom"),
    "exec_mode": ("normal", "blocking", "oneshot"),
    "max_time": ("1",),
    "password": (PASSWORD, "other-password"),
    "roles": ("user", "power"),
    "defaultApp": ("search",),
    "imported_roles": ("user",),
    "capabilities": ("search",),
    "sharing": ("app", "user", "global"),
    "owner": ("nobody", "admin"),
    "app": ("search", THING),
    "user": ("nobody", "admin"),
    "perms.read": ("*", "admin,power"),
    "perms.write": ("*", "admin"),
    "cron_schedule": ("0 0 1 1 *", "*/5 * * * *"),
    "eai:data": ("<dashboard version='1.1'><label>a</label></dashboard>",),
    "earliest_time": ("-1h@h", "0", "2026-01-01T00:00:00.000+00:00"),
    "latest_time": ("now", "+1d"),
    "time": ("now", "-1d@d"),
    "index": ("main", "_internal", THING),
    "datatype": ("event", "metric"),
    "query": ('{"a":1}', '{"$or":[{"a":{"$gt":1}},{"d":{"$ne":null}}]}'),
    "sort": ("a:1,d:-1",),
    "fields": ("a,_key:0", "a:1"),
    "filename": ("0",),
    "definition": ("index=main",),
    "args": ("x,y",),
    "severity": ("warn", "info"),
    "sort_dir": ("asc", "desc"),
    "sort_key": ("name", "sid"),
    "sort_mode": ("auto", "num", "alpha"),
    "REGEX": ("(?<a>b)",),
    "SOURCE_KEY": ("_raw",),
}
"""By the name of an argument; others get any of `ANY`."""
ANY = ("1", "0", "true", "5", THING, "main", "search", "*", "a=b", "60", "admin", "")

_JOB: tuple[Mapping[str, str], ...] = (
    {"search": SEARCH, "id": THING, "status_buckets": "10"},
    {"search": "| makeresults count=9 | stats count by _time", "id": THING},
    {"search": f"| makeresults | eval a=1 | outputlookup {FILE}", "exec_mode": "oneshot", "output_mode": "json"},
    {"search": "| makeresults | eval a=1", "exec_mode": "blocking", "max_time": "1", "timeout": "60"},
)
_EXPORT = ({"search": "| makeresults count=3", "output_mode": "csv"}, {"search": SEARCH, "preview": "0"})
_PARSER = ({"q": "search a | eval b=1 | stats count by b", "output_mode": "json"}, {"q": SEARCH, "parse_only": "1"})
_CONTROL = (
    *({"action": action} for action in ("pause", "unpause", "finalize", "cancel", "touch", "save", "unsave")),
    {"action": "setttl", "ttl": "60"},
    {"action": "setpriority", "priority": "5"},
)
_RESULTS = (
    {"output_mode": "json", "count": "2", "f": "a"},
    {"output_mode": "csv", "search": "| head 1", "offset": "1"},
    {"output_mode": "xml", "field_list": "_time,a"},
)
FORMS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "auth/login": ({"username": "admin", "password": PASSWORD},),
    "authentication/users": ({"name": THING, "password": PASSWORD, "roles": "user"},),
    "authentication/users/{name}": ({"roles": "power", "realname": "a"},),
    "apps/local": ({"name": THING, "label": "a"},),
    "search/jobs": _JOB,
    "search/v2/jobs": _JOB,
    "search/jobs/export": _EXPORT,
    "search/v2/jobs/export": _EXPORT,
    "search/parser": _PARSER,
    "search/v2/parser": _PARSER,
    "search/timeparser": ({"time": "-1d@d"}, {"time": "now", "output_time_format": "%F %T"}),
    "/control": _CONTROL,
    "/results": _RESULTS,
    "/results_preview": _RESULTS,
    "/events": _RESULTS,
    "/acl": ({"sharing": "app", "owner": "nobody", "perms.read": "*"}, {"sharing": "user", "owner": "admin"}),
    "/move": ({"app": "search", "user": "nobody"}, {"app": THING, "user": "nobody"}),
    "/dispatch": ({"trigger_actions": "1"}, {"dispatch.now": "now", "force_dispatch": "1"}),
    "/reschedule": ({"schedule_time": "+5s"}, {"schedule_time": "1800000000"}),
    "/suppress": ({"expiration": "60"},),
    "saved/searches": (
        {"name": THING, "search": SEARCH, "is_scheduled": "1", "cron_schedule": "0 0 1 1 *"},
        {"name": THING, "search": SEARCH, "alert_type": "number of events", "alert_comparator": "greater than"},
    ),
    "data/inputs/http": ({"name": THING, "useACK": "1", "token": CHANNEL, "index": "main"},),
    "data/props/lookups": (
        {"name": THING, "stanza": THING, "transform": THING, "overwrite": "1", "lookup.field.input.a": "b"},
    ),
    "data/props/lookups/{name}": ({"transform": THING, "overwrite": "1", "lookup.field.input.a": "b"},),
    "data/transforms/extractions/{name}": ({"REGEX": "(?<a>c)", "FORMAT": "b::$1"},),
    "data/ui/times": ({"name": THING, "label": "a"},),
    "data/transforms/extractions": ({"name": THING, "REGEX": "(?<a>b)", "SOURCE_KEY": "_raw"},),
    "data/transforms/lookups": ({"name": THING, "filename": FILE},),
    "messages": ({"name": THING, "value": "a", "severity": "warn"},),
    "properties": ({"__conf": THING},),
    "properties/{conf}": ({"__stanza": THING},),
    "properties/{conf}/{stanza}": ({"search": "index=main"},),
    "properties/{conf}/{stanza}/{key}": ({"value": "index=main"},),
    "storage/collections/config": ({"name": THING},),
}
"""By the path of a route, or its last part."""

NAMES: Mapping[str, str] = {
    "data/lookup-table-files": FILE,
    "data/props/lookups": f"{THING} : LOOKUP-{THING}",
    "alerts/alert_actions": "email",
}
"""Names in a path that are no THING, by how the path begins."""
PLACES: Mapping[str, tuple[str, ...]] = {
    "conf": ("savedsearches", "props", "macros", THING),
    "key": (THING, "search"),
}
"""Other placeholders than names."""

_DOCUMENT = {"_key": THING, "a": [1, None, {"b": "c"}], "d": 1.5}
BODIES = (
    json.dumps(_DOCUMENT),
    json.dumps([_DOCUMENT, {"_key": "other"}]),
    json.dumps([{"query": {"a": 1}, "sort": "a:1", "limit": 3}]),
    "2026-01-01T00:00:00Z an event\nand another",
    "<view version='1.1'><label a='b'>c</label></view>",
)
"""Where a body is no form."""
EVENTS = (
    json.dumps({"time": 1.5, "event": {"a": [1, None]}, "fields": {"b": "c"}, "index": "main"}) * 2,
    json.dumps([{"event": "a", "host": "h", "source": "s", "sourcetype": "t"}, {"event": {"b": True}}]),
    json.dumps({"event": "metric", "fields": {"metric_name:cpu": 1.5, "host": "h"}, "index": THING}),
    "one line\nanother\n2026-01-01T00:00:00Z a=1",
    '{"acks":[0,1,2]}',
)
"""What HEC gets."""
