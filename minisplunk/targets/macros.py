"""Macros of the user alone, which stand before the app's own for this user and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from splunklib.binding import HTTPError

from .answers import entries
from .faults import TargetError
from .refusals import refused
from .target import Target

_MARK = "Made by minisplunk for one run, and gone after it."
Put = Callable[[str, str], None]
"""Gives a macro, by its name, a definition."""


@contextmanager
def private_macros(target: Target) -> Iterator[Put]:
    """Until the block ends, macros can be put in the user's private namespace of the app; then they are removed.

    TargetError for a private macro that somebody else has made: it would be lost.
    """
    made: set[str] = set()

    def put(name: str, definition: str) -> None:
        with refused(target.access):
            if name not in made and _private(target, name):
                made.add(name)
            if name in made:
                _post(target, f"configs/conf-macros/{name}", definition=definition)
            else:
                _post(target, "configs/conf-macros", name=name, definition=definition, description=_MARK)
                made.add(name)

    try:
        yield put
    finally:
        for name in made:
            with refused(target.access):
                target.service.delete(f"configs/conf-macros/{name}", owner=target.user, app=target.app)


def definition(target: Target, name: str) -> str:
    """What the user sees of a macro now."""
    with refused(target.access):
        return str(_seen(target, name)["content"].get("definition", ""))


def _private(target: Target, name: str) -> bool:
    """Whether the user has a private macro of this name that an earlier run has left."""
    try:
        found = _seen(target, name)
    except HTTPError as error:
        if error.status == 404:
            return False
        raise
    if found["acl"]["sharing"] != "user":
        return False
    if found["content"].get("description") != _MARK:
        raise TargetError(
            f"{target.user} has a private macro {name!r} in the app {target.app}, which this run would replace: rename "
            "it (Settings > Advanced search > Search macros), or be another user."
        )
    return True


def _seen(target: Target, name: str) -> dict[str, Any]:
    return entries(target.service, f"configs/conf-macros/{name}", owner=target.user, app=target.app)[0]


def _post(target: Target, path: str, **arguments: str) -> None:
    target.service.post(path, owner=target.user, app=target.app, **arguments)
