"""Any Splunk Enterprise or Splunk Cloud as a target: nothing is installed there, and nothing shared is changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from .access import Access, from_environment, unchecked
from .faults import TargetError
from .wanted import Say, Wanted


@contextmanager
def remote(wanted: Wanted, say: Say) -> Iterator[Access]:
    """Credentials are the environment's. TargetError for a URL that is none, for missing credentials, and an add-on."""
    if wanted.addon is not None:
        raise TargetError(
            f"--addon is for the container. Nothing is installed on {wanted.splunk}: install the add-on there yourself."
        )
    access = from_environment(wanted.splunk, os.environ, wanted.verify)
    if access.verify is False:
        say(unchecked(access.management))
    yield access
