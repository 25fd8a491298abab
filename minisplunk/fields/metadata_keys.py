"""The keys of index time that say what kind of event one is (transforms.conf.spec, KEYS)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class MetadataKey(NamedTuple):
    """`field`: the default field that has the value; `prefix`: what the key has before it."""

    field: str
    prefix: str


METADATA_KEYS: Mapping[str, MetadataKey] = {
    "MetaData:Host": MetadataKey("host", "host::"),
    "MetaData:Source": MetadataKey("source", "source::"),
    "MetaData:Sourcetype": MetadataKey("sourcetype", "sourcetype::"),
    "_MetaData:Index": MetadataKey("index", ""),
}
