"""data/props/extractions: field extractions, the settings EXTRACT-<class> and REPORT-<class> of props.conf.

REST API Reference, "Knowledge endpoint descriptions", data/props/extractions. What is asked for as EXTRACT or REPORT is
shown as `Inline` or `Uses transform`, as third parties measured it on 10.4 and 10.6. [unverified]: a transform need not
be there yet.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...conf import View
from ...conf.parser import Setting
from ...conf.setting_objects import SettingObject
from ...fields.extract import extraction_of
from ...fields.report import transforms_of
from ..eai import Content
from ..eai.acl import acl_routes
from ..eai.arguments import given
from ..eai.collection import routes
from ..eai.settings import SettingStore
from ..eai.shape import USUAL, Shape
from ..http import HttpError

_TYPES = {"EXTRACT": "Inline", "REPORT": "Uses transform"}
"""What the name of a setting begins with, and what its type is called."""
SHAPE = Shape(
    "data/props/extractions",
    title="props-extract",
    required=("value",),
    new_only=("stanza", "type"),
    endpoints=[name for name in USUAL if name != "switch"],
)


class ExtractionStore(SettingStore):
    """Settings of props.conf that take fields out of events when they are searched."""

    def is_key(self, key: str) -> bool:
        kind, _, name = key.partition("-")
        return kind in _TYPES and bool(name)

    def content(self, item: SettingObject) -> dict[str, Content]:
        return {"type": _TYPES[item.setting.key.partition("-")[0]]}

    def made(self, name: str, settings: Mapping[str, str]) -> tuple[str, str, str]:
        stanza, kind, value = given(settings, "stanza", "type", "value")
        if kind not in _TYPES:
            raise HttpError(400, f"Invalid value for argument 'type': {kind!r} is none of {', '.join(_TYPES)}.")
        return stanza, f"{kind}-{name}", value

    def changed(self, item: SettingObject, settings: Mapping[str, str]) -> str:
        (value,) = given(settings, "value")
        return value

    def check(self, view: View, setting: Setting) -> None:
        if setting.key.startswith("EXTRACT-"):
            extraction_of(setting, view.conf("transforms").stanzas)
        elif not transforms_of(setting):
            raise setting.error(f"{setting.key}: it names no transform")


STORE = ExtractionStore(SHAPE, "props")
ROUTES = (*routes(STORE), *acl_routes(STORE))
