"""Runs a search: text to pipeline, pipeline to a scan of the store and stages, stages to rows."""

from .context import Message, SearchContext
from .control import Cancelled, Control
from .request import Request
from .run import Run, StageCount, start

__all__ = ["Cancelled", "Control", "Message", "Request", "Run", "SearchContext", "StageCount", "start"]
