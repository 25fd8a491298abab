"""messages: the bulletin board read, written on and cleared."""

from __future__ import annotations

from ..eai import Acl, Answer, Content, Entry, Feed
from ..eai.arguments import names
from ..eai.envelope import iso
from ..eai.paging import paged
from ..http import HttpError, Request, Route
from ..http.faults import missing_argument, no_target
from ..instance import Splunkd
from ..instance.bulletins import SEVERITIES, Bulletin, missing

_ACL = Acl(app="", owner="system", sharing="system", write=("admin", "power", "user"), modifiable=False, removable=True)
_LINKS = ("create",)
_FIELDS = {"required": ("name", "value"), "optional": ("capability", "role", "severity"), "wildcard": ()}


def list_(splunkd: Splunkd, request: Request) -> Answer:
    roles = request.who.roles
    visible = sorted(splunkd.bulletins.visible(roles, splunkd.capabilities(roles)), key=lambda message: message.name)
    return paged(request, "messages", [_entry(splunkd, message) for message in visible], links=_LINKS)


def get(splunkd: Splunkd, request: Request) -> Answer:
    return Feed("messages", [_entry(splunkd, _visible(splunkd, request))], links=_LINKS)


def new(splunkd: Splunkd, request: Request) -> Answer:
    """What a new message takes."""
    return Feed("messages", [Entry("_new", {}, _ACL, fields=_FIELDS)], links=_LINKS)


def create(splunkd: Splunkd, request: Request) -> Answer:
    """`name`, `value`, `severity` (info, warn, error), `role` and `capability`, both repeatable."""
    name, severity = request.get("name"), request.get("severity", "warn")
    if not name:
        raise no_target("POST")
    if not request.get("value"):
        raise missing_argument("value")
    if severity not in SEVERITIES:
        raise HttpError(400, f"Invalid value for argument 'severity': {severity!r} is none of {', '.join(SEVERITIES)}.")
    message = Bulletin(
        name,
        request.get("value"),
        severity,
        splunkd.splunk.clock.now(),
        roles=tuple(names(request, "role")),
        capabilities=tuple(names(request, "capability")),
    )
    splunkd.bulletins.put(message)
    return Feed("messages", [_entry(splunkd, message)], links=_LINKS, status=201)


def delete(splunkd: Splunkd, request: Request) -> Answer:
    splunkd.bulletins.remove(_visible(splunkd, request).name)
    return Feed("messages", links=_LINKS)


def _visible(splunkd: Splunkd, request: Request) -> Bulletin:
    """The message of that name; 404 when there is none, or none that this user may see."""
    message = splunkd.bulletins.get(request.args["name"])
    if message not in splunkd.bulletins.visible(request.who.roles, splunkd.capabilities(request.who.roles)):
        raise missing(message.name)
    return message


def _entry(splunkd: Splunkd, message: Bulletin) -> Entry:
    content: dict[str, Content] = {
        "capabilities": message.capabilities,
        "help": "",
        "message": message.text,
        "message_alternate": "",
        "roles": message.roles,
        "server": splunkd.info.server_name,
        "severity": message.severity,
        "timeCreated_epochSecs": int(message.time),
        "timeCreated_iso": iso(message.time),
        message.name: message.text,
    }
    return Entry(message.name, content, _ACL)


ROUTES = (
    Route("GET", "messages", list_),
    Route("POST", "messages", create, capability="edit_messages"),
    Route("GET", "messages/_new", new),
    Route("GET", "messages/{name}", get),
    Route("DELETE", "messages/{name}", delete, capability="edit_messages"),
)
