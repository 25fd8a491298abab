"""SPL106: field!=x, which loses the events without the field too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...fields.default import DEFAULT
from ...spl.ast import Comparison, SearchTerm, conjuncts, walk
from ...spl.quoting import quoted
from .flow import ReadSearch
from .lint import Remark, SearchLint

_BARE = re.compile(r"[\w.*/:@-]+")
_PRESENCE = frozenset({"", "*"})
"""Values that a field is compared with to ask whether it is there."""


def find(search: ReadSearch) -> Iterator[Remark]:
    for flow in search.flows():
        for number, step in enumerate(flow.steps):
            term = step.command.base
            if term is None or step.before is not None:
                continue
            needed = _needed(term) | {name for later in flow.steps[number:] for name in later.command.drops_null}
            for found in conjuncts(term):
                if isinstance(found, Comparison) and _excludes(found) and found.field not in needed:
                    message = (
                        f"{found.field}!= also leaves out the events that have no '{found.field}'; "
                        f"NOT {found.field}={_written(found.values[0])} keeps them."
                    )
                    yield Remark(message, search.place(found.span))


def _excludes(found: Comparison) -> bool:
    return found.op == "!=" and found.field not in DEFAULT and _PRESENCE.isdisjoint(found.values)


def _written(value: str) -> str:
    return value if _BARE.fullmatch(value) else quoted(value)


def _needed(term: SearchTerm) -> set[str]:
    """Fields that the search asks for in another way as well: their events have them."""
    return {found.field for found in walk(term) if isinstance(found, Comparison) and found.op != "!="}


LINT = SearchLint("SPL106", "field!=x where NOT may be meant", find, on=False)
