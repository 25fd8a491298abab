"""data/index-volumes and data/indexes-extended: where indexes would lie, and what of them is on disk.

REST API Reference, "Introspection endpoint descriptions". minisplunk keeps all events in one database, and no volume
has a use; an index has no buckets, and its size is its share of the database.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..eai import Content
from ..eai.single import Single, routes_of
from ..instance import Splunkd
from .index_content import content, is_index

_PREFIX = "volume:"


def volumes(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    stanzas = splunkd.splunk.contexts.everywhere.conf("indexes").stanzas
    return {
        name.removeprefix(_PREFIX): {key: setting.value for key, setting in stanzas[name].settings.items()}
        for name in sorted(stanzas)
        if name.startswith(_PREFIX)
    }


def extended(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    splunk = splunkd.splunk
    stanzas, totals = splunk.contexts.everywhere.conf("indexes").stanzas, splunk.store.counts()
    return {name: _extended(content(splunk, stanzas[name], totals)) for name in sorted(stanzas) if is_index(name)}


def _extended(shown: Mapping[str, Content]) -> Mapping[str, Content]:
    return {
        "bucket_dirs": {},
        "isInternal": shown["isInternal"],
        "maxTime": shown["maxTime"],
        "minTime": shown["minTime"],
        "total_size": shown["currentDBSizeMB"],
        "totalEventCount": shown["totalEventCount"],
    }


ROUTES = routes_of(
    (
        Single("data/index-volumes", "index-volumes", volumes, "list_introspection"),
        Single("data/indexes-extended", "indexes-extended", extended, "list_introspection"),
    )
)
