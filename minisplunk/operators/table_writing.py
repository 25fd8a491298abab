"""What outputlookup and outputcsv share: how rows go to a CSV file.

[unverified]: how splunkd words its messages; that nothing to append leaves a file as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from ..dataclass import dataclass
from ..disk import remove_file
from ..errors import DataError
from ..lookups.writing import append_rows, write_table
from ..spl.columns import columns, in_order
from ..spl.command import Context
from ..values import Row

NO_APPENDING = "Rows cannot be appended to a .gz file."


@dataclass(frozen=True, slots=True)
class TableWriting:
    """`append`: to the file, in the columns that it has. Without results an existing file is removed, or made empty
    with `create_empty`, unless `override_if_empty` is false. `most`: rows that are written, 0 for all; `multivalued`:
    several values of a field are kept apart."""

    append: bool = False
    create_empty: bool = False
    override_if_empty: bool = True
    most: int = 0
    multivalued: bool = False

    def write(self, search: Context, path: Path, rows: Iterable[Row]) -> None:
        """Columns stand in the order in which results show them. Raises DataError, ConfError and NotWritten."""
        if next(iter(rows), None) is None:
            self._write_nothing(search, path)
            return
        if self.append and path.suffix == ".gz":
            raise DataError(NO_APPENDING)
        kept = islice(rows, self.most) if self.most else rows
        if not (self.append and path.exists() and append_rows(path, kept)):
            write_table(path, in_order(search.columns, columns(rows)), kept, multivalued=self.multivalued)
        search.message("INFO", f"Results written to file '{path}'.")

    def _write_nothing(self, search: Context, path: Path) -> None:
        if self.append or (not self.override_if_empty and path.exists()):
            search.message("INFO", f"No results. The file '{path}' is left as it is.")
        elif self.create_empty:
            write_table(path, (), ())
            search.message("INFO", f"No results. The file '{path}' is empty now.")
        elif remove_file(path):
            search.message("INFO", f"No results. The file '{path}' was removed.")
