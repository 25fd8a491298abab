"""The settings of conf files that set up a Splunk rather than a search: limits, roles, indexes, inputs and the rest."""

from .spec import SettingSpec, harmless, implemented, unsupported

_STORE = "where, how and how long events are kept; here they all stay"
_LIMITS = {
    "default": ("max_mem_usage_mb",),
    "kv": ("limit", "maxchars"),
    "spath": ("extraction_cutoff",),
    "iplocation": ("db_path",),
    "transactions": ("maxopentxn", "maxopenevents"),
    "lookup": ("max_matches",),
    "outputlookup": ("create_context",),
    "kvstore": (
        *("max_documents_per_batch_save", "max_queries_per_batch", "max_rows_per_query"),
        *("max_size_per_batch_result_mb", "max_size_per_batch_save_mb", "max_size_per_result_mb"),
    ),
    "subsearch": ("maxout", "maxtime"),
    "join": ("subsearch_maxout", "subsearch_maxtime"),
    "search": ("base_max_searches", "max_searches_per_cpu"),
    "scheduler": ("saved_searches_disabled",),
    "http_input": (
        *("max_content_length", "max_number_of_ack_channel", "max_number_of_acked_requests_pending_query"),
        "max_number_of_acked_requests_pending_query_per_ack_channel",
    ),
}
_AS_DELIVERED = {
    "kv": {"maxcols": "512"},
    "search": {
        "max_count": "500000",
        "max_macro_depth": "100",
        "max_subsearch_depth": "8",
        "max_tag_eventtype_depth": "8",
    },
    "searchresults": {"maxresultrows": "50000"},
    "stats": {"list_maxsize": "100", "maxvalues": "0", "maxvaluesize": "0"},
    "discretize": {"maxbins": "50000|0"},
    "makeresults": {"maxresultrows": "50000"},
    "top": {"maxresultrows": "50000"},
    "rare": {"maxresultrows": "50000"},
    "outputlookup": {"outputlookup_check_permission": "1|t|true|y|yes"},
}
"""Splunk's defaults (limits.conf.spec), which hold here too and cannot be changed; and two that are not Splunk's: who
may write a lookup is always checked, and HEC takes 64 MB at a time."""
_OF_MONGODB = (
    *("max_accelerations_per_collection", "max_fields_per_acceleration", "max_rows_in_memory_per_dump"),
    "max_threads_per_outputlookup",
)
_ANY_NUMBER = r"0|-1|"

LIMITS: tuple[SettingSpec, ...] = (
    *(row for stanza, keys in _LIMITS.items() for row in implemented(*keys, stanza=stanza)),
    *(
        row
        for stanza, defaults in _AS_DELIVERED.items()
        for key, value in defaults.items()
        for row in harmless("it is so here, always", key, values=value, stanza=stanza)
    ),
    *harmless("nothing is reported", "max_number_of_tokens", "metrics_report_interval", stanza="http_input"),
    *harmless("collections are not accelerated, and not dumped", *_OF_MONGODB, stanza="kvstore"),
    *unsupported("the limits that count here are listed", "<limit>"),
)

_ROLE = "role_<role>"
_QUOTAS = (
    *("cumulativeRTSrchJobsQuota", "cumulativeSrchJobsQuota", "enableQueuedSearchQuota", "queuedSearchQuota"),
    *("rtSrchJobsQuota", "srchMaxTime", "srchMinScheduleInterval"),
)
_ELSEWHERE = (
    *("defaultApp", "deleteIndexesAllowed", "federatedProviders", "fieldFilterExemption"),
    *("srchAllowAdvancedCron", "srchFederatedProvidersAllowed", "srchFederatedProvidersDefault", "srchFilterSelecting"),
)

AUTHORIZE: tuple[SettingSpec, ...] = (
    *implemented("srchIndexesAllowed", "srchIndexesDefault", "srchIndexesDisallowed", "importRoles", stanza=_ROLE),
    *implemented("grantableRoles", stanza=_ROLE, why="roles are edited with edit_roles alone"),
    *harmless("all events of an index are seen", "srchFilter", values=r"\*|", stanza=_ROLE),
    *harmless("no window is too long", "srchTimeWin", "srchTimeEarliest", values=_ANY_NUMBER, stanza=_ROLE),
    *unsupported("all events and fields of an index are seen", "fieldFilter-<field>"),
    *implemented("srchJobsQuota", "srchDiskQuota", stanza=_ROLE),
    *harmless("quotas are those of a user's jobs and results", *_QUOTAS, stanza=_ROLE),
    *harmless("there is nothing here that it is about", *_ELSEWHERE, stanza=_ROLE),
    *implemented("<capability>", stanza=_ROLE, why="endpoints ask for capabilities"),
    *implemented("disabled", "expiration", "ephemeralExpiration", stanza="tokens_auth"),
    *harmless("there is nothing here that it is about", "<setting>"),
)

INDEXES: tuple[SettingSpec, ...] = (
    *implemented("disabled"),
    *implemented("datatype", values="event|metric|", why="there are no others"),
    *implemented("metric.timestampResolution", values="s|ms|", why="there are no others"),
    *harmless(_STORE, "<option>"),
)

