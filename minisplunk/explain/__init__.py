"""Why a search found what it found, or nothing: a run in, stages and plain sentences out."""

from .explanation import ClauseCount, Explanation, explain
from .lookalikes import LookAlike, look_alikes, nearest_first

__all__ = ["ClauseCount", "Explanation", "LookAlike", "explain", "look_alikes", "nearest_first"]
