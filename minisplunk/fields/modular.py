"""A regular expression with parts in double brackets in; the expression with each part's own in its place, out.

transforms.conf of Splunk's own (system/default) and of its add-ons: `[[nspaces]]` is the REGEX of the stanza [nspaces],
which may hold parts itself. `[[nspaces:user]]` also names it: a group without a name, `(?<>...)`, takes the name; else
the name comes before the names of its groups (`[[ipv4:src_]]` has src_ip and src_port); a part without named groups
becomes a group of that name. [unverified]: what a part that there is not does in Splunk; here it is an error, as it
would be a class of characters, which matches something else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .. import lazy_re
from ..conf.parser import Setting, Stanza

_PART = lazy_re.compile(r"\\.|\[\[([\w.-]+)(?::(\w*))?\]\]", re.DOTALL)
_GROUP = lazy_re.compile(r"\\.|\(\?(?:P?<(?![=!])(\w*)>|'(\w+)')", re.DOTALL)
_LONGEST = 100_000
"""Characters of an expression with its parts: some that name each other twice grow beyond all bounds."""


def whole(setting: Setting, pattern: str, transforms: Mapping[str, Stanza], within: tuple[str, ...] = ()) -> str:
    """The expression `pattern` of a setting, less its double brackets; `within`: the parts that led to it.

    ConfError, with the setting's place, for a part that there is not, that holds itself, or makes it too long.
    """
    if "[[" not in pattern:
        return pattern
    length = len(pattern)

    def put_in(match: re.Match[str]) -> str:
        nonlocal length
        name = match[1]
        if name is None:
            return match[0]
        regex = transforms[name].settings.get("REGEX") if name in transforms else None
        if regex is None or not regex.value:
            raise setting.error(f"{setting.key}: there is no transform [{name}] with a REGEX for [[{name}]]")
        if name in within:
            raise setting.error(f"{setting.key}: the regular expression [[{name}]] is a part of itself")
        part = _named(whole(setting, regex.value, transforms, (*within, name)), match[2] or "")
        length += len(part)
        if length > _LONGEST:
            raise setting.error(f"{setting.key}: with its parts it is longer than {_LONGEST:,} characters")
        return part

    return _PART.sub(put_in, pattern)


def part(stanza: Stanza, transforms: Mapping[str, Stanza]) -> str:
    """The expression of a stanza that has a REGEX, as it stands in others for `[[its name]]`. Errors as in `whole`."""
    setting = stanza.settings["REGEX"]
    return _named(whole(setting, setting.value, transforms, (stanza.name,)), "")


def _named(part: str, name: str) -> str:
    groups = {match[1] or match[2] or "" for match in _GROUP.finditer(part) if match[0][0] != "\\"}
    if name and not groups:
        return f"(?<{name}>{part})"

    def rename(match: re.Match[str]) -> str:
        if match[0][0] == "\\":
            return match[0]
        own = match[1] or match[2] or ""
        if not own:
            return f"(?<{name}>" if name else "(?:"
        return match[0] if "" in groups else f"(?<{name}{own}>"

    return f"(?:{_GROUP.sub(rename, part)})"
