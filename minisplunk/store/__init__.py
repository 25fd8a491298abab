"""Events kept in SQLite."""

from ..sources import Meta, Totals
from .connections import StoreBusy, StoreError
from .events import Fielded, InvalidIndex, Store, name_fault
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
