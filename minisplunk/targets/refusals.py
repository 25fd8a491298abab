"""An exception of splunk-sdk, of TLS or of the network -> one sentence that says what to change."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from xml.etree.ElementTree import XML, ParseError

from splunklib.binding import AuthenticationError, HTTPError

from .access import PASSWORD, TOKEN, USERNAME, Access
from .faults import TargetError

_SELF_SIGNED = frozenset({18, 19, 20, 21})  # X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT and its neighbours
_EXPIRED, _HOSTNAME, _ADDRESS = 10, 62, 64


@contextmanager
def refused(access: Access) -> Iterator[None]:
    """Such exceptions of the block become TargetErrors; all others stay what they are."""
    try:
        yield
    except (HTTPError, ssl.SSLError, http.client.HTTPException, OSError, ParseError) as error:
        raise refusal(error, access) from error


def refusal(error: Exception, access: Access) -> TargetError:
    url = access.management
    if isinstance(error, AuthenticationError):
        return TargetError(_login(access))
    if isinstance(error, HTTPError):
        return TargetError(_answered(error, access))
    if isinstance(error, ssl.SSLCertVerificationError):
        return TargetError(_certificate(error, url))
    if isinstance(error, (ConnectionResetError, BrokenPipeError, ssl.SSLEOFError, http.client.HTTPException)):
        return TargetError(
            f"{url} cut the connection: see that splunkd runs and is not restarting, and that this is the port of its "
            "REST API, 8089 as a rule, with TLS on."
        )
    if isinstance(error, ssl.SSLError):
        return TargetError(
            f"{url} does not speak https: give the port of splunkd's REST API, 8089 as a rule, with TLS on."
        )
    if isinstance(error, ParseError):
        return TargetError(_no_splunkd(url))
    return TargetError(_unreachable(error, url))


def _login(access: Access) -> str:
    if access.token:
        return (
            f"{access.management} refuses the token of ${TOKEN}: it may have expired, or token authentication is off "
            "(Settings > Tokens)."
        )
    return f"{access.management} refuses the password of {access.username}: set ${USERNAME} and ${PASSWORD}."


def _answered(error: HTTPError, access: Access) -> str:
    text = splunkd_message(error)
    if error.status == 404 and not text:
        return _no_splunkd(access.management)
    if error.status == 403:
        return f"{access.management} does not allow this to {access.who}: {(text or error.reason).rstrip('.')}."
    return f"{access.management} answers {error.status} {error.reason}: {text}".removesuffix(": ")


def splunkd_message(error: HTTPError) -> str:
    """splunkd's own message, in XML or in JSON as it was asked for; empty for an answer that is not splunkd's."""
    try:
        return XML(error.body).findtext("./messages/msg") or ""
    except ParseError:
        pass
    try:
        return str(json.loads(error.body)["messages"][0]["text"])
    except (ValueError, LookupError, TypeError):
        return ""


def _no_splunkd(url: str) -> str:
    return (
        f"{url} answers, but is no management port of splunkd: that is 8089 as a rule; 8000 is Splunk Web, 8088 is HEC."
    )


def _certificate(error: ssl.SSLCertVerificationError, url: str) -> str:
    if error.verify_code in (_HOSTNAME, _ADDRESS):
        return f"{url} has a certificate for another name: write the name that it has, or trust it unseen (--insecure)."
    if error.verify_code == _EXPIRED:
        return f"{url} has a certificate that has expired: renew it, or trust it unseen (--insecure)."
    if error.verify_code in _SELF_SIGNED:
        return (
            f"{url} has a certificate that no authority known here has signed: give its authority with --ca-file FILE "
            "(of splunkd's own it is etc/auth/cacert.pem), or trust it unseen (--insecure)."
        )
    return f"{url} has a certificate that cannot be trusted: {error.verify_message}."


def _unreachable(error: Exception, url: str) -> str:
    parts = urlsplit(url)
    if isinstance(error, socket.gaierror):
        return f"There is no host {parts.hostname}: write the name or address of your Splunk."
    if isinstance(error, ConnectionRefusedError):
        return (
            f"Nothing listens at port {parts.port} of {parts.hostname}: give the port of splunkd's REST API, "
            "8089 as a rule, and see that splunkd runs."
        )
    if isinstance(error, TimeoutError):
        return (
            f"{url} does not answer in time: a firewall may be in between; see that the port can be reached from here."
        )
    return f"{url} cannot be reached: {getattr(error, 'strerror', None) or error}."
