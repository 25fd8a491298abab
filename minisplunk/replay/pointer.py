"""What Git LFS leaves in place of a file -> the hash and the size of that file.

Git LFS Specification, "The Pointer": lines of a key and a value, `version` first; smaller than 1024 bytes.
https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from .. import plain_files
from ..dataclass import dataclass
from .remote import Remote

LONGEST = 1024
VERSION = b"version https://git-lfs.github.com/spec/"
_OID = re.compile(rb"^oid sha256:([0-9a-f]{64})$", re.MULTILINE)
_SIZE = re.compile(rb"^size (\d{1,18})$", re.MULTILINE)
_MEDIA, _RAW = "media.githubusercontent.com", "raw.githubusercontent.com"


@dataclass(frozen=True, slots=True)
class Pointer:
    """`size`: in bytes."""

    sha256: str
    size: int

    @classmethod
    def read(cls, text: bytes) -> Pointer | None:
        """None for what is none."""
        oid, size = _OID.search(text), _SIZE.search(text)
        if len(text) > LONGEST or not text.startswith(VERSION) or oid is None or size is None:
            return None
        return cls(oid[1].decode(), int(size[1]))

    @classmethod
    def at(cls, path: Path) -> Pointer | None:
        """Of a plain file. Raises OSError."""
        with plain_files.opened(path) as file:
            return cls.read(file.read(LONGEST + 1))


def of_media(remote: Remote) -> Remote | None:
    """Where GitHub has the pointer of a file that it gives from Git LFS; None for other files."""
    parts = urlsplit(remote.url)
    if parts.hostname != _MEDIA or not parts.path.startswith("/media/"):
        return None
    port = "" if parts.port is None else f":{parts.port}"
    path = parts.path.removeprefix("/media")
    return replace(remote, url=urlunsplit(parts._replace(netloc=_RAW + port, path=path)), sha256=None)
