"""Runs a search: text to pipeline, pipeline to a scan of the store and stages, stages to rows."""

from .context import Message, SearchContext
from .request import Request
from .run import Run, StageCount, start

__all__ = ["Message", "Request", "Run", "SearchContext", "StageCount", "start"]
