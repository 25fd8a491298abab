"""CHARSET, and data that is written in it, in; the same data as UTF-8, out.

props.conf.spec, CHARSET: the names are those of iconv, most of which Python knows too. AUTO and UTF-8 leave the data as
it is: Splunk's guessing of a character set is not done.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from ..conf.parser import Setting
from ..errors import UnsupportedConf

_MARK = "\ufeff"
_AS_IT_IS = frozenset({"", "utf-8", "utf8", "ascii", "us-ascii", "auto"})


def charset(setting: Setting | None) -> str:
    """The codec to read with; empty for UTF-8. Raises UnsupportedConf for one that is not known here."""
    if setting is None or (name := setting.value.strip().lower()) in _AS_IT_IS:
        return ""
    try:
        return codecs.lookup(name).name if codecs.lookup(name)._is_text_encoding else _unknown(setting)
    except LookupError:
        return _unknown(setting)


def utf8(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """What is no text in that character set becomes U+FFFD; a byte order mark is left out."""
    if not name:
        yield from chunks
        return
    started = False
    for text in _decoded(chunks, name):
        yield (text if started else text.removeprefix(_MARK)).encode("utf-8", "replace")
        started = started or bool(text)


def _decoded(chunks: Iterable[bytes], name: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(name)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _unknown(setting: Setting) -> str:
    raise UnsupportedConf(f"CHARSET = {setting.value} is not known here", setting.file, setting.line)
