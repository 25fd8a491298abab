"""redistribute: the work of a search goes to several indexers, of which there are none here."""

from __future__ import annotations

from ..dataclass import dataclass
from ..operators.passing import Passing
from ..spl.arguments import Arguments, Clause, Option, natural
from ..spl.command import Kind
from ..spl.parser import Parser


def _by(p: Parser) -> tuple[str, ...]:
    fields = p.fields()
    if not fields:
        raise p.error("The by clause names no field.")
    if any("*" in name for name in fields):
        raise p.error("Wildcards are not supported in the by clause.")
    return fields


@dataclass(frozen=True, slots=True)
class Redistribute(Passing):
    """A wildcard cannot stand in its by clause (Search Reference, redistribute)."""

    name = "redistribute"
    kind = Kind.ORCHESTRATING
    arguments = Arguments(Clause("by", "by", _by), num_of_reducers=Option(natural, attribute=""))

    by: tuple[str, ...]
