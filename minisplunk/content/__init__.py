"""Files of searches in; the searches and macros that are in them, each with its place, out."""

from .kinds import Found, found, read
from .library import NAME, Library, read_files
from .search import Search, Unreadable, Written

__all__ = ["NAME", "Found", "Library", "Search", "Unreadable", "Written", "found", "read", "read_files"]
