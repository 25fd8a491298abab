"""The name of a field or a table in; a word of a setting of props.conf, in quotes where it needs them, out."""

from __future__ import annotations

from collections.abc import Collection

from ... import lazy_re
from ..http import HttpError

_PLAIN = lazy_re.compile(r"""[^\s,"']+""")


def word(name: str, what: str, keywords: Collection[str]) -> str:
    """A name as props.conf writes it. HttpError 400 for one that cannot stand there. `keywords`: what means something
    else there; `what`: whose setting it is, for the refusal."""
    if _PLAIN.fullmatch(name) and name.upper() not in keywords:
        return name
    if not name or '"' in name or "\n" in name or name.upper() in keywords:
        raise HttpError(400, f"{what} cannot name {name!r}.")
    return f'"{name}"'
