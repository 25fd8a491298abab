"""A collection of the KV store in; its columns, its rows, and the rows that equal some texts out.

Lookups see what is nobody's alone (Splunk developer guide, "Use the REST API to manage KV Store collections and data").
A lookup with case_sensitive_match = false folds the values that are looked up, not those of the collection, which are
to be in lower case (transforms.conf.spec). A column may be a path through objects and arrays, as in `kpis.title`; it
then has several values, as an array has. [unverified] on a real Splunk: a boolean is `true` or `false`, an object its
text; what is looked up is converted to the type of the column, and equals an array that has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import cached_property
from itertools import product

import orjson

from ..conf import Stanza
from ..conf.objects import NOBODY
from ..database import StoreError
from ..dataclass import dataclass
from ..documents import tree
from ..errors import ConfError
from ..kvstore.collection import Collection
from ..kvstore.document import KEY, USER
from ..kvstore.field_types import Misfit
from ..kvstore.paths import values_at
from ..kvstore.store import KvStore, State
from ..values import Row, fold, multivalue, text, texts
from .backing import Find as FindRows
from .backing import Search
from .index import all_of, at
from .match_type import FINDERS, Find

_WORD = re.compile(r'[\s,]*(?:"([^"]+)"|([^\s,]+))')
_Index = dict[tuple[str, ...], list[int]]


def is_collection(stanza: Stanza) -> bool:
    """Whether a stanza of transforms.conf defines a lookup over a collection."""
    return stanza.get("external_type").lower() == "kvstore"


def columns_of(stanza: Stanza) -> tuple[str, ...]:
    """The columns that a stanza names (transforms.conf.spec, fields_list)."""
    return tuple(dict.fromkeys(match[1] or match[2] for match in _WORD.finditer(stanza.get("fields_list"))))


@dataclass(frozen=True)
class KvTable:
    """One state of a collection: a change makes another KvTable. It reads the rows when they are first needed, and
    keeps them, with an index for each set of columns that was matched."""

    collection: Collection
    columns: tuple[str, ...]
    state: State
    store: KvStore = field(compare=False, repr=False)
    _indexes: dict[tuple[str, ...], _Index] = field(default_factory=dict, compare=False, repr=False)
    _finders: dict[tuple[str, str, bool], Find] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def at(cls, collection: Collection, columns: tuple[str, ...], store: KvStore) -> KvTable:
        """A collection as it is now."""
        try:
            return cls(collection, columns, store.state(collection), store)
        except StoreError as error:
            raise ConfError(error.message) from error

    def rows(self) -> Sequence[Row]:
        return self._rows

    @property
    def warnings(self) -> Sequence[ConfError]:
        return ()

    def finder(self, search: Search) -> FindRows:
        kinds, case_sensitive, rows = search.kinds, search.case_sensitive, self._rows
        equal = [(place, column) for place, column in enumerate(search.columns) if column not in kinds]
        finds = [
            at(place, self._finder(column, kinds[column], case_sensitive))
            for place, column in enumerate(search.columns)
            if column in kinds
        ]
        if equal:
            together = self._index(tuple(column for _, column in equal))

            def find_equal(texts: Sequence[str]) -> Sequence[int]:
                cells = [texts[place] if case_sensitive else fold(texts[place]) for place, _ in equal]
                stored = [self._stored(column, cell) for (_, column), cell in zip(equal, cells, strict=True)]
                return together.get(tuple(stored), ())

            finds.insert(0, find_equal)
        numbers = all_of(finds, len(rows))
        return lambda texts: map(rows.__getitem__, numbers(texts))

    def _stored(self, column: str, cell: str) -> str:
        """A text as it is shown once it is stored in a column: 2.0 is 2 where numbers are."""
        convert = self.collection.types.get(column)
        try:
            return cell if convert is None else next(_shown(convert(cell)), cell)
        except Misfit:
            return cell

    def _index(self, columns: tuple[str, ...]) -> _Index:
        if columns not in self._indexes:
            index: _Index = {}
            for number, row in enumerate(self._rows):
                cells = [row.get(name) for name in columns]
                if all(type(cell) is str for cell in cells):  # as nearly all are
                    index.setdefault(tuple(cells), []).append(number)  # type: ignore[arg-type]
                    continue
                for combined in dict.fromkeys(product(*map(texts, cells))):
                    index.setdefault(combined, []).append(number)
            self._indexes[columns] = index
        return self._indexes[columns]

    def _finder(self, column: str, kind: str, case_sensitive: bool) -> Find:
        key = (column, kind, case_sensitive)
        if key not in self._finders:
            cells = ((number, cell) for number, row in enumerate(self._rows) for cell in texts(row.get(column)))
            self._finders[key] = FINDERS[kind](cells, case_sensitive)
        return self._finders[key]

    @cached_property
    def _rows(self) -> list[Row]:
        try:
            return [_row(key, text, self.columns) for key, text in self.store.contents(self.collection)]
        except (StoreError, orjson.JSONDecodeError) as error:
            raise ConfError(f"The collection '{self.collection.name}' cannot be read: {error}") from error


def _row(key: str, document: str, columns: Sequence[str]) -> Row:
    members = orjson.loads(document)
    members[KEY], members[USER] = key, NOBODY
    row: Row = {}
    for column in columns:
        value = members.get(column)
        if type(value) is not str:
            value = multivalue([shown for found in values_at(members, column) for shown in _shown(found)])
        if value:
            row[column] = value
    return row


def _shown(value: tree.Tree) -> Iterator[str]:
    """The texts of a value; none for null and for an empty text."""
    match value:
        case None | "":
            return
        case str():
            yield value
        case bool():
            yield "true" if value else "false"
        case int() | float():
            yield text(value)
        case list():
            for element in value:
                yield from _shown(element) if not isinstance(element, list) else [tree.written(element)]
        case _:
            yield tree.written(value)
