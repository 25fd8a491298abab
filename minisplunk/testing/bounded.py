"""A deadline in; a Splunk whose searches end with it out."""

from __future__ import annotations

from typing import Any

from ..engine import Splunk
from ..search import Control, Message, Prepared, Run
from ..search.deadline import Deadline


class BoundedSplunk(Splunk):
    """Its searches are cancelled when the time of `deadline` is over: who takes their rows gets Cancelled."""

    def __init__(self, deadline: Deadline, **given: Any) -> None:
        """`given`: as for Splunk."""
        self.deadline = deadline
        super().__init__(**given)

    def start(
        self,
        prepared: Prepared,
        *,
        observed: bool = False,
        most: int = 0,
        control: Control | None = None,
        messages: list[Message] | None = None,
    ) -> Run:
        control = control or Control()
        self.deadline.watch(control)
        return super().start(prepared, observed=observed, most=most, control=control, messages=messages)
