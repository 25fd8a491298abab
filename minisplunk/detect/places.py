"""Files named as they are installed, `etc/apps/...`, not where the folder around them happens to be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..engine import Splunk
from ..errors import ConfError


@contextmanager
def installed_places(splunk: Splunk) -> Iterator[None]:
    """ConfErrors that the block raises name their files in this way."""
    try:
        yield
    except ConfError as error:
        file = None if error.file is None else splunk.shown(str(error.file))
        raise type(error)(error.reason, file, error.line) from error
