"""Runs a search: text to pipeline, pipeline to a scan of a source and commands at work, commands to rows."""

from .context import SearchContext
from .control import Cancelled, Control
from .counts import StageCount
from .formatted import Formatted, unformatted
from .instance import Instance, RestReader
from .prepared import Message, Prepared, ReadOn, read, read_on
from .request import Request
from .run import Peers, Run, start

__all__ = [
    "Cancelled",
    "Control",
    "Formatted",
    "Instance",
    "Message",
    "Peers",
    "Prepared",
    "ReadOn",
    "Request",
    "RestReader",
    "Run",
    "SearchContext",
    "StageCount",
    "read",
    "read_on",
    "start",
    "unformatted",
]
