"""What a published client is here: its packages, our script that works with it, and what is to come of that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.torture.served import Served

from .environment import Environment


@dataclass(frozen=True)
class Client:
    """`package`: its name in the registry; `environment`: what runs it and what is installed for it.

    `script`: a file of `scripts/`, which runs where the client is installed and knows nothing of ours. It is given
    where the server is, as JSON; it ends with an exit code other than 0 when the client is not satisfied, and its last
    line says what it did. `check` then asks the server, without the client, whether it is so, and says what it found.

    `serve`: arguments of `minisplunk serve`. `prepare` puts into the script's folder what is needed, and gives more of
    these.
    """

    package: str
    environment: Environment
    script: str
    check: Callable[[Served], str]
    serve: tuple[str, ...] = ()
    prepare: Callable[[Path], tuple[str, ...]] = lambda folder: ()


class Wrong(Exception):
    """A served minisplunk holds something else than the client was told that it does."""


def expect(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise Wrong(f"{what}: {found!r}, where it is to be {expected!r}")
