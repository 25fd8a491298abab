"""Errors that end a build or a vetting without a result, with the exit code of the command line."""

from __future__ import annotations

from pathlib import Path

from minisplunk.errors import MinisplunkError


class PackageError(MinisplunkError):
    """Wrong use, or an app that is broken. The message is one line for each fault, place first, with what to do."""


class MissingTool(PackageError):
    """A program or library that the vetting needs is not installed; the message says how to install it."""

    exit_code = 3


def os_error(doing: str, path: Path, error: OSError, remedy: str) -> PackageError:
    """The error of an operation on `path` that the system refused, in one line: path, what, why, what to do."""
    return PackageError(f"{path}: cannot be {doing}: {error.strerror or error}; {remedy}")
