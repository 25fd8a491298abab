"""Databases of versions before this one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from minisplunk.store import Meta, Store
from minisplunk.times import TimeRange

FIRST = """
CREATE TABLE indexes (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE metas (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "index" TEXT NOT NULL, host TEXT NOT NULL, source TEXT NOT NULL, sourcetype TEXT NOT NULL,
    events INTEGER NOT NULL DEFAULT 0, earliest INTEGER, latest INTEGER,
    UNIQUE ("index", host, source, sourcetype)
);
CREATE TABLE counter (next INTEGER NOT NULL);
CREATE TABLE events (
    time INTEGER NOT NULL, id INTEGER NOT NULL, indextime INTEGER NOT NULL, meta INTEGER NOT NULL, raw TEXT NOT NULL,
    PRIMARY KEY (time, id)
) WITHOUT ROWID;
INSERT INTO indexes VALUES ('main');
INSERT INTO metas VALUES (1, 'main', 'h', 's', 't', 1, 5, 5);
INSERT INTO counter VALUES (2);
INSERT INTO events VALUES (5, 1, 7, 1, 'old');
PRAGMA application_id = 0x4D53504C;
PRAGMA user_version = 1;
"""


def test_the_first_version_becomes_the_present_one(tmp_path: Path):
    old = sqlite3.connect(tmp_path / "events.db")
    old.executescript(FIRST)
    old.close()
    meta = Meta("main", "h", "s", "t")
    with Store(tmp_path) as store:
        assert store.counts()["main"] == (1, 5, 5, 7)
    for _ in range(2):
        with Store(tmp_path) as store:
            store.add_fielded(meta, [(6, "new", '{"a":"b"}')], 8)
    with Store(tmp_path) as store:
        assert store.counts()["main"] == (3, 5, 6, 8)
        assert list(store.events(TimeRange.ALL, [1])) == [
            (6, 8, 1, '{"a":"b"}', "new"),
            (6, 8, 1, '{"a":"b"}', "new"),
            (5, 7, 1, None, "old"),
        ]
