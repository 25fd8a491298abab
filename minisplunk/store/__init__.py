"""Data into events, and events kept in SQLite."""

from .connections import StoreError
from .events import Fielded, InvalidIndex, Meta, Store, Stored, Totals
from .writer import Batch, Full, Writer

__all__ = ["Batch", "Fielded", "Full", "InvalidIndex", "Meta", "Store", "StoreError", "Stored", "Totals", "Writer"]