_OF_TOKENS = ("index", "host", "source", "sourcetype", "useACK")
_HEC, _TOKEN = "http", "http://<name>"
_OF_HEC = {
    "backpressureState": ("disabled|warn_at_80", "there are no others"),
    "ackExpiryMode": ("off|expire_at_90", "there are no others"),
    "headerEnforcementMode": ("off", "clients are not asked for the cookie of a load balancer"),
    "maxMemoryUsagePct": ("100", "bodies have a share of their own"),
}
"""Settings for all tokens. A token that inherits what is not done here is refused."""

INPUTS: tuple[SettingSpec, ...] = (
    *implemented("disabled", "token", "indexes", "allowQueryStringAuth", *_OF_TOKENS, stanza=_TOKEN),
    *implemented("customMetadataMode", values="disabled|query_string|", why="there are no others", stanza=_TOKEN),
    *implemented("disabled", "maxEventSize", *_OF_TOKENS, stanza=_HEC),
    *implemented("ackIdleCleanup", "maxIdleTime", "channel_cookie", "replyHeader.<name>", stanza=_HEC),
    *implemented("crossOriginSharingPolicy", "crossOriginSharingHeaders", stanza=_HEC),
    *(
        row
        for stanza in (_HEC, _TOKEN)
        for row in (
            *implemented("connection_host", values="none|ip|proxied_ip|", why="no name is looked up", stanza=stanza),
            *implemented("outputgroup", values="|", why="nothing is forwarded", stanza=stanza),
            *(
                row
                for key, (values, why) in _OF_HEC.items()
                for row in implemented(key, values=f"{values}|", why=why, stanza=stanza)
            ),
        )
    ),
    *harmless("it tells people what a token is for", "description", stanza=_TOKEN),
    *harmless("an event is on disk before its answer", "queueSize", "persistentQueueSize", stanza=_TOKEN),
    *harmless("minisplunk reads files that it is given, and HEC", "<option>"),
)

_AUTH = "splunk_auth"
_PASSWORDS = {
    "minPasswordLength": "8",
    **dict.fromkeys(("minPasswordDigit", "minPasswordLowercase", "minPasswordUppercase", "minPasswordSpecial"), "0"),
    **dict.fromkeys(("enablePasswordHistory", "expireUserAccounts", "forceWeakPasswordChange"), "0|false|f|no"),
}
"""Splunk's defaults (authentication.conf.spec), which hold here too and cannot be changed."""

AUTHENTICATION: tuple[SettingSpec, ...] = (
    *implemented("lockoutUsers", "lockoutAttempts", "lockoutThresholdMins", "lockoutMins", stanza=_AUTH),
    *(
        row
        for key, values in _PASSWORDS.items()
        for row in harmless("it is so here, always", key, values=values, stanza=_AUTH)
    ),
    *unsupported("passwords have eight characters, and no other rule", "<option>", stanza=_AUTH),
    *unsupported("users are not looked up elsewhere", "<option>"),
)

_NOT_READ = {
    "outputs": "nothing is forwarded",
    "server": "it sets up a server or a cluster",
    "web": "there is no Splunk Web",
    "web-features": "there is no Splunk Web",
    "ui-prefs": "there is no Splunk Web",
    "ui-tour": "there is no Splunk Web",
    "user-prefs": "there is no Splunk Web",
    "global-banner": "there is no Splunk Web",
    "viewstates": "there is no Splunk Web",
    "workflow_actions": "there is no Splunk Web",
    "visualizations": "there is no Splunk Web",
    "event_renderers": "there is no Splunk Web",
    "times": "there is no Splunk Web",
    "searchbnf": "it is help for a search assistant",
    "messages": "messages are worded as Splunk words them by default",
    "distsearch": "there is one search head, and no peer",
    "deploymentclient": "there is no deployment server",
    "serverclass": "there is no deployment server",
    "telemetry": "nothing is reported",
    "health": "it watches Splunk's own work",
    "audit": "it watches Splunk's own work",
    "checklist": "it watches Splunk's own work",
    "workload_pools": "how the work is split up changes no result",
    "workload_rules": "how the work is split up changes no result",
    "passwords": "no input or command reads it",
    "bookmarks": "there is no Splunk Web",
}
CANNOT = {
    "commands": "search commands written as scripts are not run",
    "restmap": "endpoints written as scripts are not served",
    "segmenters": "terms are split as Splunk splits them by default",
    "metric_alerts": "alerts are those of savedsearches.conf",
    "metric_rollups": "metric data points stay as they came",
    "federated": "there is one Splunk",
    "field_filters": "all fields of an event are seen",
}
"""Files whose settings have effects that minisplunk lacks."""
OTHER: dict[str, tuple[SettingSpec, ...]] = {
    **{conf: harmless(why, "<option>") for conf, why in _NOT_READ.items()},
    **{conf: unsupported(why, "<option>") for conf, why in CANNOT.items()},
}
