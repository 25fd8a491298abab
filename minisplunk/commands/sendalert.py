"""sendalert: runs an alert action once, on all rows, and passes them on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from ..dataclass import dataclass
from ..errors import Span
from ..operators.sinks import Sink, placed
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row

_PARAMETER = "param."
_UNSUPPORTED = ("results_link", "results_path")


@dataclass(frozen=True, slots=True)
class Sendalert(Command):
    """`parameters`: those of the action that count instead of its own, without `param.` before their names."""

    name = "sendalert"
    kind = Kind.DATASET
    writes = "run_sendalert"

    action: str
    parameters: Mapping[str, str]
    span: Span = field(default=Span(0, 0), compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Sendalert:
        """`<action> [param.<name>=<value>]...`"""
        whole, action = p.rest(), ""
        given: dict[str, str] = {}
        while (token := p.peek()) is not None:
            if p.at_option() and token.text.lower() in _UNSUPPORTED:
                raise p.unsupported(f"The option {token.text.lower()}: the action gets the rows' own file.", token.span)
            if p.at_option() and token.text.startswith(_PARAMETER):
                parameter: dict[str, str] = {}
                p.any_option(parameter)
                given[token.text.removeprefix(_PARAMETER)] = parameter[token.text.lower()]
            elif action or p.at_option() or token.kind == "punctuation":
                raise p.invalid()
            else:
                action = p.next().text
        if not action:
            raise p.error("Expected the name of an alert action.")
        return cls(action, given, whole)

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> Sink:
        def send(rows: Iterable[Row]) -> None:
            found = [dict(row) for row in rows]
            if not found:
                search.message("INFO", f"No results. The alert action '{self.action}' was not run.")
                return
            with placed(self.name, self.span):
                search.send_alert(self.action, self.parameters, found)

        return Sink(search.memory, send)
