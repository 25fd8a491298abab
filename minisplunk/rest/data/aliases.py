"""data/props/fieldaliases: field aliases, the settings FIELDALIAS-<class> of props.conf.

REST API Reference, "Knowledge endpoint descriptions", data/props/fieldaliases: `alias.<field>` is what the field is
called too. An update replaces the aliases; without `overwrite` they are written as ASNEW; and each is shown with a
number, `alias.0.<field>`, as a third party measured it on 10.6. So such a name is taken as well, from a client that
sends back what it was shown.

[unverified]: AS where `overwrite` is not said, in an update as it was; a setting that has both is shown as one that
does not overwrite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ... import lazy_re
from ...conf import View
from ...conf.parser import Setting
from ...conf.setting_objects import SettingObject
from ...errors import ConfError
from ...fields.alias import Alias, aliases_of
from ..eai import Content
from ..eai.acl import acl_routes
from ..eai.arguments import boolean, given
from ..eai.collection import routes
from ..eai.settings import SettingStore
from ..eai.shape import USUAL, Shape
from ..http.faults import missing_argument
from .words import word

_PREFIX, _ALIAS, _OVERWRITE = "FIELDALIAS-", "alias.", "overwrite"
_NUMBER = lazy_re.compile(r"\d+\.(?=.)")
_KEYWORDS = ("AS", "ASNEW")
SHAPE = Shape(
    "data/props/fieldaliases",
    title="fieldaliases",
    optional=(_OVERWRITE,),
    new_only=("stanza",),
    prefixes=(_ALIAS,),
    endpoints=[name for name in USUAL if name != "switch"],
)


class AliasStore(SettingStore):
    """Settings of props.conf that give fields further names."""

    def is_key(self, key: str) -> bool:
        return key.startswith(_PREFIX) and key != _PREFIX

    def content(self, item: SettingObject) -> dict[str, Content]:
        """Aliases that cannot be read show what is written alone."""
        content: dict[str, Content] = {"type": "FIELDALIAS"}
        try:
            aliases = aliases_of(item.setting)
        except ConfError:
            return content
        shown = {f"{_ALIAS}{n}.{alias.field}": alias.alias for n, alias in enumerate(aliases)}
        return {**content, **shown, _OVERWRITE: _overwrite(aliases)}

    def made(self, name: str, settings: Mapping[str, str]) -> tuple[str, str, str]:
        (stanza,) = given(settings, "stanza")
        return stanza, f"{_PREFIX}{name}", _value(settings, overwrite=True)

    def changed(self, item: SettingObject, settings: Mapping[str, str]) -> str:
        try:
            before = _overwrite(aliases_of(item.setting))
        except ConfError:
            before = True
        return _value(settings, overwrite=before)

    def check(self, view: View, setting: Setting) -> None:
        aliases_of(setting)


def _overwrite(aliases: list[Alias]) -> bool:
    return not any(alias.new for alias in aliases)


def _value(settings: Mapping[str, str], *, overwrite: bool) -> str:
    """The value of the setting that the arguments say. `overwrite`: where they do not say it."""
    if _OVERWRITE in settings:
        overwrite = boolean(_OVERWRITE, settings[_OVERWRITE])
    pairs = list(_pairs(settings))
    if not pairs:
        raise missing_argument(f"{_ALIAS}*")
    return " ".join(f"{field} {'AS' if overwrite else 'ASNEW'} {alias}" for field, alias in pairs)


def _pairs(settings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, alias in settings.items():
        if name.startswith(_ALIAS):
            field = _NUMBER.sub("", name.removeprefix(_ALIAS), count=1)
            yield word(field, "A field alias", _KEYWORDS), word(alias, "A field alias", _KEYWORDS)


STORE = AliasStore(SHAPE, "props")
ROUTES = (*routes(STORE), *acl_routes(STORE))
