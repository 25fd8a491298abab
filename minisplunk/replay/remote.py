"""What a person writes for data to download -> its URL and, where that is known, the hash of what it gives."""

from __future__ import annotations

import re
from urllib.parse import unquote, urldefrag, urlsplit

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import DataError

WORD = "attack_data"
"""Stands for the original data set of the detection."""
_SCHEME = lazy_re.compile("https?://", re.IGNORECASE)
_SHA256 = lazy_re.compile(r"[0-9a-f]{64}", re.ASCII)
LOOPBACK = lazy_re.compile(r"localhost|127\.[\d.]+|::1", re.ASCII)
_UNFIT = lazy_re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Remote:
    """A file at a URL, without a fragment. `sha256`: of its bytes, None where nobody says it.

    Raises DataError for a URL or a hash that is none, and for http:// without a hash: whoever sits on the way could
    put records of his own into the data, and so into a Splunk.
    """

    url: str
    sha256: str | None = None

    def __post_init__(self) -> None:
        try:
            host = urlsplit(self.url).hostname
        except ValueError as error:
            raise DataError(f"{self.url} is no URL: {error}") from error
        if not _SCHEME.match(self.url) or not host:
            raise DataError(f"{self.url} is no URL: it has to be like https://host/file.json")
        if self.sha256 is not None and not _SHA256.fullmatch(self.sha256):
            raise DataError(f"{self.url}: its sha256 is not one: 64 hexadecimal digits are wanted")
        if self.sha256 is None and not self.trusted(self.url):
            raise DataError(
                f"{self.url}: over http:// anybody on the way may change the data; use https://, or say its hash: "
                f"{self.url}#sha256=..."
            )

    @staticmethod
    def trusted(url: str) -> bool:
        """Whether nobody can change the data on its way: the URL is https, or of this machine."""
        parts = urlsplit(url)
        return parts.scheme.lower() == "https" or LOOPBACK.fullmatch(parts.hostname or "") is not None

    @property
    def name(self) -> str:
        """The last part of the path, as a file's name on any system."""
        last = unquote(urlsplit(self.url).path).rpartition("/")[2]
        return _UNFIT.sub("_", last)[-100:].strip(".") or "data"


ATTACK_DATA = Remote(
    "https://media.githubusercontent.com/media/splunk/attack_data/master/datasets/attack_techniques/T1621/aws_failed_mfa/"
    "cloudtrail.json",
    "1e3ac75660a40010046fa2bf68865832a35da00869617344a1f0733c03f54408",
)
"""16,397 bytes. It is not part of this project."""


def is_url(text: str) -> bool:
    return _SCHEME.match(text) is not None


def remote(text: str) -> Remote:
    """Of a URL, which may end in `#sha256=...`. Raises DataError."""
    url, fragment = urldefrag(text)
    if not fragment:
        return Remote(url)
    key, _, value = fragment.partition("=")
    if key.lower() != "sha256":
        raise DataError(f"{text}: after # only sha256=... is understood")
    return Remote(url, value.lower())
