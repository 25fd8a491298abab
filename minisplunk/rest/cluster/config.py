"""cluster/config and shcluster/config: this server is in no cluster.

REST API Reference, "Cluster endpoint descriptions"; values are the defaults of server.conf.spec, [clustering] and
[shclustering].
"""

from __future__ import annotations

from collections.abc import Mapping

from ..eai import Content
from ..eai.single import Single, routes_of
from ..instance import Splunkd


def indexers(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    content: dict[str, Content] = {
        "disabled": True,
        "guid": splunkd.info.guid,
        "heartbeat_timeout": 60,
        "master_uri": "",
        "mode": "disabled",
        "multisite": False,
        "register_replication_address": "",
        "replication_factor": 3,
        "search_factor": 2,
        "secret": "********",
        "site": "default",
    }
    return {"config": content}


def search_heads(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    content: dict[str, Content] = {
        "conf_deploy_fetch_url": "",
        "disabled": True,
        "heartbeat_timeout": 60,
        "id": "",
        "mode": "disabled",
        "replication_factor": 3,
        "shcluster_label": "",
    }
    return {"config": content}


ROUTES = routes_of(
    (
        Single("cluster/config", "clusterconfig", indexers),
        Single("shcluster/config", "shclusterconfig", search_heads),
    )
)
