"""Bytes as read -> the text of an event."""

from __future__ import annotations

import codecs

_HANDLER = "minisplunk-hex"


def text(data: bytes) -> str:
    r"""UTF-8; a byte that is none becomes its hex escape, such as `\xF3` (props.conf.spec, CHARSET)."""
    return data.decode("utf-8", _HANDLER)


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(rf"\x{byte:02X}" for byte in error.object[error.start : error.end]), error.end


codecs.register_error(_HANDLER, _escape)
