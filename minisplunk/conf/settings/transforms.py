"""The settings of transforms.conf."""

from .savedsearches import OFF
from .spec import SettingSpec, harmless, implemented, unsupported

_INDEX_TIME = "events are not routed, changed or dropped when indexed"
_SIZE = "lookup files are read whole"
_EXTERNAL = "lookups are CSV files"
_METRICS = "metric data points come in by HEC alone"

ROWS: tuple[SettingSpec, ...] = (
    *implemented("REGEX", "FORMAT", "DELIMS", "FIELDS", "MV_ADD", "CLEAN_KEYS", "KEEP_EMPTY_VALS"),
    *implemented("SOURCE_KEY", values=r"(?!fields?:|metadata:|_metadata:|_meta$|queue$).*", why="at search time"),
    *implemented("filename", "max_matches", "min_matches", "default_match", "case_sensitive_match"),
    *implemented("match_type", "time_field", "time_format", "max_offset_secs", "min_offset_secs", "filter"),
    *harmless("each field is extracted that a search needs", "CAN_OPTIMIZE"),
    *harmless("no field is extracted when events are indexed", "CAN_OPTIMIZE_IE"),
    *harmless("the regex engine has limits of its own", "MATCH_LIMIT", "DEPTH_LIMIT"),
    *harmless("it counts only when events are indexed", "LOOKAHEAD", "DEFAULT_VALUE", values=r"\d*"),
    *harmless("it counts only when events are indexed", "WRITE_META", "REPEAT_MATCH", values=OFF),
    *harmless("it counts only when events are indexed", "DEST_KEY", values=""),
    *unsupported(_INDEX_TIME, "CLONE_SOURCETYPE", "INGEST_EVAL"),
    *unsupported("the transforms of a list all run", "STOP_PROCESSING_IF"),
    *harmless(_SIZE, "max_duplicates", "index_fields_list", "batch_index_query", "allow_caching", "cache_size"),
    *harmless(_SIZE, "max_ext_batch", "replicate"),
    *harmless("who may write a lookup is always checked", "check_permission"),
    *harmless("lookups are not run backwards", "reverse_lookup_honor_case_sensitive_match"),
    *harmless("rows match in the order of the file", "cidr_priority", values="first_match|"),
    *harmless("only the python of external lookups", "python.version", "python.required"),
    *unsupported("the scripts and programs of apps are not run", "external_cmd"),
    *unsupported(_EXTERNAL, "external_type", "fields_list", "collection"),
    *unsupported("a place is not looked up in the shapes of a map", "feature_id_element"),
    *implemented("disabled"),
    *unsupported(_METRICS, "REMOVE_DIMS_FROM_METRIC_NAME", stanza="statsd-dims:<name>"),
    *(
        row
        for name in ("MEASURES", "BLACKLIST-DIMS", "WHITELIST-DIMS")
        for row in unsupported(_METRICS, f"METRIC-SCHEMA-{name}", f"METRIC-SCHEMA-{name}-<prefix>")
    ),
    *harmless(_INDEX_TIME, "<name>", stanza="accepted_keys"),
    *harmless("it is a measurement of Splunk's own work", "metrics.<option>", stanza="_ruleset:global_settings"),
)
