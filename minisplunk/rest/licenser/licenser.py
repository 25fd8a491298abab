"""licenser/: one valid stack, whose one licence allows all that there is, and whose one pool is this server's.

REST API Reference, "License endpoint descriptions". minisplunk asks for no licence; what is said here is what clients
look for before they use what needs one in Splunk, so the quota is more than a store can hold.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..eai import Content
from ..eai.single import Single, routes_of
from ..instance import Splunkd

_QUOTA = 1 << 50
"""Bytes a day."""
_ENTERPRISE, _STACK, _POOL = "Enterprise", "enterprise", "auto_generated_pool_enterprise"
_READ = "license_edit"
_FOREVER = 2_147_483_647  # as licences that do not expire say when they do
_FEATURES = (
    *("Acceleration", "AdvancedSearchCommands", "AdvancedXML", "Alerting", "AllowDuplicateKeys", "Auth", "CustomRoles"),
    *("DeployClient", "DeployServer", "DistSearch", "FwdData", "KVStore", "LDAPAuth", "LocalSearch", "MultifactorAuth"),
    *("RcvData", "RcvSearch", "ResetWarnings", "ScheduledAlerts", "ScheduledReports", "ScheduledSearch", "SplunkWeb"),
)
Entries = Mapping[str, Mapping[str, Content]]


def groups(splunkd: Splunkd) -> Entries:
    names = (_ENTERPRISE, "Forwarder", "Free", "Lite", "Trial")
    return {
        name: {"is_active": name == _ENTERPRISE, "stack_ids": (_STACK,) if name == _ENTERPRISE else ()}
        for name in names
    }


def licenses(splunkd: Splunkd) -> Entries:
    content: dict[str, Content] = {
        "creation_time": 0,
        "expiration_time": _FOREVER,
        "features": _FEATURES,
        "group_id": _ENTERPRISE,
        "label": "minisplunk",
        "license_hash": _hash(splunkd),
        "max_violations": 45,
        "quota": _QUOTA,
        "sourcetypes": (),
        "stack_id": _STACK,
        "status": "VALID",
        "subgroup_id": "Production",
        "type": _STACK,
        "window_period": 60,
    }
    return {_hash(splunkd): content}


def stacks(splunkd: Splunkd) -> Entries:
    return {_STACK: {"label": "minisplunk", "max_violations": 45, "quota": _QUOTA, "type": _STACK, "window_period": 60}}


def pools(splunkd: Splunkd) -> Entries:
    content: dict[str, Content] = {
        "description": "",
        "effective_quota": _QUOTA,
        "is_catch_all": True,
        "peers_usage_bytes": {splunkd.info.guid: 0},
        "quota": "MAX",
        "slaves_usage_bytes": {splunkd.info.guid: 0},
        "stack_id": _STACK,
        "used_bytes": 0,
    }
    return {_POOL: content}


def peers(splunkd: Splunkd) -> Entries:
    guid = splunkd.info.guid
    content: dict[str, Content] = {
        "active_pool_ids": (_POOL,),
        "label": splunkd.info.server_name,
        "pool_ids": (_POOL,),
        "stack_ids": (_STACK,),
        "warning_count": 0,
    }
    return {guid: content}


def local_peer(splunkd: Splunkd) -> Entries:
    guid = splunkd.info.guid
    content: dict[str, Content] = {
        "features": dict.fromkeys(_FEATURES, "ENABLED"),
        "guid": (guid,),
        "last_manager_contact_success_time": int(splunkd.started),
        "last_master_contact_success_time": int(splunkd.started),
        "license_keys": (_hash(splunkd),),
        "manager_guid": guid,
        "manager_uri": "self",
        "master_guid": guid,
        "master_uri": "self",
        "peer_id": guid,
        "peer_label": splunkd.info.server_name,
        "slave_id": guid,
        "slave_label": splunkd.info.server_name,
    }
    return {"license": content}


def messages(splunkd: Splunkd) -> Entries:
    return {}


def usage(splunkd: Splunkd) -> Entries:
    """minisplunk counts nothing: who asks for a licence's use is told that there is none."""
    return {"license_usage": {"peers_usage_bytes": 0, "quota": _QUOTA, "slaves_usage_bytes": 0}}


def _hash(splunkd: Splunkd) -> str:
    """The id of the licence: as long as Splunk's, and this server's own."""
    return (splunkd.info.guid.replace("-", "") * 2).upper()


ROUTES = routes_of(
    (
        Single("licenser/groups", "licensergroups", groups, _READ),
        Single("licenser/licenses", "licenserlicenses", licenses, _READ),
        Single("licenser/localpeer", "licenserlocalpeer", local_peer, _READ),
        Single("licenser/localslave", "licenserlocalslave", local_peer, _READ),
        Single("licenser/messages", "licensermessages", messages, _READ),
        Single("licenser/peers", "licenserpeers", peers, _READ),
        Single("licenser/pools", "licenserpools", pools, _READ),
        Single("licenser/slaves", "licenserslaves", peers, _READ),
        Single("licenser/stacks", "licenserstacks", stacks, _READ),
        Single("licenser/usage", "licenserusage", usage, _READ),
    )
)
