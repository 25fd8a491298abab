"""Runs saved searches when their schedules say so, on the clock of their Splunk."""

from .scheduler import Scheduler
from .task import ScheduledRun

__all__ = ["ScheduledRun", "Scheduler"]
