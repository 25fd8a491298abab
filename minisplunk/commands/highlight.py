"""highlight: Splunk Web marks some words in the text of events; results are what they were."""

from __future__ import annotations

from ..dataclass import dataclass
from ..operators.passing import Passing
from ..spl.command import Kind
from ..spl.parser import Parser


@dataclass(frozen=True, slots=True)
class Highlight(Passing):
    name = "highlight"
    kind = Kind.STREAMING

    terms: tuple[str, ...]

    @classmethod
    def parse(cls, p: Parser) -> Highlight:
        """`<string>...`, separated by blanks or commas."""
        terms: list[str] = []
        while (token := p.peek()) is not None:
            p.next()
            if token.text != "," or token.quoted:
                terms.append(token.text)
        if not terms:
            raise p.error("Expected the words to highlight.")
        return cls(tuple(terms))
