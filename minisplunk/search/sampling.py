"""Event sampling: the ratio that a request names in, a test that one event of so many passes out.

REST API Reference, search/jobs, sample_ratio and sample_seed; Search Manual, "Event sampling": each event has the same
chance. [unverified]: which events splunkd takes for a seed.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ..dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """One event of `ratio`, at random; with the same `seed` the same ones of the same events."""

    ratio: int
    seed: int

    def test(self) -> Callable[[object], bool]:
        """For the events of one search, in their order."""
        chance, ratio = Random(self.seed).random, self.ratio
        return lambda event: chance() * ratio < 1
