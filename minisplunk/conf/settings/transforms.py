"""The settings of transforms.conf."""

from .spec import SettingSpec, harmless, implemented, unsupported

_KEYS = "the keys of transforms.conf.spec; any other is carried and read by nothing else"
_SIZE = "lookup files are read whole"
_EXTERNAL = "lookups are CSV files or collections"
_METRICS = "metric data points come in by HEC alone"

ROWS: tuple[SettingSpec, ...] = (
    *implemented("REGEX", "FORMAT", "DELIMS", "FIELDS", "MV_ADD", "CLEAN_KEYS", "KEEP_EMPTY_VALS"),
    *implemented("SOURCE_KEY", "DEST_KEY", why=_KEYS),
    *implemented("WRITE_META", "REPEAT_MATCH", "LOOKAHEAD", "DEFAULT_VALUE", "CLONE_SOURCETYPE"),
    *implemented("INGEST_EVAL", why="indexed fields are texts, whatever type is asked for"),
    *implemented("STOP_PROCESSING_IF", why="it ends the work on an event in all lists"),
    *implemented("filename", "max_matches", "min_matches", "default_match", "case_sensitive_match"),
    *implemented("match_type", "time_field", "time_format", "max_offset_secs", "min_offset_secs", "filter"),
    *harmless("each field is extracted that a search needs", "CAN_OPTIMIZE"),
    *harmless("all fields of INDEXED_EXTRACTIONS are indexed", "CAN_OPTIMIZE_IE"),
    *implemented("MATCH_LIMIT", why="at search time; index-time ones have the limit of the engine"),
    *harmless("MATCH_LIMIT bounds a regular expression alone", "DEPTH_LIMIT"),
    *harmless(_SIZE, "max_duplicates", "index_fields_list", "batch_index_query", "allow_caching", "cache_size"),
    *harmless(_SIZE, "max_ext_batch", "replicate"),
    *harmless("who may write a lookup is always checked", "check_permission"),
    *harmless("lookups are not run backwards", "reverse_lookup_honor_case_sensitive_match"),
    *harmless("rows match in the order of the file", "cidr_priority", values="first_match|"),
    *harmless("only the python of external lookups", "python.version", "python.required"),
    *implemented("external_type", values="kvstore", why="lookups are CSV files or collections"),
    *implemented("collection", "fields_list"),
    *unsupported("the scripts and programs of apps are not run", "external_cmd"),
    *unsupported("a place is not looked up in the shapes of a map", "feature_id_element"),
    *implemented("disabled"),
    *unsupported(_METRICS, "REMOVE_DIMS_FROM_METRIC_NAME", stanza="statsd-dims:<name>"),
    *(
        row
        for name in ("MEASURES", "BLACKLIST-DIMS", "WHITELIST-DIMS")
        for row in unsupported(_METRICS, f"METRIC-SCHEMA-{name}", f"METRIC-SCHEMA-{name}-<prefix>")
    ),
    *harmless("any key is accepted", "<name>", stanza="accepted_keys"),
    *harmless("it is a measurement of Splunk's own work", "metrics.<option>", stanza="_ruleset:global_settings"),
)
