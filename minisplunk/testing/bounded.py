"""A deadline in; a Splunk whose searches end with it out."""

from __future__ import annotations

from typing import Any

from ..engine import Splunk
from ..search import Control, Prepared
from ..search.deadline import Deadline


class BoundedSplunk(Splunk):
    """Its searches are cancelled when the time of `deadline` is over: who takes their rows gets Cancelled."""

    def __init__(self, deadline: Deadline, **given: Any) -> None:
        """`given`: as for Splunk."""
        self.deadline = deadline
        super().__init__(**given)

    def begins(self, prepared: Prepared, control: Control) -> None:
        self.deadline.watch(control)
