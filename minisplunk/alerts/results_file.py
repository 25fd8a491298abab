"""Result rows in, the results.csv.gz that splunkd leaves in a job's dispatch folder out.

A field x has its values joined with newlines in the column x, and again in `__mv_x` when there are several, each as
`$value$` with `$` doubled, joined with `;` (as the readers of cim_actions and splunk-sdk take them apart).
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..lookups.writing import several
from ..values import Row, texts


def write_results(path: Path, rows: Iterable[Row], fields: Sequence[str]) -> None:
    """`fields` are the columns, in order. The file is whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}")
    try:
        with gzip.open(part, "wt", compresslevel=1, encoding="utf-8", errors="replace", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*fields, *(f"__mv_{name}" for name in fields)])
            for row in rows:
                values = [row.get(name) for name in fields]
                writer.writerow([*("\n".join(texts(value)) for value in values), *map(several, values)])
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
