"""noop: how Splunk is to optimize and log a search; results are what they were."""

from __future__ import annotations

from typing import Any

from ..dataclass import dataclass
from ..operators.passing import Passing
from ..spl.arguments import Option, Taken, boolean, never, positive, refused
from ..spl.command import Kind
from ..spl.lexer import Token
from ..spl.parser import Parser

_OPTIONS: dict[str, Taken] = {
    "log_appender": str,
    "remote_log_fetch": str,
    "sample_ratio": Option(positive, unsupported=lambda ratio: ratio > 1, lacks="a sample at random"),
    "search_optimization": boolean,
    "set_ttl": never(str, "how long the job is kept"),
}


@dataclass(frozen=True, slots=True)
class Noop(Passing):
    """No optimization changes results, and there is no search.log whose levels or appenders could be set."""

    name = "noop"
    kind = Kind.ORCHESTRATING
    takes = _OPTIONS

    @classmethod
    def parse(cls, p: Parser) -> Noop:
        """`[log_<level>=<string>] [log_appender=<string>] [set_ttl=<timespan>] [search_optimization=<bool>]
        [search_optimization.<type>=<bool>] [sample_ratio=<int>] [remote_log_fetch=<string>]...` (Search Reference,
        noop), separated by blanks or commas."""
        given: dict[str, Any] = {}
        while (token := p.peek()) is not None:
            if not p.accept(",") and not p.option(_OPTIONS, given) and not _of_a_kind(p, token, given):
                raise p.invalid(token)
        return cls()


def _of_a_kind(p: Parser, token: Token, given: dict[str, Any]) -> bool:
    """Reads the option that comes next, if it is for a level of the log or a kind of optimization."""
    name = token.text.lower()
    optimization = name.startswith("search_optimization.")
    if not (optimization or name.startswith("log_")) or not p.any_option(given):
        return False
    if optimization:
        try:
            boolean(given[name])
        except ValueError as error:
            raise p.option_error(refused(name, given[name], error), token.span) from error
    return True
