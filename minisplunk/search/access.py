"""Which indexes a role's searches read: authorize.conf in, tests of index names out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..conf import View
from ..errors import Span
from ..spl import matcher
from ..spl.ast import Comparison

_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Access:
    """`default`: searched when a search names no index; `allowed`: may be searched at all. Names may hold `*`."""

    default: tuple[str, ...]
    allowed: tuple[str, ...]

    @classmethod
    def of(cls, view: View, roles: Iterable[str]) -> Access:
        """The union over roles and the roles that they import (authorize.conf.spec: importRoles, srchIndexes*)."""
        names = tuple(_with_imported(view, roles))
        return cls(_indexes(view, names, "srchIndexesDefault"), _indexes(view, names, "srchIndexesAllowed"))

    def test(self, *, named: bool) -> matcher.Test:
        """Whether a row's index may be read, by a search that names an index (`named`) or by one that does not."""
        return _any_of(self.allowed if named else self.default)


def _with_imported(view: View, roles: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = list(roles)
    while waiting:
        role = waiting.pop()
        if role not in seen:
            seen.add(role)
            yield role
            waiting += _listed(view.conf("authorize").get(f"role_{role}", "importRoles"))


def _indexes(view: View, roles: Iterable[str], key: str) -> tuple[str, ...]:
    authorize = view.conf("authorize")
    return tuple(dict.fromkeys(name for role in roles for name in _listed(authorize.get(f"role_{role}", key))))


def _listed(text: str) -> list[str]:
    return [name for part in text.split(";") if (name := part.strip())]


def _any_of(names: tuple[str, ...]) -> matcher.Test:
    if not names:
        return lambda row: False
    return matcher.comparison_test(Comparison("index", "=", names, _NOWHERE))
