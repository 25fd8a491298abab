"""Each check, on an app that is broken in one place; the cases are checks/*.yaml, one file for a file of checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from package.checks import appinspect
from package.unpacked import Unpacked
from package.vet import CHECKS

CASES = [
    case
    for file in sorted((Path(__file__).parent / "checks").rglob("*.yaml"))
    for case in yaml.safe_load(file.read_text())
]
BY_NAME = {check.__name__: check for check in CHECKS}
OF_APPINSPECT = {appinspect.appinspect_has_nothing_to_say.__name__, appinspect.appinspect_ran_every_check.__name__}

Files = dict[str, bytes]


def changed(data: bytes, change: Any, png: Callable[[int, int], bytes]) -> bytes:
    """A file as the case has it: a text, or {old, new} to replace, {latin-1: text}, {png: [width, height]}."""
    if isinstance(change, str):
        return change.replace("~", "").encode()
    if "png" in change:
        return png(*change["png"])
    if "latin-1" in change:
        return change["latin-1"].encode("latin-1")
    old, new = change["old"].encode(), change["new"].encode()
    assert old in data
    return data.replace(old, new)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['check']}: {case['name']}")
def test_a_check_finds_what_is_broken(
    case: Mapping[str, Any],
    files: Files,
    packed: Callable[[Files], Unpacked],
    png: Callable[[int, int], bytes],
) -> None:
    for name, change in case["files"].items():
        data = files.pop(name, b"")
        if change is not None:
            files[name] = changed(data, change, png)
    assert [str(finding) for finding in BY_NAME[case["check"]](packed(files))] == case["findings"]


@pytest.mark.parametrize(
    "check", [c for c in CHECKS if c.__name__ not in OF_APPINSPECT], ids=lambda check: check.__name__
)
def test_a_check_has_nothing_to_say_of_a_sound_app(
    check: Callable[[Unpacked], Any], files: Files, packed: Callable[[Files], Unpacked]
) -> None:
    assert list(check(packed(files))) == []


def test_every_check_is_shown_to_find_something() -> None:
    shown = {case["check"] for case in CASES if case["findings"]}
    assert shown == set(BY_NAME) - OF_APPINSPECT
