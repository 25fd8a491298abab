"""The settings of props.conf."""

from .savedsearches import OFF
from .spec import SettingSpec, harmless, implemented, unsupported

ON = r"1|true|t|yes|y|"
_INPUTS = "minisplunk reads files that it is given; it watches no folders, and learns no source type"
_RULES = "of files that are given without a source type"
_FORWARDERS = "only forwarders read it"
_SHOWN = "only a user interface shows it"
_HEADERS = "where INDEXED_EXTRACTIONS is csv, tsv, psv or w3c"
_XML = "only XML_INDEXED_EXTRACTIONS_PIPELINE reads it, which is not supported itself"
_METRICS = "metric data points come in by HEC alone"

_INDEX_TIME = (
    *implemented("LINE_BREAKER", "TRUNCATE", "SHOULD_LINEMERGE", "BREAK_ONLY_BEFORE_DATE", "BREAK_ONLY_BEFORE"),
    *implemented("MUST_BREAK_AFTER", "MUST_NOT_BREAK_AFTER", "MUST_NOT_BREAK_BEFORE", "MAX_EVENTS"),
    *implemented("TIME_PREFIX", "TIME_FORMAT", "MAX_TIMESTAMP_LOOKAHEAD", "MAX_DAYS_AGO", "MAX_DAYS_HENCE", "TZ"),
    *implemented(
        "DATETIME_CONFIG", values="current|none|/etc/datetime.xml|", why="with no file of patterns of one's own"
    ),
    *implemented("CHARSET", why="of the character sets that Python knows; auto is UTF-8"),
    *implemented("sourcetype", why="by source", stanza="source::<source>"),
    *harmless("the whole stream is at hand", "LINE_BREAKER_LOOKBEHIND", "MAX_EXPECTED_EVENT_LINES"),
    *harmless("TIME_FORMAT decides alone", "MAX_DIFF_SECS_AGO", "MAX_DIFF_SECS_HENCE"),
    *harmless(
        "sub-seconds are kept; date_hour and the like are not made",
        "ADD_EXTRA_TIME_FIELDS",
        values="subseconds|all|" + ON,
    ),
    *harmless(
        "a time without a date takes the day of the event before",
        "DETERMINE_TIMESTAMP_DATE_WITH_SYSTEM_TIME",
        values=OFF,
    ),
    *harmless("the field punct is not made", "ANNOTATE_PUNCT"),
    *harmless("terms are split as [indexing] of segmenters.conf does", "SEGMENTATION", values="indexing|"),
    *harmless(_SHOWN, "SEGMENTATION-<choice>"),
    *implemented("HEADER_MODE", values="none|firstline|always|", why="directives say what events are, and no more"),
    *unsupported("zone names in events are read as Splunk reads them by default", "TZ_ALIAS"),
    *implemented("SEDCMD-<class>", "TRANSFORMS-<class>", "TRANSFORMS", "RULESET-<class>", "ROUTE_EVENTS_OLDER_THAN"),
    *harmless(_SHOWN, "RULESET_DESC-<class>"),
)

