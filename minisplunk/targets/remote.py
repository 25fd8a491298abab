"""Any Splunk Enterprise or Splunk Cloud as a target: nothing is installed there, and nothing shared is changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from .access import Access, from_environment, unchecked
from .faults import TargetError
from .options import RunOptions, Say


@contextmanager
def remote(options: RunOptions, say: Say) -> Iterator[Access]:
    """Credentials are the environment's. TargetError for a URL that is none, for missing credentials, and an add-on."""
    if options.addon is not None:
        raise TargetError(
            f"--addon is for the container. Nothing is installed on {options.splunk}: install the add-on there "
            "yourself."
        )
    access = from_environment(options.splunk, os.environ, options.verify)
    if access.verify is False:
        say(unchecked(access.management))
    yield access
