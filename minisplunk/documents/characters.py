"""Text in; the same without the characters that XML cannot hold out."""

from __future__ import annotations

import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""https://www.w3.org/TR/xml/#charsets"""


def allowed(text: str) -> str:
    return _NOT_XML.sub("", text)
