"""An answer in, the same with the headers that keep others out."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from ..rest.http import Response, Stream

A = TypeVar("A", Response, Stream, Response | Stream)

_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_RAW = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""For what is no page, whatever it holds."""
_ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_NOT_PASSED = frozenset({"set-cookie", "www-authenticate"})
"""What the management port says to its own clients; the last would have the browser ask for a password itself."""


def guarded(answer: A) -> A:
    """An answer of the page's own."""
    policy = _PAGE if answer.media_type.startswith("text/html") else _RAW
    return replace(answer, headers={**_ALWAYS, "Content-Security-Policy": policy, **answer.headers})


def passed_on(answer: A) -> A:
    """An answer of the management port: data, which no browser is to show as a page, and no cookie of that port."""
    kept = {name: value for name, value in answer.headers.items() if name.lower() not in _NOT_PASSED}
    kind = "text/plain; charset=UTF-8" if "html" in answer.media_type.lower() else answer.media_type
    return replace(answer, media_type=kind, headers={**kept, **_ALWAYS, "Content-Security-Policy": _RAW})
