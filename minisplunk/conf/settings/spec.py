"""A setting of Splunk's conf specs: what it means to minisplunk."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from ...dataclass import dataclass


class Support(Enum):
    """What happens with a setting."""

    IMPLEMENTED = "implemented"
    """It has its effect."""
    HARMLESS = "harmless"
    """It has no effect here, and leaving it out changes no result; `SettingSpec.why` says why."""
    UNSUPPORTED = "unsupported"
    """It would change results, and minisplunk cannot do it: an error when met."""


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """A setting of one conf file.

    `key` is written as in Splunk's specs: what stands between `<` and `>` is any text. `stanza` is the same kind of
    pattern, empty for any stanza. `values` is a regular expression for the values (in any case) that `support` holds
    for; other values are unsupported. None: all values. `support` None ends the search for a key of this form:
    Splunk knows no such key.
    """

    key: str
    support: Support | None
    why: str = ""
    values: str | None = None
    stanza: str = ""

    def names(self, stanza: str, key: str) -> bool:
        """Whether a setting of a stanza is this one."""
        return self.fits(stanza) and _pattern(self.key).fullmatch(key) is not None

    def fits(self, stanza: str) -> bool:
        """Whether the setting belongs to stanzas of this name."""
        return not self.stanza or _pattern(self.stanza).fullmatch(stanza) is not None

    @property
    def exact(self) -> bool:
        """Whether `key` is one key, not a pattern."""
        return "<" not in self.key

    def of_value(self, value: str) -> Support | None:
        """The support for one value of the setting."""
        if self.values is None or re.fullmatch(self.values, value, re.IGNORECASE):
            return self.support
        return Support.UNSUPPORTED


def implemented(*keys: str, why: str = "", values: str | None = None, stanza: str = "") -> tuple[SettingSpec, ...]:
    """Settings that have their effect."""
    return tuple(SettingSpec(key, Support.IMPLEMENTED, why, values, stanza) for key in keys)


def harmless(why: str, *keys: str, values: str | None = None, stanza: str = "") -> tuple[SettingSpec, ...]:
    """Settings that are ignored without harm."""
    return tuple(SettingSpec(key, Support.HARMLESS, why, values, stanza) for key in keys)


def unsupported(why: str, *keys: str, stanza: str = "") -> tuple[SettingSpec, ...]:
    """Settings that are errors when met."""
    return tuple(SettingSpec(key, Support.UNSUPPORTED, why, None, stanza) for key in keys)


def unknown(*keys: str, stanza: str = "") -> tuple[SettingSpec, ...]:
    """Patterns of keys that are unknown unless a row above names them, although a broader row below would match."""
    return tuple(SettingSpec(key, None, "", None, stanza) for key in keys)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"<[^<>]*>", text)
    return re.compile(".+".join(map(re.escape, parts)), re.DOTALL)
