"""Authentication tokens: JSON Web Tokens that a user signs in with, made and checked.

Securing Splunk, "Set up authentication with tokens"; authorize.conf.spec, [tokens_auth]. A token is signed with a key
made of splunk.secret; what is kept of it is what it says, not itself, so it is shown once. When it was last used is
known as long as the process lives. An ephemeral token is not kept at all: nobody can disable it, and it ends within six
hours.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, field
from pathlib import Path
from typing import Any

import msgspec

from ... import plain_files
from ...dataclass import dataclass
from ...disk import replace_file
from ...errors import ConfError

STATIC, EPHEMERAL = "static", "ephemeral"
LONGEST_EPHEMERAL = 6 * 3_600
_ALGORITHM, _HEADER = "HS512", {"kid": "splunk.secret", "ver": "v2"}
_MOST = 8_192
"""Characters of a token; those that are made here have a few hundred."""


@dataclass(frozen=True, slots=True)
class Token:
    """`id`: as its list names it; `issued`, `expires` (0: never) and `begins`: epoch seconds."""

    id: str
    user: str
    audience: str
    issuer: str
    issued: int
    expires: int = 0
    begins: int = 0
    kind: str = STATIC
    enabled: bool = True

    @property
    def claims(self) -> dict[str, Any]:
        return {
            "aud": self.audience,
            "exp": self.expires,
            "iat": self.issued,
            "idp": "Splunk",
            "iss": self.issuer,
            "jti": self.id,
            "nbr": self.begins,
            "sub": self.user,
        }

    @property
    def headers(self) -> dict[str, str]:
        return {"alg": _ALGORITHM, **_HEADER, "ttyp": self.kind}

    def is_valid(self, now: float) -> bool:
        return self.enabled and self.begins <= now and (not self.expires or now < self.expires)


@dataclass(slots=True)
class LastUse:
    """Epoch seconds, and the address that it came from."""

    time: int = 0
    address: str = ""


@dataclass
class Tokens:
    """Safe for threads. `file` keeps those that are static; `key`: what they are signed with. What changes them raises
    NotWritten where the file cannot be written; ConfError for one that cannot be read."""

    file: Path
    key: Callable[[], bytes]
    used: dict[str, LastUse] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens = {token.id: token for token in _read(self.file)} if self.file.exists() else {}

    def __iter__(self) -> Iterator[Token]:
        return iter(list(self._tokens.values()))

    def find(self, name: str) -> Token | None:
        return self._tokens.get(name)

    def made(self, token: Token) -> str:
        """What a client sends from now on to be the token's user."""
        if token.kind == STATIC:
            self.put(token)
        signed = f"{_encoded(token.headers)}.{_encoded(token.claims)}"
        return f"{signed}.{_text(self._signature(signed))}"

    def put(self, token: Token) -> None:
        """Add a token, or change one."""
        with self._lock:
            self._save({**self._tokens, token.id: token})

    def remove(self, *names: str) -> None:
        with self._lock:
            self._save({name: token for name, token in self._tokens.items() if name not in names})

    def remove_of(self, user: str) -> None:
        """Nobody who gets the name of a removed user later has its tokens."""
        if own := [token.id for token in self if token.user == user]:
            self.remove(*own)

    def of(self, text: str, now: float, address: str) -> Token | None:
        """The valid token that a client has sent; None for any other text."""
        signed, _, signature = text.rpartition(".")
        if not signed or len(text) > _MOST or not hmac.compare_digest(_bytes(signature), self._signature(signed)):
            return None
        token = _token(*signed.split("."))
        known = token if token.kind == EPHEMERAL else self.find(token.id)
        if known is None or not known.is_valid(now):
            return None
        self.used[known.id] = LastUse(int(now), address)
        return known

    def _signature(self, signed: str) -> bytes:
        return hmac.digest(self.key(), signed.encode("utf-8", "surrogateescape"), "sha512")

    def _save(self, tokens: Mapping[str, Token]) -> None:
        """From now on these are the tokens, once the file says so."""
        replace_file(self.file, json.dumps([asdict(token) for token in tokens.values()]).encode())
        self._tokens = dict(tokens)
        for name in self.used.keys() - tokens.keys():
            self.used.pop(name, None)


def new_id() -> str:
    return hashlib.sha256(secrets.token_bytes(32)).hexdigest()


def _read(file: Path) -> list[Token]:
    try:
        return msgspec.json.decode(plain_files.read(file), type=list[Token])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfError(f"cannot be read as tokens: {error}", file) from error


def _token(header: str, claims: str) -> Token:
    """What a token says that has our signature."""
    said, about = json.loads(_bytes(claims)), json.loads(_bytes(header))
    return Token(
        id=said["jti"],
        user=said["sub"],
        audience=said["aud"],
        issuer=said["iss"],
        issued=said["iat"],
        expires=said["exp"],
        begins=said["nbr"],
        kind=about["ttyp"],
    )


def _encoded(document: object) -> str:
    return _text(json.dumps(document, separators=(",", ":")).encode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    """Nothing for what is no base64."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
