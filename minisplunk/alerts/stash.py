"""Result fields in, the raw text of a stash event out, as Enterprise Security writes risk and notable events.

The shape is that of real ones: `<epoch>, search_name="...", key="value", ...`; keys in order, one pair per value,
backslash and quotation mark escaped; fields that would clash with an event's own are renamed to orig_*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import lazy_re
from ..spl.quoting import quoted
from ..values import Value, texts

_RENAMED = frozenset(
    {
        *("host", "source", "sourcetype", "index", "splunk_server", "linecount", "eventtype", "tag"),
        *("search_name", "event_id", "event_hash", "timestartpos", "timeendpos"),
    }
)
_DROPPED = lazy_re.compile(r"_(?!bkt$|cd$|raw$|time$).*|date_.*|punct|sid|rid|orig_sid|orig_rid")


def stash_event(time: float, search_name: str, own: Mapping[str, Value], result: Mapping[str, Value]) -> str:
    """`own`: the fields of the event itself, written as they are; `result`: the fields of the result it tells of.

    A field of `own` wins over one of the same name in the result.
    """
    fields = {_name(name): value for name, value in result.items() if not _DROPPED.fullmatch(name)}
    fields |= own
    pairs = (pair for name in sorted(fields) for pair in _pairs(name, fields[name]))
    return ", ".join((str(int(time)), *_pairs("search_name", search_name), *pairs))


def _name(name: str) -> str:
    if name in _RENAMED or name.startswith("tag::"):
        return f"orig_{name}"
    return f"orig{name}" if name in ("_time", "_raw", "_bkt", "_cd") else name


def _pairs(name: str, value: Value) -> Iterator[str]:
    for text in texts(value):
        yield f"{name}={quoted(text)}"
