"""What was hunted, and the reasons for survivors, in; what is printed, and whether all is well, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from minisplunk.mutation import Accepted, Hunted

SURVIVORS = Path(__file__).parent / "survivors.yaml"


@dataclass
class Report:
    """`accepted`: survivors with a reason are no mutants to be caught, and counted apart."""

    accepted: Accepted
    hunted: list[Hunted] = field(default_factory=list)

    def add(self, found: Iterable[Hunted]) -> Iterator[str]:
        """Take in mutants, which come by operator; the lines of the table, each when its operator is done."""
        of_operator: list[Hunted] = []
        for each in found:
            if of_operator and of_operator[0].mutant.operator != each.mutant.operator:
                yield self._line(of_operator[0].mutant.operator, of_operator)
                of_operator = []
            of_operator.append(each)
            self.hunted.append(each)
        if of_operator:
            yield self._line(of_operator[0].mutant.operator, of_operator)

    @property
    def survived(self) -> list[Hunted]:
        return [each for each in self.hunted if not each.killer and not self.accepted.reason(each.mutant)]

    @property
    def stale(self) -> list[str]:
        return self.accepted.stale(self.hunted)

    @property
    def well(self) -> bool:
        return not self.survived and not self.stale

    def lines(self) -> Iterator[str]:
        """After the table: survivors, and last of all the count."""
        yield self._line("total", self.hunted)
        equivalent = [each.mutant for each in self.hunted if not each.killer and self.accepted.reason(each.mutant)]
        if equivalent:
            yield "\nEquivalent, so that there is nothing to catch:"
        for mutant in equivalent:
            yield f"  {mutant.sentence}\n    {self.accepted.reason(mutant)}"
        if self.survived:
            yield "\nNot caught: add a case to tests/detection, or a reason to survivors.yaml"
        yield from (f"  {each.mutant.subject.name}:\n    {each.mutant.change}" for each in self.survived)
        if self.stale:
            yield "\nStale reasons in survivors.yaml:"
        yield from (f"  {text}" for text in self.stale)
        caught = sum(1 for each in self.hunted if each.killer)
        yield f"\nmutants {caught + len(self.survived)} caught {caught}"

    def _line(self, name: str, hunted: Sequence[Hunted]) -> str:
        caught = sum(1 for each in hunted if each.killer)
        equivalent = sum(1 for each in hunted if not each.killer and self.accepted.reason(each.mutant))
        return line(name, len(hunted) - equivalent, caught, equivalent)


def line(operator: object, mutants: object, caught: object, equivalent: object) -> str:
    return f"{operator!s:<20}{mutants!s:>8}{caught!s:>8}{equivalent or '':>12}"
