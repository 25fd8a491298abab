"""A data set, a file or a folder of files -> events, with their times moved if wished."""

from .loading import load, load_named
from .part import Indexing, Part
from .shifting import newest, shift, shifted

__all__ = ["Indexing", "Part", "load", "load_named", "newest", "shift", "shifted"]
