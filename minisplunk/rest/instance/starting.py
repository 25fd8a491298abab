"""A server that has started in; the lines that it writes to its own log, which is index=_internal, out.

Components and their order are those of splunkd.log; the texts are ours.
"""

from __future__ import annotations

import logging
import platform
from collections.abc import Iterator

from ...errors import MinisplunkError
from .splunkd import Splunkd

_log = logging.getLogger(__name__)

Line = tuple[str, str]
"""Component and text."""


def log_start(splunkd: Splunkd) -> None:
    """A store that cannot be written keeps nobody from reading it."""
    try:
        splunkd.splunk.host.log.write_lines(("INFO", component, text) for component, text in _lines(splunkd))
    except MinisplunkError as error:
        _log.warning("The start of the server is not in the index _internal: %s", error)


def _lines(splunkd: Splunkd) -> Iterator[Line]:
    info, splunk = splunkd.info, splunkd.splunk
    yield "loader", f"Splunkd starting (version {info.version}, build {info.build})."
    yield "loader", f"System info: {platform.system()}, {platform.release()}, {platform.machine()}."
    yield "ServerConfig", f"My GUID is {info.guid}."
    yield "ServerConfig", f"My server name is {info.server_name}."
    for app in sorted(splunk.layers.apps, key=lambda app: app.id):
        yield "ApplicationManager", f"Found application id={app.id}, {'enabled' if app.enabled else 'disabled'}."
    for index in sorted(splunk.indexes()):
        yield "IndexProcessor", f"Initialized index={index} in hotWarmPath={splunk.folder / 'var'}."
    yield "loader", f"The management port is open at {info.origin}."
    yield "HttpInputDataHandler", f"HTTP Event Collector is listening on port {info.hec_port}."
