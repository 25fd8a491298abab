"""One measured figure and its bound."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """`value` against `bound`: at most, or at least where `least`."""

    name: str
    value: float
    bound: float
    unit: str
    least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.bound if self.least else self.value <= self.bound

    def __str__(self) -> str:
        sign = ">=" if self.least else "<="
        met = "ok  " if self.met else "OVER"
        return f"{met} {self.name:72} {self.value:12,.2f} {self.unit:9} ({sign} {self.bound:,g})"
