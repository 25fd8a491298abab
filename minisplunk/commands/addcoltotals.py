"""addcoltotals: the sum of each numeric field over all results, in a row after them; addtotals row=f col=t is the same
(Search Reference, addtotals)."""

from __future__ import annotations

from ..dataclass import dataclass
from ..spl.arguments import Arguments, Names, Option
from ..spl.parser import Parser
from .addtotals import Addtotals


@dataclass(frozen=True, slots=True)
class Addcoltotals(Addtotals):
    name = "addcoltotals"
    arguments = Arguments(
        Names("fields", least=0, wildcards=True),
        labelfield=Option(str, ""),
        label=Option(str, "Total"),
    )

    @classmethod
    def parse(cls, p: Parser) -> Addcoltotals:
        return cls(**cls.arguments.read(p), row=False, col=True, fieldname="")
