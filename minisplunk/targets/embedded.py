"""The embedded Splunk as a target: minisplunk, served on loopback, the app in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..engine import Splunk
from ..forwarder.endpoint import Endpoint
from ..rest.server import serve
from .access import Access
from .options import RunOptions, Say


@contextmanager
def embedded(options: RunOptions, say: Say) -> Iterator[Access]:
    """Its certificate is made for this run, so it cannot be checked."""
    with Splunk() as splunk:
        for app in (options.addon, options.app):
            if app is not None:
                splunk.install(app)
        with serve(splunk, scheduler=False) as address:
            yield Access(
                address.management,
                username=address.username,
                password=address.password,
                hec=Endpoint(address.hec, address.hec_token, verify=False),
                verify=False,
            )
