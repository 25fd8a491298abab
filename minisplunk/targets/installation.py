"""The app on a target: whether it is there, and what the user sees of it."""

from __future__ import annotations

from typing import Any

from .faults import TargetError
from .target import Target


def check(target: Target) -> str:
    """The app's version, empty where it has none. TargetError where the user sees no such app, or it is disabled."""
    entry = app(target)
    if entry is None:
        how = _how_to_install(target)
        raise TargetError(f"{target.name} has no app {target.app}, or {target.user} may not read it: {how}")
    if str(entry["content"].get("disabled")) in ("1", "True"):
        raise TargetError(f"The app {target.app} is disabled on {target.name}: enable it in Apps > Manage Apps.")
    return str(entry["content"].get("version") or "")


def app(target: Target) -> dict[str, Any] | None:
    return target.entry(f"apps/local/{target.app}")


def _how_to_install(target: Target) -> str:
    if target.cloud:
        return "upload the .spl as a private app (Apps > Manage Apps > Uploaded apps, or acs apps install private)."
    return "install the .spl (make build) with Apps > Manage Apps > Install app from file."
