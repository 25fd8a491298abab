"""Any Splunk Enterprise or Splunk Cloud as a target: nothing is installed there, and nothing shared is changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from .access import Access, from_environment
from .faults import TargetError
from .wanted import Say, Wanted


@contextmanager
def remote(wanted: Wanted, say: Say) -> Iterator[Access]:
    """Credentials are the environment's. TargetError for a URL that is none, for missing credentials, and an add-on."""
    if wanted.addon is not None:
        raise TargetError(
            f"--addon is for the container. Nothing is installed on {wanted.splunk}: install the add-on there yourself."
        )
    access = from_environment(wanted.splunk, os.environ, trust(wanted))
    if access.verify is False:
        say(f"The certificate of {access.management} is NOT checked (--insecure): whoever sits in between reads all.")
    yield access


def trust(wanted: Wanted) -> bool | str:
    """How certificates are checked, as the options say."""
    if wanted.ca_file is not None:
        return str(wanted.ca_file)
    return not wanted.insecure
