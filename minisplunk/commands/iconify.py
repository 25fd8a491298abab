"""iconify: Splunk Web shows an icon for each combination of values of some fields; results are what they were."""

from __future__ import annotations

from ..dataclass import dataclass
from ..operators.passing import Passing
from ..spl.arguments import Arguments, Names
from ..spl.command import Kind


@dataclass(frozen=True, slots=True)
class Iconify(Passing):
    name = "iconify"
    kind = Kind.STREAMING
    arguments = Arguments(Names("fields"))

    fields: tuple[str, ...]
