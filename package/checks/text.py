"""Text files: encoding, line ends, last line. AppInspect does not look at these."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from ..finding import Finding
from ..unpacked import Unpacked

BINARY = frozenset({".png"})
PROSE = frozenset({"", ".csv", ".md", ".txt"})
"""May hold any script, in UTF-8: what people read, and data. Everything that Splunk parses is plain ASCII."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def text_is_ascii(app: Unpacked) -> Iterator[Finding]:
    """Conf with a typographic quote or a no-break space looks right and is wrong. Prose is UTF-8, without BOM."""
    for name, data in texts(app):
        if data.startswith(BYTE_ORDER_MARK):
            yield Finding(name, 1, "starts with a byte order mark", "Splunk takes it for a part of the first line")
            continue
        codec = "utf-8" if PurePosixPath(name).suffix in PROSE else "ascii"
        try:
            data.decode(codec)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            what = f"has the byte {data[error.start]:#04x}, which is not {codec.upper()}"
            yield Finding(name, line, what, "look-alikes of quotes and blanks break conf and SPL unseen")


def lines_end_in_lf(app: Unpacked) -> Iterator[Finding]:
    """LF alone, as for git and Splunk on Linux; without a last line end, what is appended breaks the file."""
    for name, data in texts(app):
        if b"\r" in data:
            line = data.count(b"\n", 0, data.index(b"\r")) + 1
            yield Finding(name, line, "has a carriage return", "lines end in LF alone, on every system")
        if data and not data.endswith(b"\n"):
            yield Finding(name, data.count(b"\n") + 1, "does not end with a line end", "what is appended joins it")


def texts(app: Unpacked) -> Iterator[tuple[str, bytes]]:
    """The files that people or Splunk read as text."""
    for name, data in app.files.items():
        if PurePosixPath(name).suffix not in BINARY:
            yield name, data
