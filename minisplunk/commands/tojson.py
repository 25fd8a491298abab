"""tojson: a JSON object of each row's fields.

Search Reference, tojson, "Apply JSON datatypes to field values", whose table leaves open what true is for a number: all
but 0. [unverified] on a real Splunk: members come in the order of their names; of several functions for one field, one
that names it counts before wildcards, and else the first; a field whose name begins with an underscore is there when it
is named; a value that is skipped is missing in an array, and without any other the field is skipped; an empty string is
no number, and no JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..dataclass import dataclass
from ..documents import tree
from ..documents.tree import Tree
from ..errors import SplError
from ..limits import check_length
from ..spl.arguments import Arguments, Option, Word, boolean, field_name, one_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.wildcards import like
from ..values import Row, number, texts

_WORDS = {"true": True, "t": True, "yes": True, "false": False, "f": False, "no": False}
_LITERALS = {"true": True, "false": False, "null": None}


_SKIPPED = object()
"""In place of a value that a datatype does not take."""


def _numeric(value: str) -> int | float | None:
    size = number(value)
    return None if size is None else tree.plain(size)


def _none(value: str) -> Tree:
    size = _numeric(value)
    return value if size is None else size


def _num(value: str) -> Tree:
    size = _numeric(value)
    return _SKIPPED if size is None else size


def _bool(value: str) -> Tree:
    size = _numeric(value)
    return _WORDS.get(value.lower(), _SKIPPED) if size is None else size != 0


def _json(value: str) -> Tree:
    try:
        return tree.read(value)
    except ValueError:
        return _SKIPPED


def _auto(value: str) -> Tree:
    if value in _LITERALS:
        return _LITERALS[value]
    container = tree.read_container(value)
    return _none(value) if container is None else container


_TYPES: dict[str, Callable[[str], Tree]] = {
    "auto": _auto,
    "bool": _bool,
    "json": _json,
    "none": _none,
    "num": _num,
    "str": str,
}
_Typed = tuple[str, str | None]
"""A field or a pattern, and the datatype that was given for it."""


class _Fields(Word):
    """`<field>` or `<datatype>(<field>)`, which may hold wildcards."""

    repeated = True
    attribute = "fields"

    def begins(self, p: Parser) -> bool:
        return True

    def read(self, p: Parser, before: tuple[_Typed, ...] | None) -> tuple[_Typed, ...]:
        token = p.peek()
        if token is not None and token.is_word(*_TYPES) and p.source.text[token.span.end : token.span.end + 1] == "(":
            p.next()
            return (*(before or ()), (p.parenthesised(), token.text.lower()))
        return (*(before or ()), (field_name(p, wildcards=True), None))

    def missing(self, p: Parser) -> tuple[_Typed, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Tojson(Command):
    """No `fields` are all fields."""

    name = "tojson"
    kind = Kind.STREAMING
    arguments = Arguments(
        _Fields(),
        default_type=Option(one_of(*_TYPES), "none"),
        fill_null=Option(boolean, False),
        include_internal=Option(boolean, False),
        output_field=Option(str, "_raw"),
    )

    fields: tuple[_Typed, ...]
    default_type: str
    fill_null: bool
    include_internal: bool
    output_field: str

    def needs(self, wanted: Fields) -> Fields:
        named = Fields.of(name for name, _ in self.fields) if self.fields else Fields.ALL
        return wanted.without({self.output_field}) | named

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((self.output_field,))

    def operator(self, search: Context) -> PerRow:
        datatype = _datatypes(self)

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                members: dict[str, Any] = {}
                for name in sorted(row):
                    if row[name] is not None and (read := datatype(name)) is not None:
                        self._add(members, name, texts(row[name]), read)
                check_length(sum(len(single) for name in members for single in texts(row[name])))
                row[self.output_field] = _written(members)
                yield row

        return run

    def _add(self, members: dict[str, Any], name: str, values: list[str], read: Callable[[str], Tree]) -> None:
        read_as = [read(value) for value in values]
        typed = [None if value is _SKIPPED else value for value in read_as if self.fill_null or value is not _SKIPPED]
        if typed:
            members[name] = typed if len(values) > 1 else typed[0]


def _written(members: dict[str, Any]) -> str:
    try:
        return tree.written(members)
    except ValueError:
        raise SplError("Error in 'tojson' command: a field holds JSON that is nested too deeply.") from None


def _datatypes(command: Tojson) -> Callable[[str], Callable[[str], Tree] | None]:
    """What reads the values of a field, by its name; None for a field that is left out."""
    given = command.fields or (("*", None),)
    plain = {name: kind for name, kind in reversed(given) if "*" not in name}
    patterns = [(like(name), kind) for name, kind in given if "*" in name]
    known: dict[str, Callable[[str], Tree] | None] = {}

    def found(name: str) -> Callable[[str], Tree] | None:
        if name in plain:
            return _TYPES[plain[name] or command.default_type]
        if name.startswith("_") and not command.include_internal:
            return None
        kinds = [kind or command.default_type for matches, kind in patterns if matches(name)]
        return _TYPES[kinds[0]] if kinds else None

    def datatype(name: str) -> Callable[[str], Tree] | None:
        if name not in known:
            known[name] = found(name)
        return known[name]

    return datatype
