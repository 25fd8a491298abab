"""The names that are modifiers in a search expression, where other names are fields.

Search Reference, "Time modifiers", with its section "Other time modifiers". `earliest_time` and `latest_time` are not
listed there; recorded on a real Splunk, they act as `earliest` and `latest`.
"""

_UNITS = {"minutes": "m", "hours": "h", "days": "d", "months": "mon"}
AGO = {
    f"{side}{spelling}ago": (end, unit)
    for side, end in (("", "earliest"), ("start", "earliest"), ("end", "latest"))
    for spelling, unit in _UNITS.items()
}
"""With a number of units before now: which end, and the unit."""
UNLISTED = {"earliest_time": "earliest", "latest_time": "latest"}
ENDS = {
    **{name: name for name in ("earliest", "latest", "_index_earliest", "_index_latest")},
    **UNLISTED,
    **{name: end for name, (end, _) in AGO.items()},
    **dict.fromkeys(("starttime", "starttimeu"), "earliest"),
    **dict.fromkeys(("endtime", "endtimeu"), "latest"),
}
"""Which end of the time ranges a modifier sets."""
FORMAT = "timeformat"
UNSUPPORTED = frozenset(
    {
        # the page does not say where a span of time begins or ends
        *(f"searchtimespan{unit}" for unit in _UNITS),
        # and gives no syntax for a value of now
        *("now", "eventtypetag", "hosttag", "savedsearch", "savedsplunk", "splunk_server_group"),
    }
)
"""Time and search modifiers of the search command that are known of Splunk and not done here."""
MODIFIERS = frozenset({*ENDS, FORMAT, *UNSUPPORTED})
