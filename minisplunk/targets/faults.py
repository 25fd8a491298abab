"""Why a Splunk cannot be used: one sentence that says what to change."""

from __future__ import annotations

from ..errors import MinisplunkError


class TargetError(MinisplunkError):
    """A Splunk that cannot be reached, or refuses what is asked of it."""


class Overdue(TargetError):
    """Something did not come within its time limit."""
