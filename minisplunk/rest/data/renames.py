"""data/props/sourcetype-rename: the setting `rename` of a source type in props.conf, named as the source type is.

REST API Reference, "Knowledge endpoint descriptions", data/props/sourcetype-rename; contents as a third party measured
them on 10.6.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...conf.setting_objects import SettingObject
from ..eai import Content
from ..eai.acl import acl_routes
from ..eai.arguments import check_name, given
from ..eai.collection import routes
from ..eai.settings import SettingStore
from ..eai.shape import USUAL, Shape
from ..http import HttpError

_KEY = "rename"
_OTHERS = ("source::", "host::")
"""How the names of stanzas begin that are no source types."""
SHAPE = Shape(
    "data/props/sourcetype-rename",
    title="sourcetype-rename",
    required=("value",),
    endpoints=[name for name in USUAL if name != "switch"],
)


class RenameStore(SettingStore):
    """Settings of props.conf that give a source type another name when it is searched."""

    def is_key(self, key: str) -> bool:
        return key == _KEY

    def called(self, stanza: str, key: str) -> str:
        return stanza

    def content(self, item: SettingObject) -> dict[str, Content]:
        return {"type": _KEY}

    def made(self, name: str, settings: Mapping[str, str]) -> tuple[str, str, str]:
        check_name(name)
        if name.startswith(_OTHERS):
            raise HttpError(400, f"Only a source type can be renamed, and {name!r} is none.")
        (value,) = given(settings, "value")
        return name, _KEY, value

    def changed(self, item: SettingObject, settings: Mapping[str, str]) -> str:
        (value,) = given(settings, "value")
        return value


STORE = RenameStore(SHAPE, "props")
ROUTES = (*routes(STORE), *acl_routes(STORE))
