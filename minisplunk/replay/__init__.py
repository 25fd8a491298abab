"""A data set, a file or a folder of files -> events, with their times moved if wished."""

from .given import Data
from .loading import load, load_all, load_named
from .part import Indexing, Part
from .shifting import newest, shift, shifted

__all__ = ["Data", "Indexing", "Part", "load", "load_all", "load_named", "newest", "shift", "shifted"]
