"""What an aggregate of stats is, and the table of all of them by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from ...values import Value

if TYPE_CHECKING:
    from typing_extensions import Self


class Aggregate(Protocol):
    """Gathers a field's values over the rows of one group. One whose result is the same whatever the order of the rows
    says so: its `sequential` is false, as far as the rows so far tell."""

    def add(self, value: Value, time: float | None) -> None:
        """One row's value of the field; null adds nothing. `time`: the row's _time in epoch seconds, None without."""

    def merge(self, later: Self) -> None:
        """Take over what `later`, of the same class, has gathered from the rows after these."""

    def result(self) -> Value:
        """Null when no value that counts was added (zero for counts)."""


def sequential(aggregate: Aggregate) -> bool:
    """Whether the result may depend on the order of the rows."""
    return bool(getattr(aggregate, "sequential", True))


AGGREGATES: dict[str, Callable[[], Aggregate]] = {}
A = TypeVar("A", bound=Callable[[], Aggregate])


def aggregate(*names: str) -> Callable[[A], A]:
    """Register a class (or other factory) under its names."""

    def register(factory: A) -> A:
        AGGREGATES.update(dict.fromkeys(names, factory))
        return factory

    return register
