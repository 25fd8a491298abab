"""What was hunted, and the reasons for survivors, in; what is printed, and whether all is well, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.mutate.hunt import Hunted

SURVIVORS = Path(__file__).parent / "survivors.yaml"


def reasons() -> dict[str, str]:
    """Mutant id -> why no test can catch it."""
    return dict(yaml.safe_load(SURVIVORS.read_text()))


@dataclass
class Report:
    """`equivalent`: survivors with a reason; they are no mutants to be caught, and counted apart."""

    reasons: Mapping[str, str]
    caught: list[Hunted] = field(default_factory=list)
    survived: list[Hunted] = field(default_factory=list)
    equivalent: list[Hunted] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    def add(self, operator: str, found: Iterable[Hunted]) -> str:
        """Take in the mutants of one operator; its line of the table."""
        before = len(self.caught), len(self.survived), len(self.equivalent)
        for hunted in found:
            known = hunted.mutant.id in self.reasons
            if hunted.killer and known:
                self.stale.append(f"{hunted.mutant.id}: is caught, by {hunted.killer}")
            (self.caught if hunted.killer else self.equivalent if known else self.survived).append(hunted)
        after = len(self.caught), len(self.survived), len(self.equivalent)
        caught, survived, equivalent = (now - then for now, then in zip(after, before, strict=True))
        return line(operator, caught + survived, caught, equivalent)

    def unknown(self, ids: Iterable[str]) -> None:
        """Reasons for what is no mutant at all are stale too; `ids` are those of all mutants."""
        self.stale += [f"{name}: there is no such mutant" for name in sorted(self.reasons.keys() - set(ids))]

    @property
    def well(self) -> bool:
        return not self.survived and not self.stale

    def lines(self) -> Iterator[str]:
        """After the table: survivors, and last of all the count."""
        caught, survived = len(self.caught), len(self.survived)
        yield line("total", caught + survived, caught, len(self.equivalent))
        if self.equivalent:
            yield "\nEquivalent, so that there is nothing to catch:"
        for hunted in self.equivalent:
            yield f"  {hunted.mutant.id}\n    {self.reasons[hunted.mutant.id]}"
        if self.survived:
            yield "\nNot caught: add a case to tests/detection, or a reason to survivors.yaml"
        yield from (f"  {hunted.mutant.id}" for hunted in self.survived)
        if self.stale:
            yield "\nStale reasons in survivors.yaml:"
        yield from (f"  {text}" for text in self.stale)
        yield f"\nmutants {caught + survived} caught {caught}"


def line(operator: object, mutants: object, caught: object, equivalent: object) -> str:
    return f"{operator!s:<12}{mutants!s:>8}{caught!s:>8}{equivalent or '':>12}"
