"""How wide a text is on a terminal, and what of it fits: rich's answers, for which ASCII need not wait for rich."""

from __future__ import annotations


def width_of(text: str) -> int:
    if text.isascii() and text.isprintable():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fitted(text: str, width: int) -> str:
    """A text cut, or filled with blanks, to a width."""
    if text.isascii() and text.isprintable():
        return text[:width].ljust(width)
    from rich.cells import set_cell_size

    return set_cell_size(text, width)
