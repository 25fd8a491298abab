"""Where text, tables and colours for people go: hidden characters of what is printed are written out."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from ..visible import written_out


class Terminal(Console):
    """A console of which no text but its own colours steers the terminal."""

    def print(self, *objects: Any, **given: Any) -> None:
        super().print(*(written_out(one) if isinstance(one, str) else one for one in objects), **given)
