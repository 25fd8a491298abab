"""Eval functions that Splunk 10.2 documents and minisplunk does not have, by the Search Reference's page."""

from __future__ import annotations

_PAGES = {
    "Bitwise functions": "bit_and bit_not bit_or bit_shift_left bit_shift_right bit_xor",
    "Comparison and Conditional functions": "lookup searchmatch",
    "Conversion functions": "ipmask printf toarray tobool todouble toint tomv toobject",
    "Informational functions": "isarray isobject",
    "JSON functions": """json json_append json_array json_array_to_mv json_delete json_entries json_extend json_extract
        json_extract_exact json_has_key_exact json_keys json_object json_set json_set_exact json_valid""",
    "Multivalue eval functions": "commands mv_to_json_array",
    "Statistical eval functions": "random",
    "Text functions": "spath",
}
UNSUPPORTED = frozenset(name for names in _PAGES.values() for name in names.split())
