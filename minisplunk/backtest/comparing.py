"""What two versions of a search have found over the same events in; what one of them alone has found, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from .report import Change, Finding

T = TypeVar("T")
_OF_THE_RUN = frozenset({"info_sid", "orig_sid", "orig_rid", "sid"})
"""Fields that differ between any two runs."""


def change(baseline: str, before: Sequence[Finding], after: Sequence[Finding]) -> Change:
    """`baseline`: the name of the version that has found what was `before`.

    Findings are compared by the fields that both versions give; one that is found twice counts twice. So a version that
    only shows a field more, or less, changes nothing.
    """
    shared = {name for one in before for name in one.fields} & {name for one in after for name in one.fields}

    def shown(finding: Finding) -> Mapping[str, object]:
        return {name: finding.fields.get(name) for name in shared} if shared else finding.fields

    lost, gained = apart(before, after, shown)
    return Change(baseline, gained, lost, before)


def apart(before: Iterable[T], after: Iterable[T], shown: Callable[[T], Mapping[str, Any]]) -> tuple[list[T], list[T]]:
    """What is there only before, and only after, compared by what is shown of it, less what differs between any two
    runs. The same one twice counts twice, the order does not."""
    first, second = list(before), list(after)
    keys, others = [_key(shown(one)) for one in first], [_key(shown(one)) for one in second]
    one, other = Counter(keys), Counter(others)
    return list(_left(first, keys, one - other)), list(_left(second, others, other - one))


def _left(some: Iterable[T], keys: Collection[bytes], more: Counter[bytes]) -> Iterator[T]:
    for one, key in zip(some, keys, strict=True):
        if more[key]:
            more[key] -= 1
            yield one


def _key(shown: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode({name: shown[name] for name in sorted(shown) if name not in _OF_THE_RUN})
