"""splunk.secret: a text in, the same encrypted as conf files keep it out, and back.

From 7.2 on Splunk writes `$7$` and the base64 of a 16 byte nonce, the text encrypted by AES-256-GCM, and the tag of
that; the key is derived from all of the secret but its last line break by PBKDF2, salt "disk-encryption", one round
(splunksecrets on PyPI). So what Splunk has encrypted can be read here, and the other way round, with the same secret.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from functools import cached_property
from pathlib import Path

from ... import plain_files
from ...dataclass import dataclass
from ...disk import replace_file
from ...errors import ConfError

HIDDEN = "********"
"""What is shown in the place of a secret."""
_PREFIX = "$7$"
_SALT, _NONCE = b"disk-encryption", 16


@dataclass
class Secret:
    """`file`: etc/auth/splunk.secret, made when the first text is encrypted. Errors: NotWritten, ConfError."""

    file: Path

    def encrypted(self, text: str) -> str:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  few servers keep a secret

        nonce = os.urandom(_NONCE)
        return _PREFIX + base64.b64encode(nonce + AESGCM(self.key).encrypt(nonce, text.encode(), None)).decode()

    def decrypted(self, text: str) -> str:
        """A text that is not encrypted is what it is, as somebody may have written it into a conf file. ConfError for
        one that this secret has not encrypted."""
        if not text.startswith(_PREFIX):
            return text
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        try:
            sealed = base64.b64decode(text.removeprefix(_PREFIX) + "==")
            return AESGCM(self.key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
        except (binascii.Error, InvalidTag, ValueError) as error:
            raise ConfError(f"a secret cannot be read: it was not encrypted with {self.file}") from error

    @cached_property
    def key(self) -> bytes:
        """256 bits made of the secret."""
        if not self.file.exists():
            replace_file(self.file, secrets.token_urlsafe(190).encode() + b"\n")
        try:
            text = plain_files.read(self.file)
        except OSError as error:
            raise ConfError(f"cannot be read: {error.strerror or error}", self.file) from error
        return hashlib.pbkdf2_hmac("sha256", text.rstrip(b"\n"), _SALT, 1, 32)
