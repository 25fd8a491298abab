"""Rows in; the documents that outputlookup leaves in a collection of the KV store, out.

Search Reference, outputlookup: several values of a field stay several; a row is saved under the value of key_field, or
under its own `_key`. [unverified] on a real Splunk: of a row only the columns of the lookup are saved, a path such as
`a.b` as an object within the document; a value is a string unless collections.conf gives its field another type; the
values of a key with several are joined; a record is replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..conf.objects import NOBODY
from ..dataclass import dataclass
from ..errors import DataError
from ..kvstore.collection import Collection
from ..kvstore.document import KEY, OWN, Document, InvalidDocument
from ..kvstore.paths import put
from ..kvstore.store import KvStore
from ..values import Row, multivalue, texts


@dataclass(frozen=True, slots=True)
class CollectionRows:
    """Implements spl.environment.Records."""

    store: KvStore
    collection: Collection
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.collection.name

    def write(self, rows: Iterable[Row], *, key_field: str, replace: bool, update: bool) -> None:
        try:
            documents = self._documents(rows, key_field or KEY)
            self.store.save(self.collection, NOBODY, documents, clear=replace, update=update)
        except InvalidDocument as error:
            raise DataError(error.message) from error

    def _documents(self, rows: Iterable[Row], key_field: str) -> Iterator[Document]:
        for row in rows:
            members: dict[str, Any] = {}
            for column in self.columns:
                value = multivalue(texts(row.get(column)))
                if value is not None and column not in OWN:
                    put(members, column, value)
            yield Document.of(members, self.collection, " ".join(texts(row.get(key_field))))
