"""What the user asks for in; a Splunk that answers, with the app in it, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from ..conf import install
from .access import Access
from .connection import connected
from .installation import check
from .options import DOCKER, EMBEDDED, RunOptions, Say
from .target import Target

Opener = Callable[[RunOptions, Say], AbstractContextManager[Access]]
DISPOSABLE: Mapping[str, str] = {EMBEDDED: "embedded.embedded", DOCKER: "docker.container"}
"""Targets that are ours alone -> where they are opened; all else is a URL."""


@contextmanager
def open_target(options: RunOptions, say: Say) -> Iterator[Target]:
    """Until the block ends. TargetError says what to change where it cannot be reached, or lacks the app."""
    disposable = options.splunk in DISPOSABLE
    with _opener(options.splunk)(options, say) as access:
        target = connected(access, name=options.splunk, app=app_id(options.app), disposable=disposable)
        check(target)
        yield target


def app_id(app: Path) -> str:
    """The id of an app's folder or archive: the name of the folder that it is installed in."""
    with TemporaryDirectory() as folder:
        return install(app, Path(folder)).id


def _opener(splunk: str) -> Opener:
    module, _, name = DISPOSABLE.get(splunk, "remote.remote").partition(".")
    opener: Opener = getattr(import_module(f".{module}", __package__), name)
    return opener
