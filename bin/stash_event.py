"""The fields of an event and of the result it tells of in; the raw text of an event of source type stash out.

The shape is that of Enterprise Security's own: `<epoch>, search_name="...", key="value", ...`, keys in order, one pair
for each value, backslash and quotation mark escaped, and fields renamed that would clash with an event's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

Fields = Mapping[str, Sequence[str]]
"""Field -> its values."""

RENAMED = frozenset(
    {
        *("host", "source", "sourcetype", "index", "splunk_server", "linecount", "eventtype", "tag"),
        *("search_name", "event_id", "event_hash", "timestartpos", "timeendpos"),
    }
)
DROPPED = re.compile(r"_(?!bkt$|cd$|raw$|time$).*|date_.*|punct|sid|rid|orig_sid|orig_rid", re.DOTALL)
LINE_ENDS = re.compile(r"[\r\n]+")


def stash_event(time: float, search_name: str, own: Fields, result: Fields) -> str:
    """`own`: the fields of the event itself, which outrank those of the `result`."""
    fields = {event_field(name): values for name, values in result.items() if event_field(name)}
    fields.update(own)
    pairs = (pair for name in sorted(fields) for pair in _pairs(name, fields[name]))
    return ", ".join((str(int(time)), *_pairs("search_name", [search_name]), *pairs))


@lru_cache(maxsize=1024)
def event_field(name: str) -> str:
    """What a field of the result is called in the event; nothing for one that stays out of it."""
    if DROPPED.fullmatch(name):
        return ""
    if name in RENAMED or name.startswith("tag::"):
        return f"orig_{name}"
    return f"orig{name}" if name in {"_time", "_raw", "_bkt", "_cd"} else name


def escaped(value: str) -> str:
    """A value as it stands between quotation marks.

    Line ends become blanks: splunkd would break the event there, and a value that goes on with a time of its own would
    forge one.
    """
    if "\n" in value or "\r" in value:
        value = LINE_ENDS.sub(" ", value)
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _pairs(name: str, values: Iterable[str]) -> Iterator[str]:
    return (f'{name}="{escaped(value)}"' for value in values)
