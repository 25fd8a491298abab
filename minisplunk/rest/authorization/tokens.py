"""authorization/tokens: authentication tokens made, listed, disabled and removed; and admin/token-auth, their settings.

REST API Reference, "Access endpoint descriptions"; authorize.conf.spec, [tokens_auth]: as shipped they are disabled,
`POST admin/token-auth/tokens_auth disabled=false` enables them. A new one is answered with its id and its text, which
is shown this once. [unverified]: the texts of the refusals, and that the list has the fields of a token's page in
Splunk Web.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ...conf.layers import SYSTEM
from ...conf.parser import Stanza
from ...dataclass import dataclass
from ...times.modifier import moment
from ..eai import Acl, Answer, Content, Entry
from ..eai.arguments import arguments, boolean, check, names
from ..eai.collection import answer, routes
from ..eai.namespaces import missing
from ..eai.shape import Shape
from ..eai.single import Single, listed, routes_of
from ..eai.store import FixedStore
from ..http import HttpError, Request, Route
from ..http.faults import forbidden
from ..instance import Splunkd
from ..instance.tokens import EPHEMERAL, LONGEST_EPHEMERAL, STATIC, LastUse, Token, new_id

CONF, STANZA = "authorize", "tokens_auth"
_ALL, _OWN = ("list_tokens_all", "edit_tokens_all"), ("list_tokens_own", "edit_tokens_own")
_NEVER = "never"
_DEFAULTS = {STATIC: ("expiration", "+30d"), EPHEMERAL: ("ephemeralExpiration", "+1h")}
_STATUSES = ("enabled", "disabled")
_ACL = Acl("", "system", "system", read=("admin",), removable=True)
SHAPE = Shape(
    "authorization/tokens",
    title="tokens",
    required=("name", "audience"),
    optional=("status",),
    new_only=("expires_on", "not_before", "type", "username"),
    flags=frozenset(),
    endpoints=("list", "get", "create", "update", "remove"),
)


@dataclass(frozen=True)
class TokenStore(FixedStore):
    """The tokens that the user may see: everybody's, or the user's own."""

    shape: Shape = SHAPE

    def list(self, splunkd: Splunkd, request: Request) -> Iterable[Entry]:
        if not _may(splunkd, request, request.who.user):
            raise forbidden(request.who.user, _ALL[0])
        wanted = request.get("username")
        tokens = (token for token in splunkd.tokens if not wanted or token.user == wanted)
        return [_entry(splunkd, token) for token in tokens if _may(splunkd, request, token.user)]

    def find(self, splunkd: Splunkd, request: Request, name: str) -> Sequence[Entry]:
        return [_entry(splunkd, _token(splunkd, request, name))]

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        """`name`: the user; `audience`: what it is for; `expires_on`, `not_before`: times; `type`: static, or
        ephemeral."""
        if not _may(splunkd, request, name, changing=True):
            raise forbidden(request.who.user, _ALL[1])
        if not enabled(splunkd):
            raise HttpError(400, "Token authentication is disabled.")
        if splunkd.users.find(name) is None:
            raise HttpError(400, f"User does not exist: {name}")
        kind = settings.get("type") or STATIC
        if kind not in _DEFAULTS:
            raise HttpError(400, f"Invalid value for argument 'type': {kind!r} is neither static nor ephemeral.")
        if not settings["audience"]:
            raise HttpError(400, "Argument 'audience' must not be empty.")
        key, default = _DEFAULTS[kind]
        now = int(splunkd.splunk.clock.now())
        token = Token(
            id=new_id(),
            user=name,
            audience=settings["audience"],
            issuer=f"{request.who.user} from {splunkd.info.server_name}",
            issued=now,
            expires=_time(splunkd, "expires_on", settings.get("expires_on") or _conf(splunkd).get(key) or default),
            begins=_time(splunkd, "not_before", settings.get("not_before") or "now"),
            kind=kind,
        )
        if kind == EPHEMERAL and not now < token.expires <= now + LONGEST_EPHEMERAL:
            raise HttpError(400, "An ephemeral token expires within 6 hours.")
        if token.expires and token.expires <= max(now, token.begins):
            raise HttpError(400, "A token cannot expire before it begins, or in the past.")
        return [Entry(token.id, {"id": token.id, "token": splunkd.tokens.made(token)}, _ACL)]

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        """Enable or disable a token; its name is that of its user or its own id."""
        token = _token(splunkd, request, name, changing=True)
        status = settings.get("status", "")
        if status not in _STATUSES:
            raise HttpError(400, f"Invalid value for argument 'status': {status!r} is none of {', '.join(_STATUSES)}.")
        splunkd.tokens.put(replace(token, enabled=status == "enabled"))
        return self.find(splunkd, request, name)

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        """`name`: a user, whose tokens all go, or that of `id`; or the id of one."""
        if splunkd.users.find(name) is None or splunkd.tokens.find(name) is not None:
            splunkd.tokens.remove(_token(splunkd, request, name, changing=True).id)
            return
        if not _may(splunkd, request, name, changing=True):
            raise forbidden(request.who.user, _ALL[1])
        wanted = names(request, "id")
        own = [token.id for token in splunkd.tokens if token.user == name and (not wanted or token.id in wanted)]
        if wanted and len(own) < len(wanted):
            raise missing(next(name for name in wanted if name not in own))
        splunkd.tokens.remove(*own)


STORE = TokenStore()


def update(splunkd: Splunkd, request: Request) -> Answer:
    """POST authorization/tokens/{user} with `id` and `status`, as the reference has it; or of a token's own name."""
    given = arguments(request)
    check(given, ("id", "status"))
    name = given.pop("id", request.args["name"])
    with splunkd.splunk.changing:
        return answer(STORE, request, STORE.update(splunkd, request, name, given))


