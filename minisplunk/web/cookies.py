"""A session key in, the cookies of the page out; and back. Each port has its own, as Splunk Web's have its port's name.

The session's cookie is sealed, so what a browser sends to every port of a machine is worth nothing on another one. The
second one proves that a request was made by the page, whose scripts alone can read it and repeat it in a header
(Splunk Web's names). It follows from the session, so nobody can plant one.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import field

from cryptography.fernet import Fernet, InvalidToken

from ..dataclass import dataclass
from ..rest.http.origin import Origin

FORM_KEY = "x-splunk-form-key"
_ENDED = "; Max-Age=0"


@dataclass(frozen=True)
class Cookies:
    """Of one port, for as long as it is open."""

    origin: Origin
    _seal: Fernet = field(default_factory=lambda: Fernet(Fernet.generate_key()), repr=False)
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def session(self) -> str:
        return f"splunkd_{self.origin.port}"

    @property
    def form(self) -> str:
        return f"splunkweb_csrf_token_{self.origin.port}"

    def begun(self, key: str) -> tuple[str, str]:
        """What a browser is to keep of a session, until it is closed."""
        sealed = self._seal.encrypt(key.encode()).decode()
        return self._set(self.session, sealed, "; HttpOnly"), self._set(self.form, self.form_key(key))

    def ended(self) -> tuple[str, str]:
        return self._set(self.session, "", f"; HttpOnly{_ENDED}"), self._set(self.form, "", _ENDED)

    def key(self, header: str) -> str | None:
        """The session key in a Cookie header; None without one of ours."""
        pairs = (pair.strip().partition("=") for pair in header.split(";"))
        sealed = next((value for name, _, value in pairs if name == self.session), "")
        try:
            return self._seal.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def form_key(self, key: str) -> str:
        return hmac.digest(self._secret, key.encode(), "sha256").hex()[:32]

    def is_form_key(self, given: str, key: str) -> bool:
        return hmac.compare_digest(given.encode(), self.form_key(key).encode())

    def _set(self, name: str, value: str, more: str = "") -> str:
        secure = "; Secure" if self.origin.secure else ""
        return f"{name}={value}; Path=/; SameSite=Strict{secure}{more}"
