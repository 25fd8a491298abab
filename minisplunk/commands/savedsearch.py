"""savedsearch: runs a saved search, with text put in the place of its `$name$` placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..errors import Span, SplError
from ..spl.arguments import boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.source import SourceText
from ..values import Row

_PLACEHOLDER = re.compile(r"\$([\w.:-]+)\$")


@dataclass(frozen=True, slots=True)
class Savedsearch(Command):
    """`replacements`: None when placeholders are to stay as they are."""

    name = "savedsearch"
    kind = Kind.GENERATING
    unread = True
    takes = {"nosubstitution": boolean}
    reads_events = True  # its text is not known before it runs

    saved: str
    replacements: dict[str, str] | None = field(default_factory=dict)
    span: Span = field(default=Span(0, 0), compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Savedsearch:
        """`<name> [nosubstitution=<bool>] [<placeholder>=<string>]...` (Search Reference, savedsearch)."""
        token = p.next("the name of a saved search")
        if token.kind == "punctuation":
            raise p.error("The name of a saved search must be given.", token.span)
        if token.text.startswith("federated:"):
            raise p.unsupported("Saved searches of other Splunk deployments.", token.span)
        given: dict[str, Any] = {}
        replacements: dict[str, str] = {}
        while (option := p.peek()) is not None:
            if p.option(cls.takes, given):
                continue
            if not p.any_option(given):
                raise p.invalid(option)
            replacements[option.text] = given[option.text.lower()]
        return cls(token.text, None if given.get("nosubstitution") else replacements, token.span)

    def foreseen(self, saved: Callable[[str], str]) -> Iterable[SourceText]:
        return [SourceText.plain(self._replaced(saved(self.saved)))]

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def columns(self, before: Columns | None) -> Columns | None:
        return None

    def operator(self, search: Context) -> PerRow:
        return partial(self._run, search)

    def _run(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        yield from search.saved_search(self.saved, self._replaced, self.span)

    def _replaced(self, spl: str) -> str:
        """Raises SplError for a placeholder that is not replaced."""
        return spl if self.replacements is None else _PLACEHOLDER.sub(partial(self._value, self.replacements), spl)

    def _value(self, replacements: Mapping[str, str], found: re.Match[str]) -> str:
        if found[1] in replacements:
            return replacements[found[1]]
        raise SplError(
            "Error in 'savedsearch' command: Encountered the following error while building a search for saved search "
            f"'{self.saved}': Error while replacing variable name='{found[1]}'. "
            "Could not find variable in the argument map.",
            self.span,
        )