def enabled(splunkd: Splunkd) -> bool:
    return not _conf(splunkd).flag("disabled", True)


def settings(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    stanza = _conf(splunkd)
    texts: dict[str, Content] = {key: stanza.get(key) or default for key, default in _DEFAULTS.values()}
    return {STANZA: {"disabled": not enabled(splunkd), **texts}}


def change_settings(splunkd: Splunkd, request: Request) -> Answer:
    given = arguments(request)
    check(given, ("disabled", *(key for key, _ in _DEFAULTS.values())))
    for key, value in given.items():
        if key == "disabled":
            given[key] = str(int(boolean(key, value)))
        else:
            _time(splunkd, key, value)
    with splunkd.splunk.changing:
        splunkd.splunk.change(SYSTEM, CONF, STANZA, given)
    return listed(_SETTINGS, splunkd, request)


def _conf(splunkd: Splunkd) -> Stanza:
    return splunkd.splunk.contexts.everywhere.conf(CONF).stanzas[STANZA]


def _time(splunkd: Splunkd, name: str, text: str) -> int:
    """Epoch seconds of a time, as a modifier or a number; 0 for `never`. HttpError 400 for what is none."""
    if text == _NEVER:
        return 0
    try:
        return int(moment(text, splunkd.splunk.clock.now(), splunkd.splunk.zone))
    except (ValueError, OverflowError) as error:
        raise HttpError(400, f"Invalid value for argument '{name}': {text!r} is no time.") from error


def _token(splunkd: Splunkd, request: Request, name: str, *, changing: bool = False) -> Token:
    token = splunkd.tokens.find(name)
    if token is None or not _may(splunkd, request, token.user, changing=changing):
        raise missing(name)
    return token


def _may(splunkd: Splunkd, request: Request, user: str, *, changing: bool = False) -> bool:
    """Whether who asks may list a user's tokens, or make and change them; who may change them may list them."""
    held = splunkd.capabilities(request.who.roles)
    of_all, of_own = (_ALL[1:], _OWN[1:]) if changing else (_ALL, _OWN)
    return not held.isdisjoint(of_all) or (user == request.who.user and not held.isdisjoint(of_own))


def _entry(splunkd: Splunkd, token: Token) -> Entry:
    use = splunkd.tokens.used.get(token.id, LastUse())
    content: dict[str, Content] = {
        "claims": token.claims,
        "headers": token.headers,
        "lastUsed": use.time,
        "lastUsedIp": use.address,
        "status": _STATUSES[not token.enabled],
    }
    return Entry(token.id, content, _ACL)


_SETTINGS = Single("admin/token-auth", "token-auth", settings, "edit_tokens_settings")
ROUTES = (
    *routes(STORE, update=update),
    *routes_of((_SETTINGS,)),
    Route("POST", "admin/token-auth/{name}", change_settings, capability="edit_tokens_settings"),
)
