"""How processes that share the work of a verb are begun."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext


def context() -> BaseContext:
    """A fork has all modules loaded; with threads around, or where there is none, processes begin anew."""
    import multiprocessing  # noqa: PLC0415  takes longer to load than to search a little

    alone = threading.active_count() == 1
    return multiprocessing.get_context("fork" if sys.platform == "linux" and alone else "spawn")
