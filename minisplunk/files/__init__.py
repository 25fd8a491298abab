"""Events as they lie in files: a source that reads them as a stream, and keeps nothing."""

from .piece import File, Piece, pieces
from .source import Fault, FileSource, Order, order

__all__ = ["Fault", "File", "FileSource", "Order", "Piece", "order", "pieces"]
