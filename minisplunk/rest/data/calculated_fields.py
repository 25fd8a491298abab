"""data/props/calcfields: calculated fields, the settings EVAL-<field> of props.conf.

REST API Reference, "Knowledge endpoint descriptions", data/props/calcfields; contents as a third party measured them on
10.6. An expression that cannot be read is refused, as are functions that minisplunk does not have; the words are those
of the eval command.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timezone

from ...conf import View
from ...conf.objects import NOBODY
from ...conf.parser import Setting
from ...conf.setting_objects import SettingObject
from ...fields.calculate import expression_of
from ...functions import Environment
from ..eai import Content
from ..eai.acl import acl_routes
from ..eai.arguments import given
from ..eai.collection import routes
from ..eai.settings import SettingStore
from ..eai.shape import USUAL, Shape

_PREFIX = "EVAL-"
SHAPE = Shape(
    "data/props/calcfields",
    title="calcfields",
    required=("value",),
    new_only=("stanza",),
    endpoints=[name for name in USUAL if name != "switch"],
)


class CalculatedFieldStore(SettingStore):
    """Settings of props.conf that calculate a field."""

    def is_key(self, key: str) -> bool:
        return key.startswith(_PREFIX) and key != _PREFIX

    def content(self, item: SettingObject) -> dict[str, Content]:
        return {
            "eai:appName": item.level.app,
            "eai:userName": item.level.user or NOBODY,
            "field.name": item.setting.key.removeprefix(_PREFIX),
            "type": "EVAL",
        }

    def made(self, name: str, settings: Mapping[str, str]) -> tuple[str, str, str]:
        stanza, value = given(settings, "stanza", "value")
        return stanza, f"{_PREFIX}{name}", value

    def changed(self, item: SettingObject, settings: Mapping[str, str]) -> str:
        (value,) = given(settings, "value")
        return value

    def check(self, view: View, setting: Setting) -> None:
        expression_of(setting, Environment(0, timezone.utc))


STORE = CalculatedFieldStore(SHAPE, "props")
ROUTES = (*routes(STORE), *acl_routes(STORE))
