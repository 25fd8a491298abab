"""HEC's answer, or the error where none came -> a sentence that says what to change, and whether to try again.

Getting Data In, "Troubleshoot HTTP Event Collector", "Possible error codes".
"""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING, Any

import orjson

from ..errors import MinisplunkError

if TYPE_CHECKING:
    from requests import RequestException

_WHERE = "Settings > Data inputs > HTTP Event Collector"
_SENTENCES = {
    1: f"the token is disabled, or HEC as a whole: enable it under {_WHERE}",
    2: "no token arrived: does a proxy take the Authorization header off?",
    3: "the token did not arrive as it was sent: does a proxy change the Authorization header?",
    4: f"it does not know the token: copy it from {_WHERE}",
    6: "it cannot read the event",
    7: f"the token may not write to this index: allow it under {_WHERE}, or name another index",
    12: "there is no event",
    13: "the event is empty: leave it out",
    15: "it does not take the time of the event",
}
_INCORRECT_INDEX = 7
_TOO_LARGE = 413
_TEMPORARY = frozenset({408, 429, 500, 502, 503, 504})
_NOTHING_TAKEN = frozenset({429, 503})
"""HEC took nothing when it answers with these; with other errors it may have taken the request all the same."""
_FAULTS = {
    "CERTIFICATE_VERIFY_FAILED": "its certificate cannot be verified ({reason}): give its authority with --ca-file, "
    "or, where nobody can stand between, --insecure",
    "NO_CERTIFICATE_OR_CRL_FOUND": "the file of --ca-file holds no certificate in PEM form",
    "WRONG_VERSION_NUMBER": "it does not speak TLS: write http:// instead of https://, or mend the port",
}


class Refused(MinisplunkError):
    """HEC refuses the request, and would refuse it again. `event`: the faulty one's number in its request, from 0."""

    def __init__(self, message: str, event: int | None = None) -> None:
        super().__init__(message)
        self.event = event


class Unavailable(MinisplunkError):
    """HEC may take the same request later. `unanswered`: it may have taken it already."""

    def __init__(self, message: str, *, unanswered: bool) -> None:
        super().__init__(message)
        self.unanswered = unanswered


def refusal(url: str, status: int, content: bytes) -> Refused | Unavailable:
    """For an answer other than 200, or a 200 that does not come from HEC."""
    reply = document(content)
    code, text = reply.get("code"), reply.get("text")
    if not isinstance(code, int) or not isinstance(text, str):
        if status == _TOO_LARGE:
            return Refused(f"{url}: requests of this size are not taken: raise the limit of what stands before HEC")
        summary = f"{url} answered {status}, but not as HEC does"
        if status in _TEMPORARY:
            return Unavailable(summary, unanswered=status not in _NOTHING_TAKEN)
        return Refused(f"{summary}: is this its address, and its port (8088, unless it was changed)?")
    summary = f"HEC said: {text}, code {code}"
    if status in _TEMPORARY:
        return Unavailable(f"{url} takes no events at present ({summary})", unanswered=status not in _NOTHING_TAKEN)
    event = reply.get("invalid-event-number")
    if not isinstance(event, int):
        event = None
    elif code == _INCORRECT_INDEX:
        event -= 1  # counted from one higher: measured on Splunk 10.4.2 by a third party
    return Refused(f"{url}: {_SENTENCES.get(code, 'it refuses this for good')} ({summary})", event)


def failure(url: str, error: RequestException) -> Refused | Unavailable:
    """For a request that got no answer, or a part of one."""
    import requests  # noqa: PLC0415  already loaded when this is called
    from urllib3.exceptions import NewConnectionError  # noqa: PLC0415

    causes = tuple(_causes(error))
    kinds = tuple(type(cause) for cause in causes)
    for cause in causes:
        if isinstance(cause, ssl.SSLError) and (sentence := _FAULTS.get(cause.reason or "")):
            return Refused(f"{url}: {sentence.format(reason=getattr(cause, 'verify_message', ''))}")
    if isinstance(error, requests.exceptions.ProxyError):
        return Unavailable(f"{url}: the proxy on the way, that of $HTTPS_PROXY or $HTTP_PROXY, fails", unanswered=False)
    if socket.gaierror in kinds:
        return Refused(f"{url}: there is no host of this name, or no network")
    if ConnectionRefusedError in kinds:
        hint = "is HEC enabled, and is this its port (8088, unless it was changed)?"
        return Unavailable(f"{url}: nothing listens there: {hint}", unanswered=False)
    if isinstance(error, requests.ConnectTimeout):
        return Unavailable(f"{url}: no connection in time: does a firewall keep it?", unanswered=False)
    if NewConnectionError in kinds:
        return Unavailable(f"{url}: no connection: is there a network, and is this its address?", unanswered=False)
    if isinstance(error, requests.Timeout):
        return Unavailable(f"{url}: no answer in time", unanswered=True)
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        tls = "; where it speaks TLS, write https://" if url.startswith("http:") else ""
        return Unavailable(f"{url}: the connection was cut before HEC had answered{tls}", unanswered=True)
    return Refused(f"{url}: the request failed: {error}")


def document(content: bytes) -> dict[str, Any]:
    """The JSON object of an answer; empty for anything else."""
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _causes(error: BaseException) -> list[BaseException]:
    """An exception and those inside it: requests and urllib3 wrap them as arguments, as `reason`, or as contexts."""
    causes: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in causes:
            causes.append(one)
            waiting += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]
    return causes
