"""The KV store: collections of JSON documents, as collections.conf declares them, kept in SQLite.

`collection.py` reads a declaration, `field_types.py` fits values to it, `document.py` is what is stored, `paths.py`
what lies where in it; `query.py`, `projection.py` and `ordering.py` are the parts of a `find.py`; `store.py` keeps and
finds documents within the limits of `limits.py`.
"""

from .collection import CONF, Collection
from .document import Document, InvalidDocument
from .find import Find
from .limits import ApiLimit, KvLimits
from .query import InvalidQuery
from .store import KeyTaken, KvStore, State

__all__ = [
    "CONF",
    "ApiLimit",
    "Collection",
    "Document",
    "Find",
    "InvalidDocument",
    "InvalidQuery",
    "KeyTaken",
    "KvLimits",
    "KvStore",
    "State",
]
