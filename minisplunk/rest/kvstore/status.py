"""kvstore/status: whether the KV store can be used.

REST API Reference, KV store endpoint descriptions; as 10.6.0.5 answers it (panoramicdata/Splunk.Api, KvStoreTests.cs),
less what is about MongoDB. [unverified]: what it says of a store that cannot be opened.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..eai import Content
from ..eai.single import Single, routes_of
from ..instance import Splunkd


def status(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    current: Content = {
        "disabled": False,
        "guid": splunkd.info.guid,
        "replicationStatus": "KV store captain",
        "standalone": True,
        "status": "ready" if splunkd.splunk.kvstore.ready() else "failed",
    }
    return {"status": {"current": current}}


ROUTES = routes_of((Single("kvstore/status", "kvstore-status", status),))
