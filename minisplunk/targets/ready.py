"""A container whose splunkd answers -> the apps installed in it, loaded, and seen by the user.

An answer of splunkd proves little: it may restart once more, and HEC and the objects of the apps come later. So each is
waited for, with a time limit of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from splunklib.binding import HTTPError, HttpLib, handler

from ..forwarder.endpoint import Endpoint
from .access import Access
from .compose import Compose
from .connection import connected
from .faults import TargetError
from .installation import check
from .options import DOCKER, Say
from .packed import PackedApp
from .refusals import refused
from .target import Target
from .waiting import NotYet, until

T = TypeVar("T")

_SECONDS, _RESTARTING = 120.0, 300.0
_RESTART = ("/opt/splunk/bin/splunk", "restart")


def make_ready(compose: Compose, access: Access, apps: Sequence[PackedApp], say: Say) -> None:
    """Install each app that is missing there or differs; wait until HEC and all of them can be used.

    TargetError says what was waited for, and what was there instead.
    """
    for app in apps:
        target = _soon("splunkd to let us in", partial(_reached, access, app.app))
        if _checksum(target) != app.checksum:
            say(f"Installing {app.path.name}, since the container has another version of it or none.")
            _install(compose, target, app)
    if _soon("splunkd's messages", partial(_wants_restart, access)):
        say("Splunk wants a restart for it.")
        compose.exec(*_RESTART, seconds=_RESTARTING)
        _soon("splunkd to come back from its restart", partial(_restarted, access), _RESTARTING)
    if access.hec is not None:
        _soon("HEC to be healthy", partial(_hec_is_healthy, access.hec))
    for app in apps:
        _soon(f"the app {app.app} to be loaded", partial(_loaded, access, app))


def _soon(what: str, ask: Callable[[], T | None], seconds: float = _SECONDS) -> T:
    """The result of `ask`, which is repeated while splunkd refuses or does not answer."""

    def answer() -> T | None:
        try:
            return ask()
        except TargetError as error:
            raise NotYet(error.message) from error

    return until(what, answer, seconds=seconds)


def _reached(access: Access, app: str = "search") -> Target:
    return connected(access, name=DOCKER, app=app, disposable=True)


def _wants_restart(access: Access) -> bool:
    with refused(access):
        return bool(_reached(access).service.restart_required)


def _restarted(access: Access) -> bool:
    if _wants_restart(access):
        raise NotYet("it still wants one")
    return True


def _checksum(target: Target) -> str:
    """The checksum of the archive that splunkd installed the app from; empty when it has none."""
    try:
        install = target.entries("configs/conf-app/install")[0]
    except TargetError:
        return ""
    return str(install["content"].get("install_source_checksum"))


def _install(compose: Compose, target: Target, app: PackedApp) -> None:
    """splunkd installs from its own disk only, so the archive goes there first. REST API Reference, apps/local."""
    path = f"/tmp/{app.checksum}{app.path.suffix}"
    compose.cp(app.path, path)
    target.post("apps/local", owner="nobody", app="system", name=path, filename=True, update=True)


def _hec_is_healthy(hec: Endpoint) -> bool:
    """HEC Reference, services/collector/health: 200 when it is healthy, else 503."""
    try:
        HttpLib(handler(timeout=10)).get(f"{hec.url}/services/collector/health")
    except (HTTPError, OSError) as error:
        raise NotYet(str(error)) from error
    return True


def _loaded(access: Access, app: PackedApp) -> bool:
    """The app is enabled, and the user sees its saved searches and macros."""
    target = _reached(access, app.app)
    check(target)
    searches = {entry["name"] for entry in target.entries("saved/searches", count=0)}
    macros = {entry["name"] for entry in target.entries("configs/conf-macros", count=0)}
    if missing := sorted((app.searches - searches) | (app.macros - macros)):
        raise NotYet(f"it does not show {', '.join(missing)}")
    return True
