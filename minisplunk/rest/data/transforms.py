"""data/transforms/lookups and data/transforms/extractions: the stanzas of transforms.conf, by their two kinds.

REST API Reference, "Knowledge endpoint descriptions"; contents as a third party measured them on 10.6, where an update
of an extraction resets the settings that it does not name, and SOURCE_KEY, which the reference requires, is _raw where
it is not given.

[unverified]: an update of a lookup leaves the settings that it does not name; a lookup whose file is missing is listed,
without columns; the texts of the refusals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from ...conf import Conf, Stanza
from ...conf.objects import NOBODY, ConfObject
from ...conf.parser import TRUE
from ...conf.transforms import SOURCES, is_lookup, names_transform
from ...errors import NotFound
from ...lookups.catalog import file_of
from ...lookups.csv import header
from ...lookups.definition import MAX_MATCHES
from ...lookups.kvstore import columns_of
from ..eai import Content, Entry
from ..eai.acl import acl_routes
from ..eai.arguments import flag, number_setting
from ..eai.collection import routes
from ..eai.namespaces import views_of
from ..eai.shape import Shape
from ..eai.stanzas import Change, StanzaStore
from ..http import HttpError, Request
from ..http.faults import missing_argument
from ..instance import Splunkd

CONF = "transforms"
_EXTRACTION: Mapping[str, Content] = {
    "CAN_OPTIMIZE": True,
    "CLEAN_KEYS": True,
    "DEFAULT_VALUE": "",
    "DEPTH_LIMIT": "1000",
    "DEST_KEY": "",
    "FORMAT": "",
    "KEEP_EMPTY_VALS": False,
    "LOOKAHEAD": "4096",
    "MATCH_LIMIT": "100000",
    "MV_ADD": False,
    "REGEX": "",
    "SOURCE_KEY": "_raw",
    "WRITE_META": "False",
}
"""What is shown of every transform, and with which values where nothing is said."""
_LOOKUP: Mapping[str, Content] = {
    **_EXTRACTION,
    "case_sensitive_match": True,
    "collection": "",
    "default_match": "",
    "external_cmd": "",
    "external_type": "",
    "fields_list": "",
    "filename": "",
    "match_type": "",
    "replicate_delta": False,
}
_OF_TIMES = ("time_field", "time_format", "max_offset_secs", "min_offset_secs")
_KINDS = {"kvstore": "kvstore", "geo": "geo", "geo_hex": "geo"}
"""The type that is shown of a lookup that has no file, by its external_type; `external` for the others."""
LOOKUPS = Shape(
    "data/transforms/lookups",
    title="transforms-lookup",
    optional=(
        *(*SOURCES, *_OF_TIMES, "case_sensitive_match", "default_match", "disabled", "fields_list", "filter"),
        *("index_fields_list", "match_type", "max_matches", "min_matches", "replicate_delta"),
    ),
    flags=frozenset({"case_sensitive_match", "disabled", "replicate_delta"}),
    reads={"max_matches": number_setting, "min_matches": number_setting, "max_offset_secs": number_setting},
)
EXTRACTIONS = Shape(
    "data/transforms/extractions",
    title="transforms-extract",
    optional=(
        *("CAN_OPTIMIZE", "CLEAN_KEYS", "DELIMS", "FIELDS", "FORMAT", "KEEP_EMPTY_VALS", "MV_ADD", "REGEX"),
        *("SOURCE_KEY", "disabled"),
    ),
    flags=frozenset({"CAN_OPTIMIZE", "CLEAN_KEYS", "KEEP_EMPTY_VALS", "MV_ADD", "disabled"}),
)


class LookupStore(StanzaStore):
    """Stanzas that say where the rows of a lookup come from."""

    def belongs(self, stanza: Stanza) -> bool:
        return is_lookup(stanza)

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[ConfObject], Entry]:
        """`getsize` asks for the size of the file."""
        sized = request.method == "GET" and flag(request, "getsize")

        def entry(item: ConfObject) -> Entry:
            content = {**self.content(item), **_of_file(splunkd, request, item, sized)}
            return self.entry(splunkd, request, item, content)

        return entry

    def content(self, item: ConfObject) -> dict[str, Content]:
        stanza = item.stanza
        kind = "file" if stanza.get("filename") and not stanza.get("external_cmd") else "external"
        return {
            **_shown(stanza, _LOOKUP),
            **super().content(item),
            "max_matches": stanza.integer("max_matches", 1 if stanza.get("time_field") else MAX_MATCHES, strict=False),
            "min_matches": stanza.integer("min_matches", strict=False),
            "type": _KINDS.get(stanza.get("external_type").lower(), kind),
        }

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        if change.now is None and not any(change.settings.get(key) for key in SOURCES):
            raise HttpError(400, f"A lookup needs one of {', '.join(SOURCES)}.")
        return change.settings


class ExtractionStore(StanzaStore):
    """Stanzas that take fields out of a text."""

    def is_entry(self, stanza: str) -> bool:
        """Others belong to other endpoints."""
        return names_transform(stanza)

    def belongs(self, stanza: Stanza) -> bool:
        return not is_lookup(stanza)

    def content(self, item: ConfObject) -> dict[str, Content]:
        return {**_shown(item.stanza, _EXTRACTION), **super().content(item)}

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        if change.settings.keys() != {"disabled"} and not (
            change.settings.get("REGEX") or change.settings.get("DELIMS")
        ):
            raise missing_argument("REGEX")
        return change.settings

    def write(self, splunkd: Splunkd, request: Request, change: Change, settings: Mapping[str, str]) -> None:
        """An update sets the extraction anew, unless it switches it on or off."""
        if change.now is None or settings.keys() == {"disabled"}:
            super().write(splunkd, request, change, settings)
            return
        written = splunkd.splunk.layers.local(change.to).get(CONF, Conf()).stanzas.get(change.name)
        reset: dict[str, str | None] = {}
        for key in self.shape.settings() - settings.keys():
            if written is not None and key in written.settings:
                reset[key] = None
            elif change.now.get(key) and _text(_EXTRACTION.get(key)) != _text(_value(change.now, key)):
                reset[key] = _text(_EXTRACTION.get(key))
        splunkd.splunk.change(change.to.app, CONF, change.name, {**reset, **settings}, user=change.to.user)


def _shown(stanza: Stanza, defaults: Mapping[str, Content]) -> dict[str, Content]:
    return {key: _value(stanza, key) if stanza.get(key) else default for key, default in defaults.items()}


def _value(stanza: Stanza, key: str) -> Content:
    text = stanza.get(key)
    return text.lower() in TRUE if key in LOOKUPS.flags | EXTRACTIONS.flags else text


def _text(value: Content) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value or "")


def _of_file(splunkd: Splunkd, request: Request, item: ConfObject, sized: bool) -> dict[str, Content]:
    """The columns of a lookup, as far as they are known: those of its file, or those that it names; and how large the
    file is."""
    path = _path(splunkd, request, item)
    columns = (header(path) if path is not None else None) or columns_of(item.stanza) or None
    size: dict[str, Content] = {"size": path.stat().st_size} if sized and path is not None and path.is_file() else {}
    return {"fields_array": columns, "fields_list": ",".join(columns or ()), **size}


def _path(splunkd: Splunkd, request: Request, item: ConfObject) -> Path | None:
    with suppress(NotFound):
        view = views_of(splunkd, request)(item.level.app, item.level.user or NOBODY)
        return view.lookup_file(file_of(item.name, item.stanza))
    return None


_LOOKUPS, _EXTRACTIONS = LookupStore(LOOKUPS, CONF), ExtractionStore(EXTRACTIONS, CONF)
ROUTES = (
    *routes(_LOOKUPS),
    *acl_routes(_LOOKUPS),
    *routes(_EXTRACTIONS),
    *acl_routes(_EXTRACTIONS),
)
