"""Patterns with wildcards in; those that a text may match out, so that not all of many thousands are tested.

Each pattern is kept by something that a text must have to match it: how it begins, how it ends, or three characters in
a row. Of these it is the one that the fewest patterns have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

_FEW = 16
"""So many patterns are tested one after the other, which takes no longer than to take a text to pieces."""
_ALIKE = 4
"""Of patterns of which no more begin alike, or end alike, nothing else is looked at."""
_RUN = 3
_RUNS = 100
"""Of a long pattern not all are counted."""
_LONGEST = 32
"""Characters of a beginning or an end."""
_Kept = dict[str, list[str]]


def candidates(patterns: Iterable[str]) -> Callable[[str], Iterable[str]]:
    """A text -> the patterns that it may match, each once; the others it cannot."""
    patterns = list(patterns)
    if len(patterns) <= _FEW:
        return lambda text: patterns
    heads, tails, inside = _arranged(patterns)
    anyway = inside.pop("", [])
    head_sizes, tail_sizes, run_sizes = (sorted({*map(len, kept)}) for kept in (heads, tails, inside))

    def found(text: str) -> Iterator[str]:
        yield from anyway
        for size in head_sizes:
            if size <= len(text) and (several := heads.get(text[:size])):
                yield from several
        for size in tail_sizes:
            if size <= len(text) and (several := tails.get(text[-size:])):
                yield from several
        for size in run_sizes:
            starts = range(len(text) - size + 1)
            for run in {run for start in starts if (run := text[start : start + size]) in inside}:
                yield from inside[run]

    return found


def _arranged(patterns: Iterable[str]) -> tuple[_Kept, _Kept, _Kept]:
    """Patterns by how they begin, by how they end, and by what is in them; by an empty text those that are only `*`."""
    alike_heads, alike_tails = Counter(map(_head, patterns)), Counter(map(_tail, patterns))
    heads, tails, inside = _Kept(), _Kept(), _Kept()
    others: list[str] = []
    for pattern in patterns:
        head, tail = _head(pattern), _tail(pattern)
        if head and alike_heads[head] <= _ALIKE:
            heads.setdefault(head, []).append(pattern)
        elif tail and alike_tails[tail] <= _ALIKE:
            tails.setdefault(tail, []).append(pattern)
        else:
            others.append(pattern)
    alike = Counter(run for pattern in others for run in _runs(pattern))
    for pattern in others:
        head, tail = _head(pattern), _tail(pattern)
        # the longest first: one character is in many texts, whatever the other patterns have
        run = min(_runs(pattern), key=lambda run: (-len(run), alike[run]), default="")
        ways = [(alike_heads[head], heads, head), (alike_tails[tail], tails, tail)]
        if len(run) == _RUN:
            ways.append((alike[run], inside, run))
        best = min((way for way in ways if way[2]), key=lambda way: way[0], default=(0, inside, run))
        best[1].setdefault(best[2], []).append(pattern)
    return heads, tails, inside


def _head(pattern: str) -> str:
    return pattern[: min(pattern.index("*"), _LONGEST)]


def _tail(pattern: str) -> str:
    start = max(pattern.rindex("*") + 1, len(pattern) - _LONGEST)
    return pattern[start:]


def _runs(pattern: str) -> set[str]:
    """Runs of so many characters in the pieces between wildcards; a shorter piece is one itself."""
    found: set[str] = set()
    for piece in pattern.split("*"):
        last = min(len(piece) - _RUN, _RUNS - len(found))
        found.update(piece[start : start + _RUN] for start in range(max(1, last + 1)) if piece)
        if len(found) >= _RUNS:
            break
    return found
