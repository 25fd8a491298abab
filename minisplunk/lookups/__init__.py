"""Lookup tables: a name in; the rows of the table, and rows that it has added fields to, out.

`catalog.py` finds a lookup by its name, `definition.py` reads its stanza, `backing.py` is the store of its rows
(`csv.py`: a CSV file, `kvstore.py`: a collection; `stores.py` keeps both for all), `index.py` and `match_type.py` find
rows in it, `table.py` matches values with rows, `timeline.py` finds those of an event by its time, `enrichment.py`
writes matching rows into fields; `writing.py` and `collection_rows.py` write rows back. Another kind of lookup is
another backing, and a line in the catalog.
"""
