"""What an index says of itself: its settings, as conf files have them or as they are by default, and what is in it.

Defaults are those of indexes.conf.spec. [unverified]: which of them are numbers in JSON.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timezone

from ...conf.parser import DEFAULT, Stanza
from ...engine import Splunk
from ...store import Totals
from ..eai import Content

DEFAULTS: dict[str, Content] = {
    "assureUTF8": False,
    "bucketRebuildMemoryHint": "auto",
    "coldPath": "$SPLUNK_DB/{}/colddb",
    "coldToFrozenDir": "",
    "coldToFrozenScript": "",
    "compressRawdata": True,
    "datatype": "event",
    "defaultDatabase": "main",
    "enableOnlineBucketRepair": True,
    "enableRealtimeSearch": True,
    "frozenTimePeriodInSecs": 188_697_600,
    "homePath": "$SPLUNK_DB/{}/db",
    "indexThreads": "auto",
    "maxBloomBackfillBucketAge": "30d",
    "maxConcurrentOptimizes": 6,
    "maxDataSize": "auto",
    "maxHotBuckets": "auto",
    "maxHotIdleSecs": 0,
    "maxHotSpanSecs": 7_776_000,
    "maxMemMB": 5,
    "maxMetaEntries": 1_000_000,
    "maxRunningProcessGroups": 8,
    "maxTimeUnreplicatedNoAcks": 300,
    "maxTimeUnreplicatedWithAcks": 60,
    "maxTotalDataSizeMB": 500_000,
    "maxWarmDBCount": 300,
    "memPoolMB": "auto",
    "minRawFileSyncSecs": "disable",
    "minStreamGroupQueueSize": 2_000,
    "partialServiceMetaPeriod": 0,
    "processTrackerServiceInterval": 1,
    "quarantineFutureSecs": 2_592_000,
    "quarantinePastSecs": 77_760_000,
    "rawChunkSizeBytes": 131_072,
    "repFactor": "0",
    "rotatePeriodInSecs": 60,
    "serviceMetaPeriod": 25,
    "suppressBannerList": "",
    "sync": 0,
    "syncMeta": True,
    "thawedPath": "$SPLUNK_DB/{}/thaweddb",
    "throttleCheckPeriod": 15,
    "tstatsHomePath": "volume:_splunk_summaries/$_index_name/datamodel_summary",
    "warmToColdScript": "",
}
"""{} is the folder of the index. Numbers and booleans are such in JSON too."""
PATHS = ("coldPath", "homePath", "thawedPath")
SETTINGS = (*DEFAULTS, "disabled")
_DATABASE = "$SPLUNK_DB"


def is_index(stanza: str) -> bool:
    """Other stanzas are [default], volumes and provider families."""
    return ":" not in stanza and stanza != DEFAULT


def paths(name: str) -> dict[str, str]:
    """Where Splunk would keep an index; here all events are in one database."""
    return {key: str(DEFAULTS[key]).format("defaultdb" if name == "main" else name) for key in PATHS}


def defaults(name: str) -> dict[str, Content]:
    return {**DEFAULTS, **paths(name), "disabled": False}


def is_number(setting: str) -> bool:
    return type(DEFAULTS.get(setting)) is int


def content(splunk: Splunk, stanza: Stanza, totals: Mapping[str, Totals]) -> dict[str, Content]:
    """`totals`: of all indexes. The size of one is its share of the database, by events."""
    shown = {key: _typed(stanza, key, value) for key, value in defaults(stanza.name).items()}
    database = str(splunk.folder / "var")
    for key in PATHS:
        shown[f"{key}_expanded"] = str(shown[key]).replace(_DATABASE, database)
    own, whole = totals.get(stanza.name, Totals()), sum(total.events for total in totals.values())
    size = math.ceil(splunk.store.size() * own.events / whole / (1 << 20)) if own.events else 0
    return {
        **shown,
        "currentDBSizeMB": str(size),
        "isInternal": stanza.name.startswith("_"),
        "isReady": True,
        "isVirtual": False,
        "maxTime": _iso(own.latest),
        "minTime": _iso(own.earliest),
        "totalEventCount": own.events,
    }


def _typed(stanza: Stanza, key: str, default: Content) -> Content:
    if isinstance(default, bool):
        return stanza.flag(key, default)
    if isinstance(default, int):
        return stanza.integer(key, default)
    return stanza.get(key) or default


def _iso(moment: int | None) -> str:
    """Microseconds since the epoch as `2026-01-31T13:45:00+0000`; nothing for none."""
    if moment is None:
        return ""
    return datetime.fromtimestamp(moment // 1_000_000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S%z")
