"""The KV store: collections of JSON documents, as collections.conf declares them, kept in SQLite.

`collection.py` reads a declaration, `field_types.py` fits values to it, `document.py` is what is stored, `paths.py`
what lies where in it; `query.py`, `projection.py` and `ordering.py` are the parts of a `find.py`; `store.py` keeps and
finds documents within the limits of `limits.py`.
"""
