"""What a user may not do: reach an administrator's rights by giving objects away, or lock others out by guessing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from .attack import Finding, Options
from .served import PASSWORD, Answer, Served, served

_SEARCH = "search index=_internal | head 1"
_MINE = "/servicesNS/ann/search/saved/searches"
_GUESSES = 50
_SIGN_INS = 1_050
"""More than the sessions that one user may have; a short run makes fewer, since each costs the hash of a password."""


def privileges(options: Options) -> Iterator[Finding]:
    with served("--data-dir", str(options.folder)) as server:
        server.user("ann", "power")
        server.user("bob", "user")
        yield _given_away(server)
        yield _guessed(server)
        yield _signed_in(server, min(_SIGN_INS, options.requests))


def _given_away(server: Served) -> Finding:
    """A user makes a search, and tries all ways to have it run with an administrator's rights."""
    made = _as_ann(server, "POST", _MINE, {"name": "mine", "search": _SEARCH})
    attempts = {
        "acl to admin": ("/servicesNS/ann/search/saved/searches/mine/acl", {"owner": "admin", "sharing": "app"}),
        "acl to nobody": ("/servicesNS/ann/search/saved/searches/mine/acl", {"owner": "nobody", "sharing": "app"}),
        "move to admin": ("/servicesNS/ann/search/saved/searches/mine/move", {"app": "search", "user": "admin"}),
        "made as admin": ("/servicesNS/admin/search/saved/searches", {"name": "hers", "search": _SEARCH}),
        "a macro as admin": ("/servicesNS/admin/search/configs/conf-macros", {"name": "m", "definition": "x"}),
    }
    answers = {what: _as_ann(server, "POST", path, form).status for what, (path, form) in attempts.items()}
    through = [f"{what} is {status}" for what, status in answers.items() if status != 403]
    found = ", ".join(through) or f"{len(answers)} ways, all 403"
    return Finding("a search given to somebody with more rights", found, made.status == 201 and not through)


def _guessed(server: Served) -> Finding:
    """Guesses lock the user who is guessed at, and no other; an administrator is slowed down, and never locked."""
    with ThreadPoolExecutor(8) as guessers:
        list(guessers.map(lambda _: _login(server, "bob", "guess"), range(_GUESSES)))
    bob, ann = _login(server, "bob", PASSWORD).status, _login(server, "ann", PASSWORD).status
    for _ in range(6):
        _login(server, "admin", "guess")
    admin = _login(server, "admin", PASSWORD).status
    found = f"then bob's own password is {bob}, ann's {ann}, an administrator's after 6 of his {admin}"
    return Finding(f"{_GUESSES} guesses at a password", found, (bob, ann, admin) == (401, 200, 200))


def _signed_in(server: Served, sign_ins: int) -> Finding:
    """One user's sign-ins push out no other's."""
    key = _login(server, "admin", PASSWORD).json()["sessionKey"]
    with ThreadPoolExecutor(8) as clients:
        list(clients.map(lambda _: _login(server, "ann", PASSWORD), range(sign_ins)))
    status = server.ask("GET", "/services/server/info", session=key).status
    return Finding(f"{sign_ins:,} sign-ins of one user", f"another's session is {status}", status == 200)


def _as_ann(server: Served, method: str, path: str, form: Mapping[str, str]) -> Answer:
    return server.ask(method, path, form, user="ann")


def _login(server: Served, user: str, password: str) -> Answer:
    return server.ask("POST", "/services/auth/login", {"username": user, "password": password})
