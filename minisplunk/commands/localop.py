"""localop: the commands after it are run by the search head, which here runs them all."""

from __future__ import annotations

from ..dataclass import dataclass
from ..operators.passing import Passing
from ..spl.arguments import Arguments
from ..spl.command import Kind


@dataclass(frozen=True, slots=True)
class Localop(Passing):
    name = "localop"
    kind = Kind.ORCHESTRATING
    arguments = Arguments()
