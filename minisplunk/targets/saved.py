"""A saved search as it is installed on a target."""

from __future__ import annotations

from typing import Any

from splunklib.binding import HTTPError

from .answers import entries
from .faults import TargetError
from .refusals import refused
from .target import Target


def settings(target: Target, name: str) -> dict[str, str]:
    """Its settings that are not empty, as text, booleans as 1 and 0. TargetError where it is not there."""
    with refused(target.access):
        try:
            entry = entries(target.service, f"saved/searches/{quoted(name)}", owner="nobody", app=target.app)[0]
        except HTTPError as error:
            if error.status == 404:
                raise TargetError(f"The app {target.app} on {target.name} has no saved search '{name}'.") from error
            raise
    return {key: _text(value) for key, value in entry["content"].items() if value not in (None, "")}


def names(target: Target) -> list[str]:
    """The saved searches that the app itself brings."""
    with refused(target.access):
        found = entries(target.service, "saved/searches", owner="nobody", app=target.app, count=0)
    return [entry["name"] for entry in found if entry["acl"]["app"] == target.app]


def quoted(name: str) -> str:
    """A name as a segment of a path; splunk-sdk encodes all else of it."""
    return name.replace("/", "%2F")


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
