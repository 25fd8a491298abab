"""Data models: the JSON files and datamodels.conf of apps in; datasets that commands read as a source of rows out.

`reading.py` makes a `model.py` of a file; `catalog.py` finds a dataset in what a context sees and makes `rows.py` of
it: the search terms of its events, and the `tree.py` that they go through, with the steps of `calculations.py`.
"""

from .catalog import Catalog

__all__ = ["Catalog"]
