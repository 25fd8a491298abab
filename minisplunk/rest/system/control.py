"""server/control: the server restarted.

REST API Reference, "System endpoint descriptions". A restart of minisplunk drops connections and sessions, ends the
searches that run, reads the conf files again and is back in half a second; a client that comes meanwhile waits.
"""

from __future__ import annotations

from ..eai import Answer, Content, envelope
from ..eai.single import Single, routes_of
from ..http import HttpError, Request, Route
from ..instance import Splunkd

_CAN_RESTART = "restart_splunkd"
_ACTIONS = ("restart", "restart_webui")


def control(splunkd: Splunkd) -> dict[str, dict[str, Content]]:
    """What can be done are the links of the one entry."""
    return {"control": {}}


def restart(splunkd: Splunkd, request: Request) -> Answer:
    """The answer comes first."""
    if splunkd.restart is None:
        raise HttpError(501, "minisplunk restarts only where it is served.")
    splunkd.restart()
    return envelope.messages([("INFO", "Restarting splunkd.")], request, 200)


def restart_web(splunkd: Splunkd, request: Request) -> Answer:
    """There is no Splunk Web to restart: minisplunk's page has no state."""
    return envelope.messages([("INFO", "Restarting Splunk Web.")], request, 200)


ROUTES = (
    *routes_of((Single("server/control", "server-control", control, links=_ACTIONS),)),
    Route("POST", "server/control/restart", restart, capability=_CAN_RESTART),
    Route("POST", "server/control/restart_webui", restart_web, capability=_CAN_RESTART),
)
