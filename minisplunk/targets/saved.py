"""A saved search as it is installed on a target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .faults import TargetError
from .target import Target


def settings(target: Target, name: str) -> dict[str, str]:
    """Its settings that are not empty, as text, booleans as 1 and 0. TargetError where it is not there."""
    entry = target.entry(f"saved/searches/{quoted(name)}", owner="nobody", app=target.app)
    if entry is None:
        raise TargetError(f"The app {target.app} on {target.name} has no saved search '{name}'.")
    return {key: _text(value) for key, value in entry["content"].items() if value not in (None, "")}


def brought(target: Target) -> dict[str, frozenset[str]]:
    """The saved searches that the app itself brings, each with its enabled alert actions."""
    return {entry["name"]: enabled_actions(entry["content"]) for entry in _brought(target, "saved/searches")}


def enabled_actions(content: Mapping[str, Any]) -> frozenset[str]:
    """Those that splunkd lists for a saved search (REST API Reference, saved/searches: actions)."""
    return frozenset(name.strip() for name in (content.get("actions") or "").split(",")) - {""}


def own_actions(target: Target) -> frozenset[str]:
    """The alert actions that the app itself brings."""
    return frozenset(entry["name"] for entry in _brought(target, "alerts/alert_actions"))


def _brought(target: Target, collection: str) -> Iterator[dict[str, Any]]:
    entries = target.entries(collection, owner="nobody", app=target.app, count=0)
    return (entry for entry in entries if entry["acl"]["app"] == target.app)


def quoted(name: str) -> str:
    """A name as a segment of a path; splunk-sdk encodes all but the slash."""
    return name.replace("/", "%2F")


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
