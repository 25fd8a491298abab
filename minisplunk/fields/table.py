"""A CSV file and the definition of a lookup in; the rows that match an event's values, out.

The rules are those of transforms.conf.spec, "Lookup tables". [unverified]: an empty cell is null.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import ip_address, ip_network
from pathlib import Path

from ..conf.parser import Stanza
from ..errors import ConfError
from ..values import Value, fold

Row = dict[str, Value]
_Test = Callable[[str], bool]

MAX_MATCHES = 1000  # limits.conf, [lookup]
_MATCH_TYPE = re.compile(r"(?P<kind>[A-Za-z]+)\s*\(\s*(?P<column>[^()]*?)\s*\)")
_SEPARATORS = re.compile(r"[\s,]+")
_MULTIVALUE = "__mv_"
"""Prefix of the columns in which outputlookup keeps the values of a multivalue field, as `$a$;$b$`."""
_VALUE = re.compile(r"\$((?:[^$]|\$\$)*)\$")


@dataclass(frozen=True)
class Definition:
    """How rows match. `kinds`: WILDCARD or CIDR by column; other columns must be equal."""

    max_matches: int = MAX_MATCHES
    min_matches: int = 0
    default_match: str = ""
    case_sensitive: bool = True
    kinds: Mapping[str, str] = field(default_factory=dict)


def definition(stanza: Stanza, max_matches: int = MAX_MATCHES) -> Definition:
    """The definition in a stanza of transforms.conf. Raises ConfError with the setting's place."""
    found = Definition(
        max_matches=stanza.integer("max_matches", max_matches),
        min_matches=stanza.integer("min_matches"),
        default_match=stanza.get("default_match"),
        case_sensitive=stanza.flag("case_sensitive_match", True),
        kinds=_kinds(stanza),
    )
    if not 1 <= found.max_matches <= MAX_MATCHES and "max_matches" in stanza.settings:
        raise stanza.settings["max_matches"].error(f"max_matches must be from 1 to {MAX_MATCHES}")
    return found


def _kinds(stanza: Stanza) -> dict[str, str]:
    setting = stanza.settings.get("match_type")
    if setting is None:
        return {}
    if _SEPARATORS.sub("", _MATCH_TYPE.sub("", setting.value)):
        raise setting.error(f"match_type is not a list of WILDCARD(<field>) or CIDR(<field>): {setting.value!r}")
    kinds = {found["column"]: found["kind"].upper() for found in _MATCH_TYPE.finditer(setting.value)}
    for kind in kinds.values():
        if kind not in ("WILDCARD", "CIDR", "EXACT"):
            raise setting.error(f"match_type {kind} is none of WILDCARD, CIDR, EXACT")
    return {column: kind for column, kind in kinds.items() if kind != "EXACT"}


@dataclass(frozen=True)
class Table:
    """A CSV lookup; the file is read when it is first needed. Raises ConfError for a file that is no CSV."""

    path: Path
    definition: Definition = field(default_factory=Definition)
    _indexes: dict[tuple[str, ...], dict[tuple[str, ...], list[Row]]] = field(default_factory=dict, repr=False)

    @property
    def fields(self) -> Sequence[str]:
        """The columns, in the order of the file."""
        return self._content[0]

    def rows(self) -> Iterable[Row]:
        return self._content[1]

    def match(self, keys: dict[str, str]) -> list[Row]:
        """The rows whose columns match the keys, in the order of the file, at most `max_matches`.

        With fewer than `min_matches`, rows of the default value make up for the rest.
        """
        how = self.definition
        found = self._matching(keys)[: how.max_matches]
        missing = how.min_matches - len(found)
        if missing > 0:
            columns = [column for column in self.fields if column not in keys]
            return found + [{**keys, **dict.fromkeys(columns, how.default_match)} for _ in range(missing)]
        return found

    def _matching(self, keys: dict[str, str]) -> list[Row]:
        loose = [column for column in keys if column in self.definition.kinds]
        exact = tuple(column for column in sorted(keys) if column not in self.definition.kinds)
        candidates: Iterable[Row] = self.rows()
        if exact:
            candidates = self._index(exact).get(tuple(self._folded(keys[column]) for column in exact), [])
        if not loose:
            return list(candidates)
        return [row for row in candidates if all(self._fits(row, column, keys[column]) for column in loose)]

    def _fits(self, row: Row, column: str, text: str) -> bool:
        return column in row and self._tests[column, str(row[column])](text)

    def _index(self, columns: tuple[str, ...]) -> dict[tuple[str, ...], list[Row]]:
        if columns not in self._indexes:
            index: dict[tuple[str, ...], list[Row]] = {}
            for row in self.rows():
                cells = tuple(self._folded(str(row[column])) for column in columns if column in row)
                if len(cells) == len(columns):
                    index.setdefault(cells, []).append(row)
            self._indexes[columns] = index
        return self._indexes[columns]

    def _folded(self, text: str) -> str:
        return text if self.definition.case_sensitive else fold(text)

    @cached_property
    def _tests(self) -> dict[tuple[str, str], _Test]:
        """For each cell of a column that matches loosely, whether a value matches it."""
        make = {"WILDCARD": self._wildcard, "CIDR": _network}
        return {
            (column, str(row[column])): make[kind](str(row[column]))
            for column, kind in self.definition.kinds.items()
            for row in self.rows()
            if column in row
        }

    def _wildcard(self, cell: str) -> _Test:
        pattern = re.compile(".*".join(map(re.escape, self._folded(cell).split("*"))), re.DOTALL)
        return lambda text: pattern.fullmatch(self._folded(text)) is not None

    @cached_property
    def _content(self) -> tuple[list[str], list[Row]]:
        reader = csv.reader(io.StringIO(_read(self.path), newline=""), strict=True)
        try:
            header = next(reader, [])
            rows = [_row(header, cells) for cells in reader if cells]
        except csv.Error as error:
            raise ConfError(f"is no CSV: {error}", self.path, reader.line_num) from error
        return [column for column in header if not column.startswith(_MULTIVALUE)], rows


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError) as error:
        raise ConfError(f"cannot be read: {error}", path) from error
    except UnicodeDecodeError as error:
        raise ConfError("is not UTF-8", path) from error


def _row(header: list[str], cells: list[str]) -> Row:
    row: Row = {column: cell for column, cell in zip(header, cells, strict=False) if cell}
    for column in [name for name in row if name.startswith(_MULTIVALUE)]:
        values = [value.replace("$$", "$") for value in _VALUE.findall(str(row.pop(column)))]
        if len(values) > 1:
            row[column.removeprefix(_MULTIVALUE)] = values
    return row


def _network(cell: str) -> _Test:
    try:
        network = ip_network(cell.strip(), strict=False)
    except ValueError:
        return lambda text: False

    def inside(text: str) -> bool:
        try:
            return ip_address(text) in network
        except ValueError:
            return False

    return inside
