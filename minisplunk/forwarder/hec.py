"""Request bodies -> a HEC over one connection that stays open; its acknowledgments back.

Getting Data In, "About HTTP Event Collector Indexer Acknowledgment": a channel is a GUID of the client's; the reply
has an ackId if the token acknowledges. A channel sent to a token that does not is taken in silence.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import orjson
import requests
from isal import igzip
from requests import PreparedRequest, Response
from urllib3 import disable_warnings
from urllib3.exceptions import InsecureRequestWarning

from .endpoint import Endpoint
from .refusals import document, failure, refusal

TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and between two bytes of the answer."""
_LOOPBACK = re.compile(r"localhost|127\.[\d.]+|::1", re.ASCII)


class Hec:
    """A connection of one token, on a channel of its own; a context manager that closes it. Not for several threads.

    Methods raise Refused and Unavailable.
    """

    def __init__(self, endpoint: Endpoint, *, timeout: tuple[float, float] = TIMEOUT) -> None:
        self.endpoint = endpoint
        self._timeout = timeout
        self._session = requests.Session()
        self._session.auth = self._authorize
        self._session.headers["X-Splunk-Request-Channel"] = str(uuid.uuid4())
        # Proxies and CA files that the environment names are used, except for this machine itself.
        self._session.trust_env = not _LOOPBACK.fullmatch(urlsplit(endpoint.url).hostname or "")
        if endpoint.verify is False:
            disable_warnings(InsecureRequestWarning)  # requests would warn each time; the user was warned once

    def __enter__(self) -> Hec:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._session.close()

    def reach(self) -> None:
        """Raises where nothing answers, so that a wrong address is not tried again and again."""
        self._request("GET", "health")

    def health(self) -> str:
        """HEC's own words on its health, good or bad. Raises Unavailable and Refused where no HEC answers."""
        answer = self._request("GET", "health")
        text = document(answer.content).get("text")
        if not isinstance(text, str):
            raise refusal(self.endpoint.url, answer.status_code, answer.content)
        return text

    def send(self, body: bytes) -> int | None:
        """Send objects as `batches` makes them. The ackId, or None from a token that does not acknowledge."""
        packed = igzip.compress(body, 1)
        reply = self._posted("event", packed, {"Content-Type": "application/json", "Content-Encoding": "gzip"})
        number = reply.get("ackId")
        return number if isinstance(number, int) else None

    def acknowledged(self, numbers: Collection[int]) -> set[int]:
        """Which of these requests have their events indexed. HEC tells each number once."""
        body = orjson.dumps({"acks": list(numbers)})
        acks = self._posted("ack", body, {"Content-Type": "application/json"}).get("acks")
        return {number for number in numbers if isinstance(acks, dict) and acks.get(str(number)) is True}

    def _posted(self, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
        answer = self._request("POST", path, body, headers)
        reply = document(answer.content)
        if answer.status_code != requests.codes.ok or not (reply.get("code") == 0 or "acks" in reply):
            raise refusal(self.endpoint.url, answer.status_code, answer.content)
        return reply

    def _request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Response:
        url = f"{self.endpoint.url}/services/collector/{path}"
        try:
            return self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=self._timeout,
                verify=self.endpoint.verify,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise failure(self.endpoint.url, error) from error

    def _authorize(self, request: PreparedRequest) -> PreparedRequest:
        """Set as `auth`, since a .netrc would replace a plain header."""
        request.headers["Authorization"] = f"Splunk {self.endpoint.token}"
        return request
