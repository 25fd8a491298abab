"""A search expression as a tree in; its text in SPL out, for those that the user has not written: of data models."""

from __future__ import annotations

from .. import lazy_re
from .ast import And, Comparison, Keyword, Not, Or, SearchTerm, Subsearch
from .quoting import quoted

_BARE = lazy_re.compile(r"[\w.*:/@%{}$+-]+")
_WORDS = frozenset({"AND", "OR", "NOT", "IN"})


def written(term: SearchTerm) -> str:
    """It reads as the same tree again; a subsearch is shown as `[...]`."""
    match term:
        case Keyword(text, case=case, whole=whole):
            return _value(text, case=case, whole=whole)
        case Comparison(field, _, (value,), indexed=True):
            return f"{field}::{value}"
        case Comparison(field, op, (value,), case=case, whole=whole):
            return f"{_word(field)}{op}{_value(value, case=case, whole=whole)}"
        case Comparison(field, op, values):
            listed = f"{_word(field)} IN ({', '.join(map(_word, values))})"
            return listed if op == "=" else f"NOT {listed}"
        case Not(inner):
            return f"NOT {_part(inner)}"
        case And(terms):
            return " ".join(map(_part, terms))
        case Or(terms):
            return " OR ".join(map(_part, terms))
        case Subsearch():
            return "[...]"


def _part(term: SearchTerm) -> str:
    several = isinstance(term, And | Or) and len(term.terms) != 1
    return f"({written(term)})" if several else written(term)


def _value(text: str, *, case: bool, whole: bool) -> str:
    return f"{'CASE' if case else 'TERM'}({text})" if case or whole else _word(text)


def _word(text: str) -> str:
    return text if _BARE.fullmatch(text) and text not in _WORDS else quoted(text)
