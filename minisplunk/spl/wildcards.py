"""A pattern with `*` in; whether a text is like it, and what each `*` stands for, out. In one pass over the text.

A regular expression tries each way to divide the text among the wildcards, which for a few of them and a long text
takes longer than anybody waits. Here each piece between them is looked for once, which finds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Test = Callable[[str], bool]


def like(pattern: str) -> Test:
    """Whether the whole of a text matches, case counting."""
    head, *rest = pattern.split("*")
    if not rest:
        return lambda text: text == head
    tail, pieces = rest[-1], [piece for piece in rest[:-1] if piece]
    shortest = len(head) + len(tail)
    if not pieces:
        return lambda text: len(text) >= shortest and text.startswith(head) and text.endswith(tail)

    def test(text: str) -> bool:
        if not (text.startswith(head) and text.endswith(tail)):
            return False
        position, end = len(head), len(text) - len(tail)
        for piece in pieces:
            found = text.find(piece, position, end)
            if found < 0:
                return False
            position = found + len(piece)
        return True

    return test


def parts(pattern: str, text: str) -> tuple[str, ...] | None:
    """What each wildcard stands for, the first ones as much as they can; None when the text does not match."""
    head, *rest = pattern.split("*")
    if not rest:
        return () if text == head else None
    tail = rest.pop()
    start, end = len(head), len(text) - len(tail)
    if end < start or not (text.startswith(head) and text.endswith(tail)):
        return None
    taken: list[str] = []
    for piece in reversed(rest):
        found = text.rfind(piece, start, end)
        if found < 0:
            return None
        taken.append(text[found + len(piece) : end])
        end = found
    return (text[start:end], *reversed(taken))


def filled(pattern: str, parts: Iterable[str]) -> str:
    """The text that a pattern is with these parts in place of its wildcards."""
    first, *rest = pattern.split("*")
    return first + "".join(part + piece for part, piece in zip(parts, rest, strict=True))
