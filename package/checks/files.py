"""The archive's files: only those that the allow-list knows, and all that an app of this kind must have."""

from __future__ import annotations

from collections.abc import Iterator

from ..contents import REQUIRED, allowed
from ..finding import Finding
from ..unpacked import Unpacked


def files_are_on_the_allow_list(app: Unpacked) -> Iterator[Finding]:
    """A local/ folder, an editor's backup or a stray script is not shipped."""
    for name in app.files:
        if not allowed(name):
            yield Finding(name, 0, "is not on the allow-list", "contents.py says what the app may hold")


def required_files_are_there(app: Unpacked) -> Iterator[Finding]:
    for name in REQUIRED:
        if name not in app.files:
            yield Finding(name, 0, "is missing", "the app is not whole without it")
