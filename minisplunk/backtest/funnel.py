"""What is left of the data at each step, from bytes to findings."""

from __future__ import annotations

from collections.abc import Iterator

from ..dataclass import dataclass
from ..explain.reasons import counted
from .report import Backtest
from .words import share, size


@dataclass(frozen=True, slots=True)
class Step:
    """`212`, `candidates`, `with what the search asks of the text`, `0.15 %` of those before."""

    figure: str
    noun: str
    told: str
    share: str = ""


def steps(backtest: Backtest) -> Iterator[Step]:
    """Records are left out where nobody has counted them."""
    reach = backtest.reach
    files = f"in {counted(reach.files, 'file')}, {size(reach.size)} on disk"
    yield Step(size(reach.read or reach.size), "read", files)
    before = 0
    for count, noun, plural, told in (
        (reach.records, "record", "records", "in what was read"),
        (reach.candidates, "candidate", "candidates", "with what the search asks of the text"),
        (reach.matched, "match", "matches", "by the terms of the base search"),
        (len(backtest.findings), "finding", "findings", "by the whole search"),
    ):
        if count is not None:
            yield Step(f"{count:,}", noun if count == 1 else plural, told, share(count, before))
            before = count
