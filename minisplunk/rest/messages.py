"""Bulletin messages: kept by name while the server runs; their endpoints."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import NotFound
from .arguments import names
from .envelope import iso
from .faults import missing_argument, no_target
from .http import Acl, Answer, Content, Entry, Feed, HttpError, Request
from .paging import paged
from .routes import Route

if TYPE_CHECKING:
    from .door import Door

MOST = 1_000
SEVERITIES = ("info", "warn", "error")
_ACL = Acl(app="", owner="system", sharing="system", write=("admin", "power", "user"), modifiable=False, removable=True)
_LINKS = ("create",)


@dataclass(frozen=True, slots=True)
class Message:
    """`roles` and `capabilities`: who may see it, everyone when both are empty. `time`: epoch seconds."""

    name: str
    text: str
    severity: str
    time: float
    roles: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()


class Messages:
    """Safe for threads. Of more than MOST the oldest are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._there: dict[str, Message] = {}

    def put(self, message: Message) -> None:
        """Add a message, in place of one of the same name."""
        with self._lock:
            self._there.pop(message.name, None)
            self._there[message.name] = message
            if len(self._there) > MOST:
                del self._there[next(iter(self._there))]

    def remove(self, name: str) -> None:
        """Take a message away; NotFound when there is none of that name."""
        with self._lock:
            if self._there.pop(name, None) is None:
                raise _missing(name)

    def message(self, name: str) -> Message:
        """NotFound when there is none of that name."""
        found = self._there.get(name)
        if found is None:
            raise _missing(name)
        return found

    def visible(self, roles: Iterable[str], capabilities: frozenset[str]) -> list[Message]:
        """What somebody with these roles and capabilities is told."""
        held = frozenset(roles)
        with self._lock:
            there = list(self._there.values())
        return [
            message
            for message in there
            if (not message.roles or held.intersection(message.roles)) and capabilities.issuperset(message.capabilities)
        ]


def _missing(name: str) -> NotFound:
    return NotFound(f"Could not find object id={name}")


def list_(door: Door, request: Request) -> Answer:
    roles = request.who.roles
    found = door.messages.visible(roles, door.capabilities(roles))
    return paged(request, "messages", [_entry(door, message) for message in found], links=_LINKS)


def get(door: Door, request: Request) -> Answer:
    return Feed("messages", [_entry(door, _told(door, request))], links=_LINKS)


def create(door: Door, request: Request) -> Answer:
    """`name`, `value`, `severity` (info, warn, error), `role` and `capability`, both repeatable."""
    name, severity = request.get("name"), request.get("severity", "warn")
    if not name:
        raise no_target("POST")
    if not request.get("value"):
        raise missing_argument("value")
    if severity not in SEVERITIES:
        raise HttpError(400, f"Invalid value for argument 'severity': {severity!r} is none of {', '.join(SEVERITIES)}.")
    message = Message(
        name,
        request.get("value"),
        severity,
        door.splunk.clock.now(),
        roles=tuple(names(request, "role")),
        capabilities=tuple(names(request, "capability")),
    )
    door.messages.put(message)
    return Feed("messages", [_entry(door, message)], links=_LINKS, status=201)


def delete(door: Door, request: Request) -> Answer:
    door.messages.remove(_told(door, request).name)
    return Feed("messages", links=_LINKS)


def _told(door: Door, request: Request) -> Message:
    """The message of that name; 404 for one that is not for the asker, as for none."""
    message = door.messages.message(request.args["name"])
    if message not in door.messages.visible(request.who.roles, door.capabilities(request.who.roles)):
        raise _missing(message.name)
    return message


def _entry(door: Door, message: Message) -> Entry:
    content: dict[str, Content] = {
        "capabilities": message.capabilities,
        "help": "",
        "message": message.text,
        "message_alternate": "",
        "roles": message.roles,
        "server": door.settings.server_name,
        "severity": message.severity,
        "timeCreated_epochSecs": int(message.time),
        "timeCreated_iso": iso(message.time),
        message.name: message.text,
    }
    return Entry(message.name, content, _ACL)


ROUTES = (
    Route("GET", "messages", list_),
    Route("POST", "messages", create, capability="edit_messages"),
    Route("GET", "messages/{name}", get),
    Route("DELETE", "messages/{name}", delete, capability="edit_messages"),
)