_STRUCTURED = (
    *implemented(
        "INDEXED_EXTRACTIONS",
        values="csv|tsv|psv|w3c|json|hec|none|xml|xmlkv|xmlkv-winevt|",
        why="XML has its fields indexed only where XML_INDEXED_EXTRACTIONS_PIPELINE is set",
    ),
    *harmless("how Splunk names the fields of XML is not documented", "XML_INDEXED_EXTRACTIONS_PIPELINE", values=""),
    *implemented(
        "PREAMBLE_REGEX",
        "FIELD_HEADER_REGEX",
        "HEADER_FIELD_LINE_NUMBER",
        "FIELD_DELIMITER",
        "HEADER_FIELD_DELIMITER",
        "HEADER_FIELD_ACCEPTABLE_SPECIAL_CHARACTERS",
        "FIELD_QUOTE",
        "HEADER_FIELD_QUOTE",
        "FIELD_NAMES",
        "MISSING_VALUE_REGEX",
        why=_HEADERS,
    ),
    *implemented("TIMESTAMP_FIELDS", why="with INDEXED_EXTRACTIONS"),
    *implemented("JSON_TRIM_BRACES_IN_ARRAY_NAMES", why="with INDEXED_EXTRACTIONS = json"),
    *harmless(
        _XML,
        "extraction_cutoff",
        "XML_IE_INCLUDE",
        "XML_IE_INCLUDE_MV",
        "XML_IE_EXCLUDE",
        "XML_IE_EXCLUDE_MV",
        "XML_IE_EXCLUDE_VALS",
        "XML_IE_SKIP_XML_ENCODED_VALS",
        "XML_IE_MAX_EXTRACTED_VALUE_SIZE",
    ),
    *harmless("headers are looked for where INDEXED_EXTRACTIONS says so", "CHECK_FOR_HEADER", values=OFF),
    *harmless("fields are extracted when they are searched, whichever are indexed", "OPTIMIZE_IE_EXTRACT", values=OFF),
    *unsupported(_METRICS, "METRICS_PROTOCOL", "STATSD-DIM-TRANSFORMS", "STATSD_EMIT_SINGLE_MEASUREMENT_FORMAT"),
    *unsupported(_METRICS, "METRIC-SCHEMA-TRANSFORMS"),
)

_SEARCH_TIME = (
    *implemented("EXTRACT-<class>", "REPORT-<class>", "FIELDALIAS-<class>", "EVAL-<field>", "LOOKUP-<class>"),
    *implemented(
        "KV_MODE", values="none|auto|auto_escaped|json|xml|multi|multi[:_].+|", why="any other mode counts as auto"
    ),
    *implemented("AUTO_KV_JSON", "KV_TRIM_SPACES", "MATCH_LIMIT", "priority"),
    *harmless("MATCH_LIMIT bounds a regular expression alone", "DEPTH_LIMIT"),
    *implemented("LOOKUP<class>", "lookup<class>", "Lookup<class>", why="as LOOKUP-<class>"),
    *harmless("only source types are renamed", "rename", stanza="source::<source>"),
    *harmless("only source types are renamed", "rename", stanza="host::<host>"),
    *implemented("rename"),
)

_INPUT = (
    *harmless(
        _INPUTS,
        "NO_BINARY_CHECK",
        "detect_trailing_nulls",
        "CHECK_METHOD",
        "initCrcLength",
        "invalid_cause",
        "is_valid",
        "unarchive_cmd",
        "unarchive_cmd_start_mode",
        "unarchive_sourcetype",
        "LEARN_SOURCETYPE",
        "LEARN_MODEL",
        "termFrequencyWeightedDist",
        "maxDist",
        "SOURCETYPE_NAME_RESTRICTED_CHARACTERS",
        "given_type",
    ),
    *harmless(_FORWARDERS, "EVENT_BREAKER_ENABLE", "EVENT_BREAKER", "LB_CHUNK_BREAKER", "LB_CHUNK_BREAKER_TRUNCATE"),
    *harmless(_FORWARDERS, "force_local_processing"),
    *implemented("PREFIX_SOURCETYPE", why=_RULES, stanza="too_small"),
    *harmless("only [too_small] has it", "PREFIX_SOURCETYPE"),
    *implemented("sourcetype", "MORE_THAN<share>", "LESS_THAN<share>", why=_RULES, stanza="rule::<rule>"),
    *implemented("sourcetype", "MORE_THAN<share>", "LESS_THAN<share>", why=_RULES, stanza="delayedrule::<rule>"),
    *harmless("it is a measurement of Splunk's own work", "trackPipelineLatency"),
    *harmless(_SHOWN, "description", "category", "pulldown_type", "_actions"),
    *harmless("Splunk does not read it in props.conf", "disabled"),
)

ROWS: tuple[SettingSpec, ...] = (*_INDEX_TIME, *_STRUCTURED, *_SEARCH_TIME, *_INPUT)
