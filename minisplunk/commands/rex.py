"""rex: named groups of a regular expression become fields, or a sed script edits a field.

[unverified] on a real Splunk: each value of a multivalue field is matched; a group that matches no characters gives an
empty value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from ..dataclass import dataclass
from ..errors import Span, SplError
from ..functions import sed
from ..functions.regex import MatchLimit, Regex, RegexError, compile_regex
from ..spl.arguments import natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.lexer import Token
from ..spl.parser import Parser
from ..values import Row, Value, texts

_BARE = re.compile(r"[^\s\[\]\"]+(?!\S)")


def _mode(text: str) -> str:
    if text != "sed":
        raise ValueError("sed")
    return text


@dataclass(frozen=True, slots=True)
class Rex(Command):
    """`expression`: where the user wrote the regular expression or sed script."""

    name = "rex"
    kind = Kind.STREAMING
    takes = {"field": str, "max_match": natural, "offset_field": str, "mode": _mode}

    field: str
    work: Extraction | Sed
    expression: Span

    @classmethod
    def parse(cls, p: Parser) -> Rex:
        """`[field=<field>] ("<regex>" [max_match=<int>] [offset_field=<string>] | mode=sed "<sed script>")`."""
        given: dict[str, Any] = {}
        expression: Token | None = None
        while (token := p.peek()) is not None:
            if p.option(cls.takes, given):
                continue
            if expression is not None or p.at_option():
                raise p.invalid(token)
            expression = token = _expression(p, token)
            p.position = token.span.end
        if expression is None:
            raise p.error("A regular expression, or mode=sed and a sed expression, must be given.")
        work = _sed(p, given, expression) if "mode" in given else _extraction(p, given, expression)
        return cls(given.get("field", "_raw"), work, expression.span)

    def needs(self, wanted: Fields) -> Fields:
        # What the pattern extracts is still needed from before: a row it does not match keeps its value.
        return wanted | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding(self.work.names)

    def operator(self, search: Context) -> PerRow:
        return self._worked

    def _worked(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            values = texts(row.get(self.field))
            if values:
                try:
                    self.work.apply(row, values)
                except MatchLimit as error:
                    # As in Splunk, the search fails: the event is neither matched nor not matched.
                    raise SplError(f"Error in 'rex' command: {error}", self.expression) from error
            yield row


def _expression(p: Parser, token: Token) -> Token:
    """What begins at a token: text in quotes, or all up to a blank (public detections have such; their tests run on a
    Splunk). Brackets would be a subsearch."""
    if token.quoted:
        return token
    match = _BARE.match(p.source.text, token.span.start, p.end)
    if match is None:
        raise p.unsupported("A regular expression without double quotes around it.", token.span)
    return Token("word", match[0], Span(match.start(), match.end()))


def _extraction(p: Parser, options: dict[str, Any], token: Token) -> Extraction:
    regex = _compiled(p, token)
    if not regex.names:
        message = (
            f"The regex '{token.text}' does not extract anything. It should specify at least one named group. "
            "Format: (?<name>...)."
        )
        raise p.error(message, token.span)
    return Extraction(regex, options.get("max_match", 1), options.get("offset_field"))


def _compiled(p: Parser, token: Token) -> Regex:
    try:
        return compile_regex(token.text)
    except RegexError as error:
        message = f"Encountered the following error while compiling the regex '{token.text}': {error}"
        raise p.error(message, token.span) from error


def _sed(p: Parser, options: dict[str, Any], token: Token) -> Sed:
    for name in ("max_match", "offset_field"):
        if name in options:
            raise p.unsupported(f"The option '{name}' together with mode=sed.", token.span)
    field = options.get("field", "_raw")
    try:
        return Sed(field, token.text, sed.compile_script(token.text))
    except RegexError as error:
        message = f"Encountered the following error while compiling the sed expression '{token.text}': {error}"
        raise p.error(message, token.span) from error
    except ValueError as error:
        raise p.error(str(error), token.span) from error


@dataclass(frozen=True)
class Extraction:
    """`max_match` matches, 0 for all, of each value of the field; several make the extracted fields multivalued."""

    regex: Regex
    max_match: int
    offset_field: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that it makes."""
        return (*self.regex.names, *filter(None, (self.offset_field,)))

    def apply(self, row: Row, values: list[str]) -> None:
        """A group that takes no part in a match gives no value; offsets are inclusive: `name=0-4&other=6-7`."""
        if self.max_match == len(values) == 1 and self.offset_field is None:  # as nearly all searches have it
            row.update(self.regex.named(values[0]))
            return
        found: dict[str, list[str]] = {}
        offsets: list[str] = []
        for value in values:
            for match in islice(self.regex.finditer(value), self.max_match or None):
                for name, number in self.regex.names.items():
                    text = match.group(number)
                    if text is None:
                        continue
                    found.setdefault(name, []).append(text)
                    if self.offset_field is not None:
                        start, end = match.span(number)
                        offsets.append(f"{name}={start}-{end - 1}")
        for name, extracted in found.items():
            row[name] = _value(extracted)
        if self.offset_field is not None and offsets:
            row[self.offset_field] = "&".join(offsets)


@dataclass(frozen=True)
class Sed:
    """A sed script over each value of the field."""

    field: str
    script: str
    edit: sed.Edit

    @property
    def names(self) -> tuple[str, ...]:
        return (self.field,)

    def apply(self, row: Row, values: list[str]) -> None:
        row[self.field] = _value([self.edit(value) for value in values])


def _value(values: list[str]) -> Value:
    return values[0] if len(values) == 1 else values
