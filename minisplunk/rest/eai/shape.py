"""The shape of a collection: its path, the settings that its entries take and show, who may do what with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from ...dataclass import dataclass
from ..http import Request
from .arguments import arguments, check, flag_setting

ReadSetting = Callable[[str, str], str]
"""Name and value of an argument -> the value of the setting; HttpError 400 for a value that it cannot have."""

READING = ("list", "new", "get")
CHANGING = ("create", "update", "remove", "switch", "share")
USUAL = (*READING, "create", "update", "remove", "switch", "_reload", "_acl")
"""The endpoints that most collections have; `switch` is enable and disable."""


def capabilities(changing: str, reading: str = "") -> Mapping[str, str]:
    """One capability for all that changes entries, and one for all that reads them."""
    return {**dict.fromkeys(CHANGING, changing), **dict.fromkeys(READING, reading)}


@dataclass(frozen=True, slots=True)
class Shape:
    """What tells a collection from others. `path` and `title` may hold placeholders: `configs/conf-{conf}`.

    `required` and `optional`: the settings that an entry has and takes; any, with `wildcard`. `new_only`: arguments
    that only a new one takes, which always needs a name. `flags`: those that are booleans, written as 1 and 0 unless
    any setting is taken; `reads`: how other values are read, where not as they are. `endpoints`: those of USUAL that
    there are. `capabilities`: what each of them needs, beside write access to the entry. `prefixes`: how the names of
    further settings begin that it takes.
    """

    path: str
    title: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    new_only: tuple[str, ...] = ()
    wildcard: bool = False
    flags: frozenset[str] = frozenset({"disabled"})
    reads: Mapping[str, ReadSetting] = field(default_factory=dict)
    endpoints: Sequence[str] = USUAL
    capabilities: Mapping[str, str] = field(default_factory=dict)
    prefixes: tuple[str, ...] = ()

    @property
    def links(self) -> tuple[str, ...]:
        """The relations of the collection itself."""
        return tuple(name for name in ("create", "_reload", "_acl") if name in self.endpoints)

    def settings(self) -> frozenset[str]:
        return frozenset((*self.required, *self.optional))

    def takes(self, setting: str) -> bool:
        """Whether entries have a setting of that name."""
        return self.wildcard or setting in self.settings() or setting.startswith(self.prefixes)

    def fields(self, *, new: bool = False) -> Mapping[str, tuple[str, ...]]:
        """The eai:attributes of an entry, or of a new one, which alone is given a name."""
        return {
            "required": self.required or ("name",) if new else tuple(name for name in self.required if name != "name"),
            "optional": (*self.optional, *self.new_only) if new else self.optional,
            "wildcard": (".*",) if self.wildcard else tuple(f"{re.escape(prefix)}.*" for prefix in self.prefixes),
        }

    def given(self, request: Request, *, new: bool = False) -> dict[str, str]:
        """The settings that a request gives. HttpError 400 for one that entries do not have."""
        submitted = arguments(request)
        if not self.wildcard:
            check((name for name in submitted if not self.takes(name)), self.new_only if new else ())
        return {name: self._read(name, value) for name, value in submitted.items()}

    def _read(self, name: str, value: str) -> str:
        if name in self.reads:
            return self.reads[name](name, value)
        return flag_setting(name, value) if name in self.flags and not self.wildcard else value
