"""Events as they lie in files: a source that reads them as a stream, and keeps nothing."""

from .piece import Bundle, File, Lists, Piece, bundles, pieces
from .source import Candidate, FileSource, Order, order

__all__ = [
    "Bundle",
    "Candidate",
    "File",
    "FileSource",
    "Lists",
    "Order",
    "Piece",
    "bundles",
    "order",
    "pieces",
]
