"""noop: how Splunk is to optimize and log a search; results are what they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..operators.passing import Passing
from ..spl.arguments import Reader, boolean, positive
from ..spl.command import Kind
from ..spl.parser import Parser

_OPTIMIZATION = "search_optimization"


@dataclass(frozen=True, slots=True)
class Noop(Passing):
    """No optimization changes results, and there is no search.log whose levels or appenders could be set."""

    name = "noop"
    kind = Kind.ORCHESTRATING

    @classmethod
    def parse(cls, p: Parser) -> Noop:
        """`[log_<level>=<string>] [log_appender=<string>] [set_ttl=<timespan>] [search_optimization=<bool>]
        [search_optimization.<type>=<bool>] [sample_ratio=<int>] [remote_log_fetch=<string>]...` (Search Reference,
        noop), separated by blanks or commas."""
        given: dict[str, Any] = {}
        while (token := p.peek()) is not None:
            name = token.text.lower()
            if p.accept(","):
                continue
            reader = _reader(name)
            if reader is None or not p.option({name: reader}, given):
                raise p.invalid(token)
            if name == "set_ttl" or (name == "sample_ratio" and given[name] > 1):
                raise p.unsupported(f"The option {p.read_since(token)}.", token.span)
        return cls()


def _reader(name: str) -> Reader | None:
    if name == _OPTIMIZATION or name.startswith(f"{_OPTIMIZATION}."):
        return boolean
    if name.startswith("log_") or name in ("set_ttl", "remote_log_fetch"):
        return str
    return positive if name == "sample_ratio" else None
