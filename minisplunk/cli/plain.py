"""What rich's Console prints where there is no terminal: plain lines, without the time that it takes to import rich."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ..visible import written_out
from .cells import width_of

if TYPE_CHECKING:
    from rich.console import Console


class Plain:
    width = 240

    def print(self, *parts: object, soft_wrap: bool = False, end: str = "\n", **style: Any) -> None:
        """As `Console.print`. rich itself folds what is too wide."""
        text = written_out(" ".join(map(str, parts)))
        if "\t" in text or not (soft_wrap or all(width_of(line) <= self.width for line in text.split("\n"))):
            self.rich.print(text, soft_wrap=soft_wrap, end=end)
        else:
            sys.stdout.write(text + end)

    @property
    def rich(self) -> Console:
        from rich.console import Console

        return Console(highlight=False, markup=False, emoji=False, width=self.width, no_color=True)
