"""What a request wants to find in a collection in; a question that the store answers out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..conf.parser import FALSE, TRUE
from ..dataclass import dataclass
from ..documents.tree import Tree
from .ordering import Ordering
from .projection import Projection
from .query import InvalidQuery, Query


@dataclass(frozen=True, slots=True)
class Find:
    """`limit`: how many documents at most, 0 for no limit; `skip`: how many are passed over before these; `shared`:
    among those of nobody, too, beside the user's own (REST API Reference, KV store endpoint descriptions)."""

    query: Query = field(default_factory=Query)
    projection: Projection | None = None
    ordering: Ordering = field(default_factory=Ordering)
    skip: int = 0
    limit: int = 0
    shared: bool = False

    @classmethod
    def of_parameters(cls, given: Mapping[str, str]) -> Find:
        """From the parameters of a request; others than these have no effect. Raises InvalidQuery."""
        return cls._of(Query.read(given.get("query", "")), given)

    @classmethod
    def of_tree(cls, tree: Tree) -> Find:
        """From one query of a batch, a JSON object. Raises InvalidQuery."""
        if not isinstance(tree, dict):
            raise InvalidQuery("Each query of a batch must be a JSON object.")
        return cls._of(Query.of(tree["query"]) if tree.get("query") is not None else Query(), tree)

    @classmethod
    def _of(cls, query: Query, given: Mapping[str, Tree]) -> Find:
        return cls(
            query,
            Projection.read(given.get("fields")),
            Ordering.read(given.get("sort")),
            _natural("skip", given.get("skip")),
            _natural("limit", given.get("limit")),
            _flag("shared", given.get("shared")),
        )


def _natural(name: str, value: Tree) -> int:
    text = "" if value is None else str(value).strip()
    if not text:
        return 0
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    raise InvalidQuery(f"The {name} of a query is not a whole number.")


def _flag(name: str, value: Tree) -> bool:
    word = "false" if value in (None, "") else str(value).strip().lower()
    if word not in TRUE | FALSE:
        raise InvalidQuery(f"The argument '{name}' of a query is neither true nor false.")
    return word in TRUE
