"""rest: the entries that an endpoint of splunkd's REST API lists, as rows.

It asks this Splunk alone, with the rights of the search's user, and only reads (Search Reference, rest). [unverified]:
that several `search` arguments all have to match; how splunkd words its warnings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..errors import DataError, Span
from ..fields import SPLUNK_SERVER
from ..operators.sinks import placed
from ..spl.arguments import Reader, boolean, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.wildcards import like
from ..values import Row

_OPTIONS: dict[str, Reader] = {
    "count": natural,
    "strict": boolean,
    "splunk_server": str,
    "timeout": natural,  # nothing has to be waited for
}


@dataclass(frozen=True, slots=True)
class Rest(Command):
    """`arguments`: those of the request, by name; `here`: this Splunk is among those that are asked; `strict`: an error
    ends the search, where it is a warning otherwise."""

    name = "rest"
    kind = Kind.GENERATING
    takes = _OPTIONS

    path: str
    asked: Mapping[str, Sequence[str]]
    here: bool = True
    strict: bool = False
    span: Span = field(default=Span(0, 0), compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Rest:
        """`<path> [<option>=<value>]...`; an option that is none of the command's is an argument of the request."""
        path, span = "", p.rest()
        given: dict[str, Any] = {}
        asked: dict[str, list[str]] = {}
        while (token := p.peek()) is not None:
            if token.is_word("splunk_server_group") and p.at_option():
                raise p.unsupported("The option splunk_server_group: there are no groups of servers.", token.span)
            if p.option(_OPTIONS, given):
                continue
            if p.at_option():
                name = token.text
                if name.startswith("/"):
                    raise p.unsupported("A query within the path: its arguments are to follow it.", token.span)
                argument: dict[str, str] = {}
                p.any_option(argument)
                asked.setdefault(name, []).extend(argument.values())
            elif path or token.kind == "punctuation":
                raise p.invalid()
            else:
                path, span = p.next().text, token.span
        if not path:
            raise p.error("Expected the path of an endpoint.")
        asked["count"] = [str(given.get("count", 0))]
        if len(searches := asked.get("search", [])) > 1:
            asked["search"] = [" ".join(f"({text})" for text in searches)]
        here = any(map(like(given.get("splunk_server", "*")), ("local", SPLUNK_SERVER)))
        return cls(path, asked, here, given.get("strict", False), span)

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def columns(self, before: Columns | None) -> Columns | None:
        return None

    def operator(self, search: Context) -> PerRow:
        return partial(self._rows, search)

    def _rows(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        if not self.here:
            return
        with placed(self.name, self.span):
            try:
                found = search.rest(self.path, self.asked)
            except DataError as error:
                message = f"Failed to fetch REST endpoint uri={self.path}: {error.message}"
                if self.strict:
                    raise DataError(message) from error
                search.message("WARN", message)
                return
        yield from found
