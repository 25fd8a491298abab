"""Events kept in SQLite."""

from ..sources import Fielded, Meta, Totals
from .connections import StoreBusy, StoreError
from .events import InvalidIndex, Store, name_fault
from .writer import Batch, Full, Writer

__all__ = [
    "Batch",
    "Fielded",
    "Full",
    "InvalidIndex",
    "Meta",
    "Store",
    "StoreBusy",
    "StoreError",
    "Totals",
    "Writer",
    "name_fault",
]
