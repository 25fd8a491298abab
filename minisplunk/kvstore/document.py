"""JSON of a request in; the document that is stored of it out: its key, and the text of its other members.

A document has at most 16 MB (REST API Reference, KV store endpoint descriptions), and objects and arrays lie at most
100 deep in it (MongoDB, "Limits and Thresholds"). [unverified]: how splunkd words what is wrong with one.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from ..dataclass import dataclass
from ..documents.tree import Tree
from ..errors import MinisplunkError
from ..values import text
from .field_types import Convert, Misfit
from .paths import NOTHING, changed

if TYPE_CHECKING:
    from .collection import Collection

KEY, USER = "_key", "_user"
OWN = frozenset({KEY, USER})
"""What the store says of a document: it stands beside the document's text, not in it."""
MAX_BYTES = 16 << 20
MAX_DEPTH = 100


class InvalidDocument(MinisplunkError):
    """What a request would store is no document, or does not fit its collection."""


@dataclass(frozen=True, slots=True)
class Document:
    """`text`: a JSON object without the key and the user."""

    key: str
    text: str

    @classmethod
    def of(cls, tree: Tree, collection: Collection, key: str = "") -> Document:
        """A document for a collection. `key` counts before its own; one without any gets a new one.

        Raises InvalidDocument.
        """
        if not isinstance(tree, dict):
            raise InvalidDocument("A document must be a JSON object.")
        check(tree)
        members = {name: value for name, value in tree.items() if name not in OWN}
        written = orjson.dumps(_typed(members, collection)).decode()
        if len(written) > MAX_BYTES // 4 and len(written.encode()) > MAX_BYTES:
            raise InvalidDocument(f"A document has at most {MAX_BYTES >> 20} MB.")
        return cls(key or _key(tree.get(KEY)) or new_key(), written)


def new_key() -> str:
    """A key of 24 hexadecimal digits, as MongoDB makes them."""
    return os.urandom(12).hex()


def read(body: bytes | str) -> Tree:
    """The tree of a JSON text. Raises InvalidDocument."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidDocument(f"JSON in the request is invalid. ({error})") from error


def check(tree: Tree, depth: int = 0) -> None:
    """Raises InvalidDocument for a tree that is too deep, or that has a name which no member can have."""
    if depth > MAX_DEPTH:
        raise InvalidDocument(f"Objects and arrays lie at most {MAX_DEPTH} deep in a document.")
    if isinstance(tree, dict):
        for name, value in tree.items():
            if "\0" in name:
                raise InvalidDocument("The name of a field cannot have the character NUL in it.")
            check(value, depth + 1)
    elif isinstance(tree, list):
        for value in tree:
            check(value, depth + 1)


def full(text: str, user: str, key: str) -> dict[str, Any]:
    """A stored document with its user and its key, which stand last, as splunkd shows them."""
    document: dict[str, Any] = orjson.loads(text)
    document[USER] = user
    document[KEY] = key
    return document


def _key(value: Tree) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return text(value)
    raise InvalidDocument(f"The {KEY} of a document must be a string.")


def _typed(members: Tree, collection: Collection) -> Tree:
    """The members as the types of the collection's fields have them."""
    for path, convert in collection.types.items():
        members = changed(members, path, partial(_fitted, path, convert, collection.enforce))
    return members


def _fitted(path: str, convert: Convert, enforce: bool, value: Tree) -> Tree:
    try:
        return None if value is None else convert(value)
    except Misfit as misfit:
        if enforce:
            raise InvalidDocument(f"The value of the field '{path}' is not a {misfit.expected}.") from misfit
        return NOTHING
