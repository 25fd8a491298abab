"""rare: the least common values of fields. It takes what top takes.

[unverified] on a real Splunk: values that are equally rare come in lexicographical order.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from ..dataclass import dataclass
from .top import Count, Top


@dataclass(frozen=True, slots=True)
class Rare(Top):
    name = "rare"

    def _chosen(self, counts: Iterable[Count], most: int) -> list[Count]:
        return heapq.nsmallest(most, counts)
