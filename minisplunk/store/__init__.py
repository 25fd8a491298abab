"""Data into events, and events kept in SQLite."""

from .connections import StoreError
from .events import InvalidIndex, Meta, Store, Stored, Totals

__all__ = ["InvalidIndex", "Meta", "Store", "StoreError", "Stored", "Totals"]
