"""data/transforms/metric-schema and data/transforms/statsdextractions: how logs and StatsD lines become metrics.

REST API Reference, "Knowledge endpoint descriptions"; contents as a third party measured them on 10.6, where a name is
taken with and without the prefix of the stanza. Such a definition counts once a source type names it, which minisplunk
does not support: it makes metrics of HEC's measurements alone, and says so of that source type.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...conf.objects import ConfObject
from ...dataclass import dataclass
from ...functions.regex import RegexError, compile_regex
from ..eai import Content
from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.shape import USUAL, Shape, capabilities
from ..eai.stanzas import Change, StanzaStore
from ..http import HttpError, Request
from ..http.faults import missing_argument
from ..instance import Splunkd

_MEASURES, _PREFIX = "field_names", "metric_name_prefix"
_SETTINGS = {
    _MEASURES: "METRIC-SCHEMA-MEASURES",
    "blacklist_dimensions": "METRIC-SCHEMA-BLACKLIST-DIMS",
    "whitelist_dimensions": "METRIC-SCHEMA-WHITELIST-DIMS",
}
"""What the setting of each argument is called."""
_REGEX, _REMOVE = "REGEX", "REMOVE_DIMS_FROM_METRIC_NAME"
SCHEMAS = Shape(
    "data/transforms/metric-schema",
    title="metric-schema-transforms",
    required=(_MEASURES,),
    optional=("blacklist_dimensions", "whitelist_dimensions", _PREFIX),
    endpoints=[name for name in USUAL if name not in ("switch", "update")],
    capabilities=capabilities("edit_metric_schema"),
)
STATSD = Shape(
    "data/transforms/statsdextractions",
    title="transforms-statsd",
    required=(_REGEX,),
    optional=(_REMOVE, "disabled"),
    flags=frozenset({_REMOVE, "disabled"}),
    capabilities=capabilities("edit_statsd_transforms"),
)


@dataclass(frozen=True)
class TransformStore(StanzaStore):
    """Stanzas of transforms.conf of one kind, which is what their names begin with."""

    kind: str = ""

    def stanza(self, name: str) -> str:
        return self.kind + name.removeprefix(self.kind)

    def is_entry(self, stanza: str) -> bool:
        return stanza.startswith(self.kind) and stanza != self.kind


class SchemaStore(TransformStore):
    """Which fields of a log are measures, and which dimensions there are."""

    def content(self, item: ConfObject) -> dict[str, Content]:
        settings = item.stanza.settings.values()
        shown = {one.key: one.value for one in settings if one.key.startswith(tuple(_SETTINGS.values()))}
        return {**super().content(item), **shown}

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        if not change.settings[_MEASURES].strip():
            raise missing_argument(_MEASURES)
        prefix = change.settings.get(_PREFIX, "")
        after = f"-{prefix}" if prefix else ""
        return {f"{key}{after}": change.settings[name] for name, key in _SETTINGS.items() if name in change.settings}


class StatsdStore(TransformStore):
    """Which parts of a metric's name are dimensions."""

    def content(self, item: ConfObject) -> dict[str, Content]:
        return {_REMOVE: True, **super().content(item)}

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        if _REGEX in change.settings:
            try:
                named = compile_regex(change.settings[_REGEX]).names
            except RegexError as error:
                raise HttpError(400, f"{_REGEX}: {error}") from error
            if not named:
                raise HttpError(400, f"{_REGEX}: the regular expression has no named group, so it extracts nothing")
        return change.settings


STORES = (
    SchemaStore(SCHEMAS, "transforms", kind="metric-schema:"),
    StatsdStore(STATSD, "transforms", kind="statsd-dims:"),
)
ROUTES = tuple(route for store in STORES for route in (*routes(store), *acl_routes(store)))
