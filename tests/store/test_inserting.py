"""Rows in statements of many rows."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.sources import blocks
from minisplunk.store import inserting
from minisplunk.store.inserting import Unfit, insert

TABLE = "CREATE TABLE events (time, id, indextime, meta, raw, fields)"


@pytest.fixture
def connection():
    connection = sqlite3.connect(":memory:")
    connection.execute(TABLE)
    yield connection
    connection.close()


def rows(count: int, raw: str = "x"):
    return [(number, number, 0, 1, raw, None if number % 2 else "{}") for number in range(count)]


def there(connection: sqlite3.Connection):
    return connection.execute("SELECT * FROM events ORDER BY rowid").fetchall()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 127, 128, 511, 512, 513, 1100])
def test_every_row_once_and_in_order(connection, count):
    insert(connection, iter(rows(count)))
    assert there(connection) == rows(count)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=30), st.integers(1, 60))
def test_however_long_the_texts_are(texts, most):
    connection = sqlite3.connect(":memory:")
    connection.execute(TABLE)
    given_rows = [(number, number, 0, 1, text, None) for number, text in enumerate(texts)]
    before, blocks._MOST_CHARACTERS = blocks._MOST_CHARACTERS, most
    try:
        insert(connection, given_rows)
    finally:
        blocks._MOST_CHARACTERS = before
    assert there(connection) == given_rows
    connection.close()


@pytest.mark.parametrize("place", [0, 1, 300, 511, 512, 700])
@pytest.mark.parametrize("bad", [(2**63, 0, 0, 1, "x", None), (0, 0, 0, 1, "\udc00", None)])
def test_the_row_that_does_not_fit(connection, place, bad):
    given_rows = rows(800)
    given_rows[place] = bad
    with pytest.raises(Unfit) as unfit:
        insert(connection, given_rows)
    assert unfit.value.number == place + 1
    assert isinstance(unfit.value.__cause__, (OverflowError, UnicodeEncodeError))


def test_no_statement_has_more_parameters_than_any_sqlite_allows():
    assert max(inserting._STATEMENTS) * 6 <= (32_766 if sqlite3.sqlite_version_info >= (3, 32) else 999)
