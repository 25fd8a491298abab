"""Which indexes a role's searches read: authorize.conf in, tests of index names out."""

from __future__ import annotations

from collections.abc import Iterable

from ..conf import Stanza, View, indexes, refuse_unsupported, roles
from ..dataclass import dataclass
from ..errors import Span
from ..spl import matcher
from ..spl.ast import Comparison

_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Access:
    """`default`: searched when a search names no index; `allowed`: may be searched at all, unless it is among the
    `disallowed`. Names may hold `*`. `disabled`: the indexes that nobody searches; `metrics`: those of metric data
    points, which only commands of metrics read, and which read no others."""

    default: tuple[str, ...]
    allowed: tuple[str, ...]
    disallowed: tuple[str, ...] = ()
    disabled: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()

    @classmethod
    def of(cls, view: View, held: Iterable[str]) -> Access:
        """The union over roles and the roles that they import (authorize.conf.spec: importRoles, srchIndexes*).

        Raises UnsupportedConf for a role that is to see less of an index than all.
        """
        stanzas = [stanza for role in roles.with_imported(view, held) if (stanza := roles.find(view, role)) is not None]
        for stanza in stanzas:
            refuse_unsupported(roles.CONF, stanza)
        keys = ("srchIndexesDefault", "srchIndexesAllowed", "srchIndexesDisallowed")
        default, allowed, disallowed = (_indexes(stanzas, key) for key in keys)
        return cls(default, allowed, disallowed, indexes.disabled(view), frozenset(indexes.of_metrics(view)))

    def test(self, *, named: bool) -> matcher.Test:
        """Whether a row's index may be read, by a search that names an index (`named`) or by one that does not."""
        allowed, disallowed = _any_of(self.allowed), _any_of(self.disallowed)
        searched = allowed if named else _any_of(self.default)
        return lambda row: searched(row) and allowed(row) and not disallowed(row)


def _indexes(stanzas: Iterable[Stanza], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for stanza in stanzas for name in roles.listed(stanza.get(key))))


def _any_of(names: tuple[str, ...]) -> matcher.Test:
    if not names:
        return lambda row: False
    return matcher.comparison_test(Comparison("index", "=", names, _NOWHERE))
