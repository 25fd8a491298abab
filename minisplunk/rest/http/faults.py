"""Errors of the house in, splunkd's status, kind and text out; in this one place."""

from __future__ import annotations

from ...errors import MinisplunkError, NotFound, NotWritten, UnsupportedConf, UnsupportedSpl
from ...store import StoreError
from .response import HttpError

STATUSES: dict[type[MinisplunkError], int] = {
    NotFound: 404,
    UnsupportedSpl: 501,
    UnsupportedConf: 501,
    StoreError: 503,
    NotWritten: 503,
    MinisplunkError: 400,
}
"""The nearest class counts. 501: splunkd can do it, minisplunk cannot."""


def fault(error: MinisplunkError) -> HttpError:
    """An error as the answer to the request that caused it."""
    if isinstance(error, HttpError):
        return error
    return HttpError(next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), error.message)


def unauthorized() -> HttpError:
    """No credentials, or a name and password that don't go together."""
    return HttpError(401, "Unauthorized", headers={"WWW-Authenticate": 'Basic realm="/splunk"'})


def not_authenticated() -> HttpError:
    """A session key or token that is unknown or has expired."""
    return HttpError(401, "call not properly authenticated", "WARN")


def no_target(method: str) -> HttpError:
    """A request to a collection that needs the name of an entry."""
    return HttpError(400, f'Cannot perform action "{method}" without a target name to act on.')


def forbidden(user: str, capability: str) -> HttpError:
    return HttpError(
        403,
        f"You (user={user}) do not have permission to perform this operation (requires capability: {capability}).",
    )


def missing_argument(*names: str) -> HttpError:
    return HttpError(400, f"The following required arguments are missing: {', '.join(names)}.")


def unknown_argument(name: str) -> HttpError:
    """An argument that an endpoint does not take; the text was measured on 10.6."""
    return HttpError(400, f'Argument "{name}" is not supported by this handler.')
