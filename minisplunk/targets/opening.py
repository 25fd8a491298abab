"""The user's options -> a Splunk that answers, with the app in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from ..conf import install
from .access import Access, from_environment, unchecked
from .connection import connected
from .faults import TargetError
from .installation import check
from .options import DOCKER, EMBEDDED, RunOptions, Say
from .target import Target

Opener = Callable[[RunOptions, Say], AbstractContextManager[Access]]
DISPOSABLE = {EMBEDDED: ("embedded", "embedded"), DOCKER: ("docker", "container")}
"""Targets that are ours alone -> the file and function that start them; all else is the URL of a Splunk that runs."""


@contextmanager
def open_target(options: RunOptions, say: Say) -> Iterator[Target]:
    """Until the block ends. TargetError says what to change where it cannot be reached, or lacks the app."""
    with TemporaryDirectory() as folder:
        app = install(options.app, Path(folder)).id
    opener: Opener = remote
    if disposable := options.splunk in DISPOSABLE:
        file, function = DISPOSABLE[options.splunk]
        opener = getattr(import_module(f".{file}", __package__), function)
    with opener(options, say) as access:
        target = connected(access, name=options.splunk, app=app, disposable=disposable)
        yield replace(target, app_version=check(target))


@contextmanager
def remote(options: RunOptions, say: Say) -> Iterator[Access]:
    """Splunk Enterprise or Splunk Cloud at a URL. Nothing is installed there. Credentials are the environment's.

    TargetError for a URL that is none, for missing credentials, and for an add-on.
    """
    if options.addon is not None:
        raise TargetError(
            f"--addon is for the container. Nothing is installed on {options.splunk}: install the add-on there "
            "yourself."
        )
    access = from_environment(options.splunk, os.environ, options.verify)
    if access.verify is False:
        say(unchecked(access.management))
    yield access
