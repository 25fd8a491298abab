"""Who may log in: `etc/passwd` of a Splunk's folder, passwords as salted scrypt hashes."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from collections.abc import Iterator
from dataclasses import field, replace
from datetime import tzinfo
from pathlib import Path

from ... import plain_files
from ...conf.layers import names_file
from ...dataclass import dataclass
from ...disk import replace_file
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
    """Safe for threads. `file` keeps them, readable by nobody else; None: in memory alone.

    What changes them raises NotWritten where the file cannot be written; they are then as before. ConfError for a file
    that cannot be read.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._hashing = threading.Semaphore(_AT_ONCE)
        self._users: dict[str, User] = {}
        self._key = os.urandom(32)
        self._verified: dict[str, bytes] = {}
        """The last right password of each user, as a fast hash with a key that only this process has."""
        if file is not None and file.exists():
            self._users = {user.name: user for user in map(_read, _text(file).split("\n")) if user}

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
        if not names_file(user.name):
            raise ConfError(f"a user cannot be named {user.name!r}")
        for text in (user.name, user.real_name, user.email, user.default_app, user.time_zone, *user.roles):
            if not text.isprintable() or any(sign in text for sign in ":;"):
                raise ConfError(f"{text!r} cannot be kept of a user")
        if user.time_zone:
            _zone(user)
        if password is not None:
            with self._hashing:
                user = replace(user, password_hash=hashed(password))
        with self._lock:
            self._save({**self._users, user.name: user})
            self._verified.pop(user.name, None)
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
            self._save({other: user for other, user in self._users.items() if other != name})
            self._verified.pop(name, None)

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

    def _save(self, users: dict[str, User]) -> None:
        """From now on these are the users, once the file says so."""
        if self._file is not None:
            replace_file(self._file, "".join(f"{_written(user)}\n" for user in users.values()).encode())
        self._users = users


def _text(file: Path) -> str:
    try:
        return plain_files.read(file).decode()
    except UnicodeDecodeError as error:
        raise ConfError("is no UTF-8, so nobody knows who may log in", file) from error
    except OSError as error:
        raise ConfError(f"cannot be read: {error.strerror or error}", file) from error


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
