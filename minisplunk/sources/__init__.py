"""What events come from: kinds of events, and scans of them. The SQLite store is one source."""

from ..fields import ReadAll
from .source import Ask, Block, Event, Fielded, Found, KindOfEvents, Meta, Source, Totals

__all__ = ["Ask", "Block", "Event", "Fielded", "Found", "KindOfEvents", "Meta", "ReadAll", "Source", "Totals"]
