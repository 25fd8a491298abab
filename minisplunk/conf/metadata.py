"""The metadata files of an app in; which of its objects other apps see, who may read them, and who owns them, out.

A stanza names all objects of the app (`[]`), those of a type (`[macros]`), one of them (`[macros/cloudtrail]`), or one
setting of props.conf (`[props/aws%3Acloudtrail/EVAL-src]`), percent-encoded. For each key the closest stanza counts,
and local.meta before default.meta (default.meta.spec).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cached_property
from urllib.parse import quote, unquote

from .. import lazy_re
from ..dataclass import dataclass
from .parser import Conf, Setting

_LISTS = {kind: lazy_re.compile(rf"\b{kind}\s*:\s*\[([^\]]*)\]") for kind in ("read", "write")}
DEFAULT_WRITERS = ("admin",)
"""The roles that may write an object that no access list names."""

ObjectPath = tuple[str, ...]
"""Up to three names: the type, which is the conf file's name or `views`, `lookups`...; the stanza or file; the key."""


@dataclass(frozen=True)
class Metadata:
    """What default.meta and local.meta of one app say."""

    default: Conf = field(default_factory=Conf)
    local: Conf = field(default_factory=Conf)

    def find(self, key: str, of: ObjectPath) -> Setting | None:
        """The setting that counts for an object, from the closest stanza that has one."""
        for size in range(len(of), -1, -1):
            setting = self._rules.get(of[:size], {}).get(key)
            if setting is not None:
                return setting
        return None

    def exported(self, of: ObjectPath) -> bool:
        """Whether other apps see the object: `export = system`."""
        setting = self.find("export", of)
        return setting is not None and setting.value == "system"

    def readable(self, of: ObjectPath, roles: Iterable[str]) -> bool:
        """Whether one of the roles may read the object, its type and the app; without an access list all may."""
        wanted = {"*", *roles}
        for size in range(len(of) + 1):
            access = self._rules.get(of[:size], {}).get("access")
            if access is not None and wanted.isdisjoint(readers(access)):
                return False
        return True

    def read(self, of: ObjectPath) -> tuple[str, ...]:
        """The roles that the closest access list lets read."""
        access = self.find("access", of)
        return ("*",) if access is None else _listed(access, "read")

    def write(self, of: ObjectPath) -> tuple[str, ...]:
        """The roles that the closest access list lets write."""
        access = self.find("access", of)
        return DEFAULT_WRITERS if access is None else _listed(access, "write")

    def owner(self, of: ObjectPath) -> str:
        """The owner's name, `nobody` where none is set."""
        setting = self.find("owner", of)
        return "nobody" if setting is None or not setting.value else setting.value

    def by_key(self, of: ObjectPath) -> bool:
        """Whether a stanza of this type and name has rules for single keys of its own."""
        return of in self._parents

    @cached_property
    def _rules(self) -> Mapping[ObjectPath, Mapping[str, Setting]]:
        rules: dict[ObjectPath, dict[str, Setting]] = {}
        for conf in (self.default, self.local):
            for name, stanza in conf.stanzas.items():
                rules.setdefault(_object(name), {}).update(stanza.settings)
        return rules

    @cached_property
    def _parents(self) -> frozenset[ObjectPath]:
        return frozenset(path[:2] for path in self._rules if len(path) > 2)


def readers(access: Setting) -> frozenset[str]:
    """The roles that `access = read : [ a, b ], write : [ c ]` lets read; ConfError where there is no read list."""
    return frozenset(_listed(access, "read"))


def access(read: Iterable[str], write: Iterable[str]) -> str:
    """The value of `access` for these roles."""
    return ", ".join(f"{kind} : [ {', '.join(roles)} ]" for kind, roles in (("read", read), ("write", write)))


def stanza_of(of: ObjectPath) -> str:
    """The name of the metadata stanza of an object."""
    return "/".join(quote(part, safe="") for part in of)


def _listed(access: Setting, kind: str) -> tuple[str, ...]:
    match = _LISTS[kind].search(access.value)
    if match is None:
        if kind == "write":
            return ()
        raise access.error(f"access has no list of readers, as in read : [ * ]: {access.value!r}")
    return tuple(role for part in match[1].split(",") if (role := part.strip()))


def _object(stanza: str) -> ObjectPath:
    return tuple(unquote(part) for part in stanza.split("/", 2)) if stanza else ()
