"""A saved search as it is installed on a target."""

from __future__ import annotations

from typing import Any

from ..errors import NotFound
from .faults import TargetError
from .target import Target


def settings(target: Target, name: str) -> dict[str, str]:
    """Its settings that are not empty, as text, booleans as 1 and 0. TargetError where it is not there."""
    entry = target.entry(f"saved/searches/{quoted(name)}", owner="nobody", app=target.app)
    if entry is None:
        raise TargetError(f"The app {target.app} on {target.name} has no saved search '{name}'.")
    return {key: _text(value) for key, value in entry["content"].items() if value not in (None, "")}


def only(target: Target) -> str:
    """The one saved search that the app itself brings. NotFound when there is none, or more than one to choose from."""
    entries = target.entries("saved/searches", owner="nobody", app=target.app, count=0)
    names = [entry["name"] for entry in entries if entry["acl"]["app"] == target.app]
    if len(names) != 1:
        listed = ", ".join(map(repr, names)) or "none"
        raise NotFound(f"Say which saved search of the app {target.app}: on {target.name} it has {listed}.")
    return str(names[0])


def quoted(name: str) -> str:
    """A name as a segment of a path; splunk-sdk encodes all but the slash."""
    return name.replace("/", "%2F")


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
