"""The settings of savedsearches.conf."""

from .spec import SettingSpec, harmless, implemented, unknown, unsupported

OFF = r"0|false|f|no|n|"
_SHOWN = "only a user interface shows it"
_MOVED = "runs are neither moved nor held back: each begins when its schedule says so"
_ACTION_OFF = "it counts only when the action is on, which is not supported"
_CUSTOM = "with custom actions, whose scripts are run while `minisplunk serve` does"
_FIXED = "what an action runs is said by the app that defines it"
_ELSEWHERE = ("email", "rss", "script", "lookup", "summary_index", "summary_metric_index", "populate_lookup", "webhook")
_REAL_TIME = "real-time searches are refused"
_PEERS = "there is one search head, and no peer"
_ES = "Enterprise Security keeps it with the detection; no event holds it"
_RISK = ("_risk", "_risk_message", "_risk_object", "_risk_object_type", "_risk_score", "index")
_NOTABLE = (
    "rule_title",
    "rule_description",
    "next_steps",
    "recommended_actions",
    "severity",
    "security_domain",
    "default_owner",
    "default_status",
    "drilldown_searches",
    "nes_fields",
    "index",
)
_NOTABLE_KEPT = (
    "_entities",
    "drilldown_dashboards",
    "drilldown_name",
    "drilldown_search",
    "drilldown_earliest_offset",
    "drilldown_latest_offset",
    "investigation_type",
    "extract_artifacts",
    "mapfields",
)
_DETECTION = ("metadata", "detection_type", "related_searches")

_SEARCH = (
    *implemented("search", "args.<argument>", "disabled", "dispatch.earliest_time", "dispatch.latest_time"),
    *implemented("dispatch.index_earliest", "dispatch.index_latest", "dispatch.max_count", "dispatch.max_time"),
    *implemented("dispatch.ttl", "dispatch.auto_cancel", "dispatch.auto_pause", "dispatch.buckets"),
    *implemented("dispatchAs", why="of searches that are dispatched by the REST API", values="owner|user|"),
    *harmless(_SHOWN, "description", "is_visible", "displayview", "vsid", "embed.enabled"),
    *harmless(_SHOWN, "request.ui_dispatch_app", "request.ui_dispatch_view"),
    *harmless(_SHOWN, *(f"display.{page}.<option>" for page in ("general", "events", "statistics", "visualizations"))),
    *harmless(_SHOWN, "display.page.<option>"),
    *harmless("relative times, epoch times and ISO 8601 are read", "dispatch.time_format", values=r"%FT%T\.%Q%:z|"),
    *harmless("lookups are always on", "dispatch.lookups", values="1|true|t|yes|y|"),
    *harmless("every event is searched", "dispatch.sample_ratio", values="1|"),
    *harmless("how the work is split up changes no result", "dispatch.spawn_process", "dispatch.reduce_freq"),
    *harmless("how the work is split up changes no result", "schedule_as", "workload_pool"),
    *harmless(_PEERS, "dispatch.allow_partial_results", "dispatch.rate_limit_retry", "restart_on_searchpeer_add"),
    *harmless(_PEERS, "federated_providers", values=""),
    *harmless(
        _REAL_TIME,
        "dispatch.rt_backfill",
        "dispatch.indexedRealtime",
        "dispatch.indexedRealtimeOffset",
        "dispatch.indexedRealtimeMinSpan",
        "dispatch.rt_maximum_span",
        "skip_scheduled_realtime_idxc",
    ),
    *harmless("an acceleration changes no result", "auto_summarize", "auto_summarize.<option>"),
)

