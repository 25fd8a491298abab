"""Events kept in SQLite."""

from ..database import StoreBusy, StoreError
from ..sources import Fielded, Meta, Totals
from .events import Indexed, InvalidIndex, Store, name_fault
from .writer import Batch, Full, Writer

__all__ = [
    "Batch",
    "Fielded",
    "Full",
    "Indexed",
    "InvalidIndex",
    "Meta",
    "Store",
    "StoreBusy",
    "StoreError",
    "Totals",
    "Writer",
    "name_fault",
]
