"""SQLite databases: what they hold, as a schema, and connections to them that threads borrow."""

from .connections import Connections, StoreBusy, StoreError, faults
from .copying import copy_databases
from .schema import Schema

__all__ = ["Connections", "Schema", "StoreBusy", "StoreError", "copy_databases", "faults"]
