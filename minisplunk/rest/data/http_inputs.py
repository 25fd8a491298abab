"""data/inputs/http: HEC's tokens, and as `http` its settings for all of them.

REST API Reference Manual, "Input endpoint descriptions", data/inputs/http. A token is named NAME in paths and
`http://NAME` in answers, and in links too; both are taken in paths.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ...conf.objects import ConfObject
from ..eai import Acl, Answer, Content, Entry
from ..eai.arguments import check, flag_setting, listed, names, number_setting
from ..eai.collection import answer, routes
from ..eai.namespaces import check_writable, missing
from ..eai.shape import USUAL, ReadSetting, Shape, capabilities
from ..eai.stanzas import Change, StanzaStore
from ..hec.settings import is_cookie
from ..hec.tokens import CONF, GLOBAL, PREFIX, Tokens, is_unsupported, new_value
from ..http import HttpError, Request, Route
from ..http.faults import no_target
from ..instance import Splunkd

_FLAGS = ("disabled", "useACK", "allowQueryStringAuth")
_TEXTS = ("description", "host", "index", "outputgroup", "source", "sourcetype", "token", "connection_host")
_SETTINGS = (*_FLAGS, *_TEXTS, "customMetadataMode", "indexes", "queueSize", "persistentQueueSize")
_SHARED = (
    *("port", "enableSSL", "dedicatedIoThreads", "maxSockets", "maxThreads", "useDeploymentServer"),
    *("ackIdleCleanup", "backpressureState"),
)
"""Settings for all tokens, as 10.6 shows them."""


def _event_size(name: str, text: str) -> str:
    if re.fullmatch(r"[1-9]\d{0,11} ?(?:[KMG]B)?", text, re.ASCII | re.IGNORECASE):
        return text
    raise HttpError(400, f"Invalid value for argument '{name}': {text!r} is no size such as 5MB.")


def _cookie(name: str, text: str) -> str:
    if not is_cookie(text):
        raise HttpError(400, f"Invalid value for argument '{name}': no cookie can be named {text!r}.")
    return text


_OF_ALL: Mapping[str, ReadSetting] = {
    "ackIdleCleanup": flag_setting,
    "backpressureState": lambda name, text: text,
    "channel_cookie": _cookie,
    "crossOriginSharingHeaders": lambda name, text: text,
    "crossOriginSharingPolicy": lambda name, text: text,
    "disabled": flag_setting,
    "maxEventSize": _event_size,
    "maxIdleTime": number_setting,
}
"""Those of them that can be changed."""
_CAN_LIST, _CAN_EDIT = "list_token_http", "edit_token_http"
SHAPE = Shape(
    "data/inputs/http",
    title="http",
    optional=(*_SETTINGS, *(name for name in _OF_ALL if name not in _SETTINGS)),
    flags=frozenset(_FLAGS),
    reads=_OF_ALL,
    endpoints=[name for name in USUAL if name != "_acl"],
    capabilities=capabilities(_CAN_EDIT, reading=_CAN_LIST),
)


class TokenStore(StanzaStore):
    """Stanzas [http://NAME] of inputs.conf; [http] is not listed, and found by its name."""

    def stanza(self, name: str) -> str:
        return GLOBAL if name == GLOBAL else PREFIX + name.removeprefix(PREFIX)

    def is_listed(self, stanza: str) -> bool:
        return stanza.startswith(PREFIX)

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        return Entry("_new", dict.fromkeys(_SETTINGS, ""), Acl(request.app))

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        """A new token is enabled, and its value is made when none is given."""
        settings = {**change.settings}
        check(settings, _OF_ALL if change.name == GLOBAL else _SETTINGS)
        if "indexes" in settings:
            settings["indexes"] = ",".join(names(request, "indexes"))
        for name, value in settings.items():
            if is_unsupported(name, value):
                raise HttpError(501, f"minisplunk does not do {name} = {value} of a HEC token.")
        if change.now is None:
            if change.name == PREFIX:
                raise no_target("POST")
            settings = {"disabled": "0", **settings, "token": settings.get("token") or new_value()}
        _check_index(change, settings)
        if "token" in settings:
            other = _tokens(splunkd).find(settings["token"])
            if not settings["token"].strip() or (other is not None and PREFIX + other.name != change.name):
                raise HttpError(400, "The token is empty, or is that of another input.")
        return settings

    def is_taken(self, splunkd: Splunkd, request: Request, change: Change) -> bool:
        return change.name == GLOBAL or change.name.removeprefix(PREFIX) in _tokens(splunkd).by_name

    def taken_text(self, stanza: str) -> str:
        return super().taken_text(PREFIX + stanza.removeprefix(PREFIX))

    def check_removable(self, splunkd: Splunkd, request: Request, item: ConfObject) -> None:
        check_writable(splunkd, request, item)
        if item.name == GLOBAL or not item.removable:
            raise HttpError(400, f"The object {item.name} belongs to the defaults of an app, and cannot be removed.")

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[ConfObject], Entry]:
        """The port in the settings for all tokens is the one that is served."""

        def entry(item: ConfObject) -> Entry:
            content = self.content(item)
            if item.name == GLOBAL:
                content["port"] = str(splunkd.info.hec_port or item.stanza.get("port"))
            return self.entry(splunkd, request, item, content, "rotate")

        return entry

    def content(self, item: ConfObject) -> dict[str, Content]:
        stanza = item.stanza
        texts, flags = (_SHARED, ("disabled",)) if item.name == GLOBAL else (_TEXTS, _FLAGS)
        return {
            **{name: stanza.get(name) for name in texts},
            **{name: stanza.flag(name) for name in flags},
            "index": stanza.get("index") or "default",
            "indexes": listed(stanza.get("indexes")),
        }


STORE = TokenStore(SHAPE, CONF, in_place=True)


def rotate(splunkd: Splunkd, request: Request) -> Answer:
    """Give a token another value; the old value is invalid from then on."""
    name = request.args["name"]
    if STORE.stanza(name) == GLOBAL:
        raise missing(GLOBAL)
    with splunkd.splunk.changing:
        return answer(STORE, request, STORE.update(splunkd, request, name, {"token": new_value()}))


def _tokens(splunkd: Splunkd) -> Tokens:
    return Tokens.of(splunkd.splunk.contexts.everywhere)


def _check_index(change: Change, settings: Mapping[str, str]) -> None:
    """inputs.conf.spec, indexes: where events may go, so the default cannot be elsewhere."""
    index, allowed = (settings.get(name, change.now.get(name) if change.now else "") for name in ("index", "indexes"))
    if listed(allowed) and index not in ("", "default", *listed(allowed)):
        raise HttpError(400, f"The default index '{index}' is not among the allowed indexes.")


ROUTES = (
    *routes(STORE),
    Route("POST", "data/inputs/http/{name}/rotate", rotate, capability=_CAN_EDIT),
)
