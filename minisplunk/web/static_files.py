"""The files of the page, as answers. Their addresses have their common hash, so a browser asks for each once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ..dataclass import dataclass
from ..rest.http import Response

FOLDER = Path(__file__).parent / "static"
PAGE = "index.html"
_KINDS = {
    ".css": "text/css; charset=UTF-8",
    ".js": "text/javascript; charset=UTF-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=UTF-8",
    ".html": "text/html; charset=UTF-8",
}
_FOR_EVER = "max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """`version`: of all files together; `files`: by their path below the folder."""

    version: str
    files: Mapping[str, Response]

    def page(self) -> Response:
        """The one page; it says where the others are."""
        return self.files[PAGE]

    def get(self, version: str, name: str) -> Response | None:
        return self.files.get(name) if version == self.version and name != PAGE else None


@cache
def static_files() -> StaticFiles:
    """Read once, since they are a part of the package."""
    bodies = {
        path.relative_to(FOLDER).as_posix(): path.read_bytes()
        for path in sorted(FOLDER.rglob("*"))
        if path.suffix in _KINDS
    }
    version = hashlib.sha256(b"".join(name.encode() + body for name, body in bodies.items())).hexdigest()[:12]
    return StaticFiles(version, {name: _answer(name, body, version) for name, body in bodies.items()})


def _answer(name: str, body: bytes, version: str) -> Response:
    kind = _KINDS[Path(name).suffix]
    if name == PAGE:
        return Response(body.replace(b"@VERSION", f"@{version}".encode()), media_type=kind)
    headers = {"ETag": f'"{version}"', "Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
    return Response(body, media_type=kind, headers=headers)
