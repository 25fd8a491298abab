"""Our `dataclass` makes what the standard library's makes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from collections.abc import Callable
from dataclasses import field, fields, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

import minisplunk
from minisplunk.dataclass import dataclass


def _kinds(dataclass: Callable[..., Any]) -> dict[str, type]:
    @dataclass(frozen=True, slots=True)
    class Frozen:
        SHARED: ClassVar[int] = 1
        a: int
        b: list[str] = field(default_factory=list, repr=False)
        c: str = "c"
        d: str = field(default="d", compare=False)

    @dataclass(frozen=True, slots=True)
    class Inheriting(Frozen):
        e: int = 5
        f: str = field(init=False, default="f")
        g: str = field(init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "g", self.c + "g")

    @dataclass(slots=True)
    class Changing:
        a: int
        b: dict[str, int] = field(default_factory=dict)

    @dataclass(frozen=True)
    class Open:
        a: int = 0

        def __repr__(self) -> str:
            return "its own"

    @dataclass(slots=True, eq=False)
    class Alone:
        a: int = 0

    @dataclass
    class Empty:
        pass

    return {cls.__name__: cls for cls in (Frozen, Inheriting, Changing, Open, Alone, Empty)}


OURS, THEIRS = _kinds(dataclass), _kinds(dataclasses.dataclass)
CALLS = [((), {}), ((1,), {}), ((1, ["x"]), {}), ((1,), {"c": "y", "d": "z"}), ((1,), {"a": 1}), ((), {"nosuch": 1})]


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("calls", [CALLS, CALLS[::-1]], ids=["", "wrong first"])
def test_objects_are_made_shown_and_compared_alike(name, calls):
    ours, theirs = ([_made(_kinds(make)[name], *call) for call in calls] for make in (dataclass, dataclasses.dataclass))
    assert [str(one) for one in ours] == [str(one) for one in theirs]
    assert _compared(ours) == _compared(theirs)
    assert [_hashed(one) for one in ours] == [_hashed(one) for one in theirs]


@pytest.mark.parametrize("name", OURS)
def test_classes_say_the_same_of_themselves(name):
    ours, theirs = OURS[name], THEIRS[name]
    assert [(one.name, one.type, one.default) for one in fields(ours)] == [
        (one.name, one.type, one.default) for one in fields(theirs)
    ]
    for attribute in ("__slots__", "__match_args__", "__hash__"):
        assert type(getattr(ours, attribute, 0)) is type(getattr(theirs, attribute, 0))
    assert getattr(ours, "__slots__", 0) == getattr(theirs, "__slots__", 0)
    assert ours.__match_args__ == theirs.__match_args__


def test_what_is_frozen_does_not_change():
    frozen = OURS["Inheriting"](1)
    for change in (lambda: setattr(frozen, "a", 2), lambda: delattr(frozen, "a")):
        with pytest.raises(dataclasses.FrozenInstanceError, match="field 'a'"):
            change()
    assert (replace(frozen, a=2).a, frozen.a) == (2, 1)
    changing = OURS["Changing"](1)
    changing.a = 2
    assert changing.a == 2


@dataclass(frozen=True, slots=True)
class Kept:
    a: int
    b: tuple[int, ...] = ()


def test_copies_are_equal():
    kept = Kept(1, (2,))
    assert kept == copy.deepcopy(kept) == pickle.loads(pickle.dumps(kept))


def _made(cls: type, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    try:
        return cls(*given, **named)
    except TypeError as error:
        return f"{error}"


def _compared(objects: list[Any]) -> list[bool]:
    return [one == other for one in objects for other in (*objects, copy.copy(one)) if one is not other]


def _hashed(one: Any) -> Any:
    try:
        return None if type(one).__hash__ is object.__hash__ else hash(one)
    except TypeError:
        return "unhashable"


def test_it_is_the_one_that_minisplunk_uses():
    standard = re.compile(r"^from dataclasses import .*\bdataclass\b", re.MULTILINE)
    house = Path(minisplunk.__file__).parent
    files = [path for path in house.rglob("*.py") if standard.search(path.read_text(encoding="utf-8"))]
    assert files == [], "they take it from minisplunk/dataclass.py"
