"""Who may log in: `etc/passwd` of a Splunk's folder, passwords as salted scrypt hashes."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from pathlib import Path

from ...errors import ConfError, NotFound
from ...times import zone

_COST = {"n": 2**14, "r": 8, "p": 1}
_SALT_BYTES = 16
_AT_ONCE = os.cpu_count() or 1
"""Slow hashes that are made at the same time: each takes a core and 16 MB, and anybody may ask for one."""


@dataclass(frozen=True, slots=True)
class User:
    """`roles` are the user's own, without those that they import."""

    name: str
    roles: tuple[str, ...]
    password_hash: str = field(repr=False)
    real_name: str = ""
    email: str = ""
    default_app: str = ""
    time_zone: str = ""


class Users:
    """Safe for threads. `file` keeps them, readable by nobody else; None: in memory alone."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._hashing = threading.Semaphore(_AT_ONCE)
        self._users: dict[str, User] = {}
        self._key = os.urandom(32)
        self._verified: dict[str, bytes] = {}
        """The last right password of each user, as a fast hash with a key that only this process has."""
        if file is not None and file.exists():
            self._users = {user.name: user for user in map(_read, file.read_text("utf-8").split("\n")) if user}

    def __iter__(self) -> Iterator[User]:
        return iter(list(self._users.values()))

    def find(self, name: str) -> User | None:
        return self._users.get(name)

    def user(self, name: str) -> User:
        """A user; NotFound when there is none of that name."""
        user = self._users.get(name)
        if user is None:
            raise NotFound(f"Could not find object id={name}")
        return user

    def put(self, user: User, password: str | None = None) -> User:
        """Add a user, or change one; with `password`, that is the user's from now on."""
        if not user.name:
            raise ConfError("a user needs a name")
        for text in (user.name, user.real_name, user.email, user.default_app, user.time_zone, *user.roles):
            if not text.isprintable() or any(sign in text for sign in ":;"):
                raise ConfError(f"{text!r} cannot be kept of a user")
        if user.time_zone:
            _zone(user)
        if password is not None:
            with self._hashing:
                user = replace(user, password_hash=hashed(password))
        with self._lock:
            self._verified.pop(user.name, None)
            self._users = {**self._users, user.name: user}
            self._save()
        return user

    def zone(self, name: str, default: tzinfo) -> tzinfo:
        """The time zone of a user (user-prefs.conf.spec, tz); the default where none is set, and for nobody.

        Raises ConfError where the file has one that there is not.
        """
        user = self._users.get(name)
        return _zone(user) if user is not None and user.time_zone else default

    def remove(self, name: str) -> None:
        """Take a user away; NotFound when there is none of that name."""
        with self._lock:
            self.user(name)
            self._verified.pop(name, None)
            self._users = {other: user for other, user in self._users.items() if other != name}
            self._save()

    def check(self, name: str, password: str) -> User | None:
        """The user of that name and password; None when they don't go together.

        The slow hash is made once for each user, so that clients may send the password with each request.
        """
        user = self._users.get(name)
        fast = hashlib.blake2b(password.encode("utf-8", "surrogatepass"), key=self._key).digest()
        if user is not None and hmac.compare_digest(self._verified.get(name, b""), fast):
            return user
        with self._hashing:
            right = _matches(password, user.password_hash if user else _NOBODY)
        if not right or user is None:
            return None
        with self._lock:
            if self._users.get(name) is user:
                self._verified[name] = fast
        return user

    def _save(self) -> None:
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_name(f".{self._file.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.writelines(_written(user) + "\n" for user in self._users.values())
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._file)


def hashed(password: str, salt: bytes | None = None) -> str:
    """`$scrypt$<salt>$<hash>`, both in hexadecimal."""
    salt = os.urandom(_SALT_BYTES) if salt is None else salt
    digest = hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, **_COST)
    return f"$scrypt${salt.hex()}${digest.hex()}"


def _zone(user: User) -> tzinfo:
    try:
        return zone(user.time_zone)
    except ValueError as error:
        raise ConfError(f"tz of the user {user.name}: {error}") from error


def _matches(password: str, password_hash: str) -> bool:
    _, kind, salt, _ = password_hash.split("$")
    return kind == "scrypt" and hmac.compare_digest(hashed(password, bytes.fromhex(salt)), password_hash)


_NOBODY = f"$scrypt${'00' * _SALT_BYTES}${'00' * 64}"
"""Checked for an unknown name, so that the time of a refusal does not show whether the name exists."""


def _written(user: User) -> str:
    """A line in the order of Splunk's own file: name, hash, real name, roles, mail, default app, time zone."""
    roles = ";".join(user.roles)
    values = (
        "",
        user.name,
        user.password_hash,
        "",
        user.real_name,
        roles,
        user.email,
        user.default_app,
        user.time_zone,
    )
    return ":".join(values)


def _read(line: str) -> User | None:
    parts = line.split(":")
    if len(parts) != 9 or not parts[2].startswith("$scrypt$"):
        return None
    _, name, password_hash, _, real_name, roles, email, default_app, time_zone = parts
    return User(name, tuple(filter(None, roles.split(";"))), password_hash, real_name, email, default_app, time_zone)
