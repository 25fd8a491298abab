"""An answer that is ready to be sent, whole or as it is made; and the error that becomes one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from ...dataclass import dataclass
from ...errors import MinisplunkError


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that is rendered already. `headers` stand in place of those that each answer has; `cookies`: a header
    Set-Cookie for each."""

    body: bytes
    status: int = 200
    media_type: str = "text/xml; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that is sent as it is made. `chunks` is closed when the client goes away before its end."""

    chunks: Iterator[bytes]
    status: int = 200
    media_type: str = "text/xml; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class HttpError(MinisplunkError):
    """An answer with a message instead of a result; `kind` is splunkd's: ERROR, FATAL, WARN.

    `places`: where in macros the fault lies, as further messages of kind INFO; splunkd itself does not say it.
    """

    def __init__(
        self,
        status: int,
        text: str,
        kind: str = "ERROR",
        headers: Mapping[str, str] | None = None,
        places: Sequence[str] = (),
    ) -> None:
        super().__init__(text)
        self.status, self.kind, self.headers, self.places = status, kind, headers or {}, places
