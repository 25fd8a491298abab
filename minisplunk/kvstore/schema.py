"""The tables of the KV store.

A document is a text beside its key: SQLite finds it by its key, and a query that asks for more reads the collection.
"""

from __future__ import annotations

from ..database import Schema

FILE = "kvstore.db"
_TABLES = """
CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT, app TEXT NOT NULL, name TEXT NOT NULL, changes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (app, name)
);
CREATE TABLE records (
    id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, user TEXT NOT NULL, key TEXT NOT NULL, document TEXT NOT NULL,
    UNIQUE (collection, user, key)
);
CREATE INDEX in_order ON records (collection, user); -- and by id, in which records came
"""

SCHEMA = Schema(holds="the KV store", application=0x4D534B56, version=1, tables=_TABLES)  # "MSKV"
