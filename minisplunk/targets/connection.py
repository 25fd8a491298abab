"""An `Access` -> a `Target`, logged in, in the namespace of the user and the app."""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit

from splunklib.binding import handler, namespace
from splunklib.client import Service

from ..fields.default import SPLUNK_SERVER
from ..rest.management.versions import older
from .access import Access
from .answers import entries
from .faults import TargetError
from .refusals import refused
from .target import Target

OLDEST = (9, 3)
"""What the app supports: the oldest Splunk that runs Python 3.9."""
TIMEOUT = 60.0
"""Seconds that one request may take."""


def connected(access: Access, *, name: str, app: str, disposable: bool) -> Target:
    """Log in. TargetError says what to change where that fails, or where the Splunk is older than 9.3."""
    url = urlsplit(access.management)
    with refused(access):
        context = tls_context(access.verify)
        service = Service(
            host=url.hostname,
            port=url.port,
            username=access.username,
            password=access.password,
            splunkToken=access.token or None,
            autologin=True,
            handler=handler(timeout=TIMEOUT, verify=context is not None, context=context),
        )
        service.login()
        user = str(entries(service, "authentication/current-context")[0]["content"]["username"])
        info = service.info
        version, real = str(info["version"]), info["serverName"] != SPLUNK_SERVER
    if older(version, OLDEST):
        needed = ".".join(map(str, OLDEST))
        raise TargetError(
            f"{access.management} is Splunk {version}: upgrade it to {needed} or later, which this needs."
        )
    service.namespace = namespace(owner=user, app=app)
    return Target(name, access, service, user, app, version, disposable, real)


def tls_context(verify: bool | str) -> ssl.SSLContext | None:
    """The TLS context that checks certificates; None to check none. TargetError for a file without certificates."""
    if verify is False:
        return None
    try:
        return ssl.create_default_context(cafile=None if verify is True else verify)
    except (OSError, ssl.SSLError) as error:
        raise TargetError(f"{verify} cannot be read as certificates (PEM): {error.strerror or error}.") from error
