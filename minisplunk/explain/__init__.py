"""Why a search found what it found, or nothing: a run in, stages and plain sentences out."""

from .explanation import Clause, Explanation, explain
from .lookalikes import LookAlike, look_alikes

__all__ = ["Clause", "Explanation", "LookAlike", "explain", "look_alikes"]
