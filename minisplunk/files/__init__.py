"""Events as they lie in files: a source that reads them as a stream, and keeps nothing."""

from .piece import Bundle, File, Lists, Piece, bundles, pieces
from .source import Candidate, Fault, FileSource, Order, order

__all__ = [
    "Bundle",
    "Candidate",
    "Fault",
    "File",
    "FileSource",
    "Lists",
    "Order",
    "Piece",
    "bundles",
    "order",
    "pieces",
]
