"""Pivots: their JSON, or the arguments of the pivot command, in; the searches that they stand for out."""

from .document import of_json, to_json
from .report import PivotError, Report
from .searches import Searches, searches
from .text import RANGE, of_text, to_text

__all__ = ["RANGE", "PivotError", "Report", "Searches", "of_json", "of_text", "searches", "to_json", "to_text"]
