"""Hash functions (Search Reference, "Cryptographic functions"): lower-case hexadecimal of the text's UTF-8."""

from __future__ import annotations

from collections.abc import Callable

from .parameters import scalar


def _hash(algorithm: str) -> Callable[[str], str]:
    def run(text: str) -> str:
        import hashlib  # noqa: PLC0415  it loads OpenSSL, for a function that few searches call

        return hashlib.new(algorithm, text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()

    return run


for _name in ("md5", "sha1", "sha256", "sha512"):
    scalar(_name, "text")(_hash(_name))
