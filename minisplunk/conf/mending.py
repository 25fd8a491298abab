"""The bytes of a broken conf file in; bytes that can be parsed, and the faults that were mended, out."""

from __future__ import annotations

from pathlib import Path

from ..errors import ConfError
from .parser import parse

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def mended(data: bytes, file: Path | str) -> tuple[bytes, list[ConfError]]:
    """Faults that a lenient reading passes over stay as they are; the others are mended line by line.

    A stanza header that is not closed is closed at the end of its line; what is not UTF-8 becomes U+FFFD.
    """
    faults: list[ConfError] = []
    while (fault := _fault(data, file)) is not None:
        if fault.line is None or str(fault) in map(str, faults[-1:]):
            raise fault
        faults.append(fault)
        data = _mended(data, fault.line)
    return data, faults


def _fault(data: bytes, file: Path | str) -> ConfError | None:
    try:
        parse(data, file, strict=False)
    except ConfError as error:
        return error
    return None


def _mended(data: bytes, line: int) -> bytes:
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace").encode()
    lines = data.split(b"\n")
    old = lines[line - 1]
    new = old.decode("utf-8", "replace").encode()
    lines[line - 1] = old.rstrip(b" \t\r\\") + b"]" if new == old else new
    return b"\n".join(lines)
