"""The detection's tests in, each as a call that takes an app, out.

A test counts when the app is all that it needs: its parameters are those of `pytest.mark.parametrize`, and `spl`. What
compares the app with its specification, or looks at its files, lies elsewhere and does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

CONTROLS = frozenset({"test_without_them_four_of_twelve_are"})
"""They take the app's fields away themselves, so what they find says nothing of those."""
MODULES = ("detection", "coverage", "schedule", "fields", "tuning", "risk_notable", "matrix")
"""Of tests/detection, without `test_`; the slow ones last."""
GIVEN = frozenset({"spl", "measured"})
"""Fixtures that a test may ask for; any other it makes itself."""
LEFT_OUT = frozenset({"addon", "reports", "standing"})
"""Tests of the AWS add-on, of the reports, and of what is said of a detection that does not run."""


@dataclass(frozen=True)
class Killer:
    name: str
    test: Callable[..., None]
    arguments: Mapping[str, Any]

    @property
    def missing(self) -> set[str]:
        """Parameters that nobody gives a value: with one, the test would fail on every app."""
        return signature(self.test).parameters.keys() - self.arguments.keys() - GIVEN

    def kills(self, app: Path) -> bool:
        """Whether the test fails on the app, in whatever way."""
        given = {"spl": app, "measured": {}}
        wanted = {name: given[name] for name in signature(self.test).parameters if name in GIVEN}
        try:
            self.test(**self.arguments, **wanted)
        except Exception:  # an assertion, or any error that the changed app leads to
            return True
        return False


def killers() -> list[Killer]:
    return [killer for name in MODULES for killer in _of(import_module(f"tests.detection.test_{name}"))]


def _of(module: ModuleType) -> Iterator[Killer]:
    for name, test in vars(module).items():
        if name.startswith("test_") and name not in CONTROLS and "spl" in signature(test).parameters:
            for number, arguments in enumerate(_parametrized(test)):
                yield Killer(f"{module.__name__}::{name}[{number}]", test, arguments)


def _parametrized(test: Callable[..., None]) -> Iterator[dict[str, Any]]:
    marks = [mark.args for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    for chosen in product(*(values for _, values in marks)):
        arguments: dict[str, Any] = {}
        for (names, _), value in zip(marks, chosen, strict=True):
            arguments |= {names: value} if isinstance(names, str) else dict(zip(names, value, strict=True))
        yield arguments
