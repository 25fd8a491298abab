"""SPL104: an operator of the search command in small letters, which is a word to look for."""

from __future__ import annotations

from collections.abc import Iterator

from ...spl.ast import And, Keyword, SearchTerm, walk
from .flow import ReadSearch
from .lint import Remark, SearchLint

_OPERATORS = frozenset({"and", "or", "not"})


def find(search: ReadSearch) -> Iterator[Remark]:
    for flow in search.flows():
        for step in flow.steps:
            if step.command.base is not None:
                yield from _words(step.command.base, search)


def _words(term: SearchTerm, search: ReadSearch) -> Iterator[Remark]:
    for several in walk(term):
        terms = several.terms if isinstance(several, And) else ()
        for number, word in enumerate(terms[:-1]):
            written = search.text.text[word.span.start : word.span.end]
            if isinstance(word, Keyword) and written in _OPERATORS and (number or written == "not"):
                message = f"'{written}' is a word to look for; the operator is {written.upper()}."
                yield Remark(message, search.place(word.span))


LINT = SearchLint("SPL104", "search operator in small letters", find, eventtypes=True)
