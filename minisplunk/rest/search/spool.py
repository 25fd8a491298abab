"""Results of any number in a temporary file, for output modes that name all fields before the first result."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator

import orjson

from ..http import HttpError
from .result_formats import dumped, pieces_of
from .result_page import ShownRow


class Spool(Collection[ShownRow]):
    """Read as often as wanted, one after the other; gone when it is closed."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close
        self._count = 0

    def keep(self, rows: Iterable[ShownRow]) -> None:
        """Add results. HttpError 503 where there is no room for them."""
        try:
            for piece in pieces_of(rows):
                self._file.write(b"".join(dumped(row) + b"\n" for row in piece))
                self._count += len(piece)
        except OSError as error:
            raise HttpError(503, f"The results cannot be written to a temporary file: {error.strerror}.") from error

    def __iter__(self) -> Iterator[ShownRow]:
        self._file.seek(0)
        return map(orjson.loads, self._file)

    def __len__(self) -> int:
        return self._count

    def __contains__(self, row: object) -> bool:
        return any(row == kept for kept in self)

    def close(self) -> None:
        self._file.close()
