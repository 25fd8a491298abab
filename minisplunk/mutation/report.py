"""What was hunted in; by saved search and macro, how many changes cases notice and which they do not, out."""

from __future__ import annotations

from collections.abc import Sequence

from ..dataclass import dataclass
from .accepted import Accepted
from .hunt import About, Hunted
from .mutant import MACRO, SEARCH, Mutant, Subject
from .mutants import Found


@dataclass(frozen=True, slots=True)
class Line:
    """One saved search or macro. `cases`: how many are about it; `accepted`: survivors with a reason, which count
    neither as mutants nor as survivors."""

    found: Found
    cases: int
    killed: tuple[Hunted, ...]
    survivors: tuple[Mutant, ...]
    accepted: tuple[Mutant, ...]

    @property
    def subject(self) -> Subject:
        return self.found.subject

    @property
    def mutants(self) -> int:
        return len(self.killed) + len(self.survivors)


@dataclass(frozen=True, slots=True)
class Coverage:
    lines: tuple[Line, ...]
    stale: tuple[str, ...]

    @property
    def without_cases(self) -> list[str]:
        """Saved searches that no case is about."""
        return [line.subject.name for line in self.lines if line.subject.kind == SEARCH and not line.cases]

    @property
    def unexercised(self) -> list[str]:
        """Macros of which no change is noticed."""
        return [line.subject.name for line in self.lines if line.subject.kind == MACRO and not line.killed]

    @property
    def mutants(self) -> int:
        return sum(line.mutants for line in self.lines)

    @property
    def killed(self) -> int:
        return sum(len(line.killed) for line in self.lines)

    @property
    def exit_code(self) -> int:
        """0 each change is noticed, or accepted for a reason that still holds; 1 some are not, 2 a search is wrong,
        3 one is not supported."""
        unread = {line.found.unread.exit_code for line in self.lines if line.found.unread is not None}
        survived = self.killed < self.mutants or bool(self.stale)
        return next((code for code in (2, 1, 3) if code in unread or (code == 1 and survived)), 0)


def coverage(found: Sequence[Found], hunted: Sequence[Hunted], about: Sequence[About], accepted: Accepted) -> Coverage:
    of = {each.mutant: each for each in hunted}
    lines = tuple(_line(one, [of[mutant] for mutant in one.mutants], about, accepted) for one in found)
    return Coverage(lines, tuple(accepted.stale(hunted, [one.subject.name for one in found if one.left_out])))


def _line(found: Found, hunted: Sequence[Hunted], about: Sequence[About], accepted: Accepted) -> Line:
    survived = [each.mutant for each in hunted if not each.killer]
    return Line(
        found,
        sum(1 for each in about if each.of(found.subject)),
        tuple(each for each in hunted if each.killer),
        tuple(mutant for mutant in survived if not accepted.reason(mutant)),
        tuple(mutant for mutant in survived if accepted.reason(mutant)),
    )
