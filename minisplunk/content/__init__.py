"""Files of searches in; the searches and macros that are in them, each with its place, out."""

from .library import NAME, Library, read, read_files
from .search import Search, Unreadable, Written

__all__ = ["NAME", "Library", "Search", "Unreadable", "Written", "read", "read_files"]