_SCHEDULING = (
    *implemented("enableSched", "cron_schedule", "realtime_schedule", why="while `minisplunk serve` runs"),
    *harmless(_MOVED, "schedule_priority", "schedule_window", "allow_skew", "max_concurrent"),
    *harmless(_PEERS, "defer_scheduled_searchable_idxc"),
    *harmless("the window is not moved by a skew", "allow_data_time_skew", values=OFF),
    *harmless("a search runs when its schedule says so", "run_on_startup", "run_n_times", values=OFF),
    *harmless("a run that fails is not repeated", "durable.track_time_type", values="none|"),
    *harmless("a run that fails is not repeated", "durable.lag_time", "durable.backfill_type"),
    *harmless("a run that fails is not repeated", "durable.max_backfill_intervals"),
    *unsupported("Splunk has cron_schedule in its place since 4.0", "schedule"),
)

_ALERTING = (
    *implemented("counttype", values="number of events|number of hosts|number of sources|custom|always|"),
    *implemented("relation", values="greater than|less than|equal to|not equal to|drops by|rises by|"),
    *implemented("quantity", values=r"\d*%?"),
    *implemented("alert_condition", "alert.digest_mode", "alert.severity", "actions"),
    *implemented("alert.suppress", "alert.suppress.period", "alert.suppress.fields"),
    *harmless("searches are throttled one by one", "alert.suppress.group_name", values=""),
    *implemented("alert.track", "alert.expires"),
    *harmless(_SHOWN, "alert.display_view", "alert.managedBy"),
    *harmless("which fields a search needs is worked out from all of it", "precalculate_required_fields_for_alerts"),
    *harmless("which fields a search needs is worked out from all of it", "calculate_alert_required_fields_in_search"),
    *harmless("Splunk has settings of the email action in its place", "sendresults", values=OFF),
    *unsupported(
        "Splunk has settings of actions in its place", "action_rss", "action_email", "role", "userid", "query"
    ),
)

_ENTERPRISE_SECURITY = (
    *implemented("action.risk", "action.notable", "action.correlationsearch.enabled", why="with the ES profile"),
    *implemented("action.correlationsearch.label", "action.correlationsearch.annotations"),
    *implemented(*(f"action.risk.param.{name}" for name in _RISK)),
    *implemented(*(f"action.notable.param.{name}" for name in _NOTABLE)),
    *harmless(_ES, "action.correlationsearch", *(f"action.correlationsearch.{name}" for name in _DETECTION)),
    *harmless(_ES, *(f"action.notable.param.{name}" for name in _NOTABLE_KEPT)),
    *implemented(*(f"action.{name}.{key}" for name in ("risk", "notable") for key in ("ttl", "track_alert"))),
    *harmless(
        "risk and notable take all results, in their own time",
        *(f"action.{name}.{key}" for name in ("risk", "notable") for key in ("maxresults", "maxtime")),
    ),
    *harmless("it sets how much is logged", "action.risk.param.verbose", "action.notable.param.verbose"),
    *harmless("results are handed over as they are", "action.<name>.forceCsvResults"),
    *harmless("documentation for Enterprise Security Content Update", "action.escu", "action.escu.<key>"),
    *unknown("action.risk.<parameter>", "action.notable.<parameter>", "action.correlationsearch.<parameter>"),
)

_ACTIONS = (
    *harmless("this action is not run", *(f"action.{name}" for name in (*_ELSEWHERE, "logevent")), values=OFF),
    *harmless(_ACTION_OFF, *(f"action.{name}.<parameter>" for name in (*_ELSEWHERE, "logevent"))),
    *unsupported(_FIXED, "action.<name>.alert.execute.<part>", "action.<name>.command", "action.<name>.is_custom"),
    *unsupported(_FIXED, "action.<name>.python.version", "action.<name>.python.required", "action.<name>.disabled"),
    *implemented(
        *(f"action.<name>.{key}" for key in ("param.<parameter>", "maxresults", "maxtime", "ttl", "track_alert")),
        *("action.<name>.hostname", "action.<name>.payload_format"),
        why=_CUSTOM,
    ),
    *harmless(_ACTION_OFF, "action.<name>.<parameter>"),
    *implemented("action.<name>", why=_CUSTOM),
)

ROWS: tuple[SettingSpec, ...] = (*_SEARCH, *_SCHEDULING, *_ALERTING, *_ENTERPRISE_SECURITY, *_ACTIONS)
