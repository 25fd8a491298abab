"""data/props/lookups: automatic lookups, the settings LOOKUP-<class> of props.conf.

REST API Reference, "Knowledge endpoint descriptions", data/props/lookups; contents as a third party measured them on
10.6, where an update replaces all fields of a lookup. Columns are named in arguments, `lookup.field.input.<column>` and
`lookup.field.output.<column>`, whose values are the event's fields, empty where these have the names of their columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...conf.setting_objects import SettingObject
from ...errors import ConfError
from ...fields.lookup import class_of, enrichment_of
from ...lookups.enrichment import Pair
from ..eai import Content
from ..eai.acl import acl_routes
from ..eai.arguments import boolean, given, require
from ..eai.collection import routes
from ..eai.settings import SettingStore
from ..eai.shape import USUAL, Shape
from ..http.faults import missing_argument
from .words import word

_INPUT, _OUTPUT = "lookup.field.input.", "lookup.field.output."
_KEYWORDS = ("AS", "OUTPUT", "OUTPUTNEW")
SHAPE = Shape(
    "data/props/lookups",
    title="props-lookup",
    required=("overwrite", "transform"),
    new_only=("stanza",),
    prefixes=(_INPUT, _OUTPUT),
    endpoints=[name for name in USUAL if name != "switch"],
)


class AutomaticLookupStore(SettingStore):
    """Settings of props.conf that name a lookup, its match fields and its outputs."""

    def is_key(self, key: str) -> bool:
        return bool(class_of(key))

    def content(self, item: SettingObject) -> dict[str, Content]:
        """A lookup that cannot be read shows what is written alone."""
        content: dict[str, Content] = {"type": "LOOKUP"}
        try:
            lookup = enrichment_of(item.setting)
        except ConfError:
            return content
        inputs = {f"{_INPUT}{column}": _as(column, field) for column, field in lookup.inputs}
        outputs = {f"{_OUTPUT}{n}.{column}": _as(column, field) for n, (column, field) in enumerate(lookup.outputs)}
        return {**content, **inputs, **outputs, "overwrite": not lookup.new, "transform": lookup.table}

    def made(self, name: str, settings: Mapping[str, str]) -> tuple[str, str, str]:
        (stanza,) = given(settings, "stanza")
        return stanza, f"LOOKUP-{name}", _value(settings)

    def changed(self, item: SettingObject, settings: Mapping[str, str]) -> str:
        require(settings, SHAPE.required)
        return _value(settings)


def _as(column: str, field: str) -> str:
    return "" if field == column else field


def _value(settings: Mapping[str, str]) -> str:
    """The value of the setting that the arguments say."""
    inputs, outputs = list(_pairs(settings, _INPUT)), list(_pairs(settings, _OUTPUT))
    if not inputs:
        raise missing_argument(f"{_INPUT}*")
    if not settings["transform"]:
        raise missing_argument("transform")
    keyword = "OUTPUT" if boolean("overwrite", settings["overwrite"]) else "OUTPUTNEW"
    words = [_word(settings["transform"]), *map(_written, inputs)]
    return " ".join([*words, keyword, *map(_written, outputs)] if outputs else words)


def _pairs(settings: Mapping[str, str], prefix: str) -> Iterator[Pair]:
    for name, field in settings.items():
        if name.startswith(prefix):
            column = name.removeprefix(prefix)
            yield Pair(column, field or column)


def _written(pair: Pair) -> str:
    column = _word(pair.column)
    return column if pair.field == pair.column else f"{column} AS {_word(pair.field)}"


def _word(name: str) -> str:
    return word(name, "An automatic lookup", _KEYWORDS)


STORE = AutomaticLookupStore(SHAPE, "props")
ROUTES = (*routes(STORE), *acl_routes(STORE))
