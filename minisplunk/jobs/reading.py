"""A search in; what splunkd says to it at once, before there is a job, out.

splunkd refuses a request whose pipeline it cannot read: an unknown command, quotes or brackets that don't close, a
macro that isn't there. The arguments of a command it reads in the job, which then fails (measured on 10.4.2 and 10.6 by
third parties); but the expression of `search` it reads at once (as clients of its API have it in their tests: the text
comes with a 400). [unverified] on a real Splunk: of a `search` behind a pipe, too.
"""

from __future__ import annotations

import re
from typing import cast

from ..commands import resolve
from ..conf import View
from ..errors import PlacedError, SplError, UnsupportedSpl
from ..fields.macros import expanded
from ..search import Request
from ..spl.ast import Command, Pipeline
from ..spl.parser import Parser, parse
from ..spl.source import Source

_FIRST_WORD = re.compile(r"\s*([^\s|\[(\"]*)")
_UNKNOWN = "Unknown search command"
_AT_ONCE = (_UNKNOWN, "Error in 'search' command: Unable to parse the search")


def refuse(request: Request, view: View) -> None:
    """Raise the SplError that splunkd answers at once, or UnsupportedSpl; nothing for what the job will find itself."""
    source = expanded(request.spl, view, request.environment)
    try:
        parse(source, resolve)
    except SplError as error:
        if error.message.startswith(_AT_ONCE):
            raise
        parse(source, _unread)


def read(request: Request, view: View) -> tuple[Source, Pipeline]:
    """The whole of a search, macros expanded. Raises SplError and UnsupportedSpl."""
    source = expanded(request.spl, view, request.environment)
    return source, parse(source, resolve)


def explicit(request: Request, view: View) -> str:
    """A search of the REST API, which must begin with a command, as a pipeline whose first command is said to be one.

    REST API Reference, search/jobs: `search` is not implied. Raises SplError for a first word that is no command.
    """
    source = expanded(request.spl, view, request.environment)
    if source.text.lstrip().startswith("|"):
        return request.spl
    found = _FIRST_WORD.match(source.text)
    word = found[1] if found else ""
    if word.lower() == "search":
        return request.spl
    if not _is_command(word.lower()):
        raise SplError(f"{_UNKNOWN} '{word or source.text.strip()[:1]}'.")
    return f"| {request.spl}"


def failure(error: Exception) -> str:
    """An error as a message on a job. What minisplunk cannot do says so, whatever command it came from."""
    if isinstance(error, UnsupportedSpl):
        return f"minisplunk does not support this search. {error.message} docs/SUPPORTED.md lists what it supports."
    return error.message if isinstance(error, PlacedError) else str(error)


def _is_command(word: str) -> bool:
    try:
        return resolve(word) is not None
    except UnsupportedSpl:
        return True


class _Unread:
    """A command that takes any arguments, for a pipeline that is read for its commands alone."""

    def __init__(self, command: type[Command]) -> None:
        self.name, self.generating = command.name, command.generating

    def parse(self, p: Parser) -> _Unread:
        p.position = p.end
        return self


def _unread(name: str) -> type[Command] | None:
    command = resolve(name)
    return None if command is None else cast(type[Command], _Unread(command))
