"""data/inputs/http: HEC's tokens, and as `http` its settings for all of them; data/inputs: the kinds of inputs.

REST API Reference Manual, "Input endpoint descriptions", data/inputs/http. A token is named NAME in paths and
`http://NAME` in answers, and in links too; both are taken in paths.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...conf import Level
from ...conf.objects import ConfObject, removed
from ..eai.arguments import arguments, check, flag, names
from ..eai.entry import Acl, Answer, Content, Entry, Feed
from ..eai.links import quoted
from ..eai.namespaces import acl_of, check_addable, check_writable, found, level, missing, one
from ..eai.paging import paged
from ..hec.tokens import CONF, GLOBAL, PREFIX, Tokens, is_unsupported, new_value
from ..http.faults import no_target
from ..http.request import Request
from ..http.response import HttpError
from ..http.route import Route
from ..instance.splunkd import Splunkd

_HTTP = "data/inputs/http"
_TITLE = "http"
_FLAGS = ("disabled", "useACK", "allowQueryStringAuth")
_TEXTS = ("description", "host", "index", "outputgroup", "source", "sourcetype", "token", "connection_host")
_SETTINGS = (*_FLAGS, *_TEXTS, "indexes", "queueSize", "persistentQueueSize")
_SHARED = ("port", "enableSSL", "dedicatedIoThreads", "maxSockets", "maxThreads", "useDeploymentServer")
_COLLECTION = ("create", "_reload")


def kinds(splunkd: Splunkd, request: Request) -> Answer:
    """The kinds of inputs that can be made here; clients look for a link to make one."""
    acl = Acl(app="", owner="system", sharing="system", modifiable=False)
    return paged(request, "inputs", [Entry("http", {}, acl, links=("create",), path="/services/data/inputs/http")])


def list_(splunkd: Splunkd, request: Request) -> Answer:
    items = [item for item in found(splunkd, request, CONF) if item.name.startswith(PREFIX)]
    return paged(request, _TITLE, [_entry(splunkd, request, item) for item in items], links=_COLLECTION)


def get(splunkd: Splunkd, request: Request) -> Answer:
    return _feed(splunkd, request, _stanza(request))


def template(splunkd: Splunkd, request: Request) -> Answer:
    content: dict[str, Content] = dict.fromkeys(_SETTINGS, "")
    acl = Acl(app=request.app, removable=False)
    return Feed(_TITLE, [Entry("_new", content, acl, fields=_fields("name"))])


def create(splunkd: Splunkd, request: Request) -> Answer:
    """`name`, and what the token is to be; its value is made when none is given."""
    name = request.get("name").removeprefix(PREFIX)
    if not name:
        raise no_target("POST")
    settings = _given(request, _SETTINGS)
    to = level(splunkd, request, CONF)
    check_addable(splunkd, request, to, CONF, PREFIX + name)
    settings["token"] = settings.get("token") or new_value()
    _check_index(settings.get("index", ""), settings.get("indexes", ""))
    with splunkd.splunk.changing:
        if name == GLOBAL or name in _tokens(splunkd).by_name:
            raise HttpError(409, f"An object with name={PREFIX}{name} already exists")
        _check_value(splunkd, settings["token"], name)
        _write(splunkd, to, PREFIX + name, {"disabled": "0", **settings})
    return _feed(splunkd, request, PREFIX + name, status=201)


def update(splunkd: Splunkd, request: Request) -> Answer:
    stanza = _stanza(request)
    settings = _given(request, ("disabled",) if stanza == GLOBAL else _SETTINGS)
    with splunkd.splunk.changing:
        item = _changeable(splunkd, request, stanza)
        now = item.stanza
        _check_index(settings.get("index", now.get("index")), settings.get("indexes", now.get("indexes")))
        if "token" in settings:
            _check_value(splunkd, settings["token"], stanza.removeprefix(PREFIX))
        _write(splunkd, item.level, stanza, settings)
    return _feed(splunkd, request, stanza)


def enable(splunkd: Splunkd, request: Request) -> Answer:
    return _set(splunkd, request, {"disabled": "0"})


def disable(splunkd: Splunkd, request: Request) -> Answer:
    return _set(splunkd, request, {"disabled": "1"})


def rotate(splunkd: Splunkd, request: Request) -> Answer:
    """Give a token another value; the old one is none from then on."""
    if _stanza(request) == GLOBAL:
        raise missing(GLOBAL)
    return _set(splunkd, request, {"token": new_value()})


def delete(splunkd: Splunkd, request: Request) -> Answer:
    stanza = _stanza(request)
    with splunkd.splunk.changing:
        item = _changeable(splunkd, request, stanza)
        if stanza == GLOBAL or not item.removable:
            raise HttpError(400, f"The object {stanza} belongs to the defaults of an app, and cannot be removed.")
        splunkd.splunk.update(lambda layers: removed(layers, item))
    return list_(splunkd, request)


def _set(splunkd: Splunkd, request: Request, settings: Mapping[str, str]) -> Answer:
    stanza = _stanza(request)
    with splunkd.splunk.changing:
        _write(splunkd, _changeable(splunkd, request, stanza).level, stanza, settings)
    return _feed(splunkd, request, stanza)


def _write(splunkd: Splunkd, to: Level, stanza: str, settings: Mapping[str, str]) -> None:
    if settings:
        splunkd.splunk.change(to.app, CONF, stanza, settings)


def _stanza(request: Request) -> str:
    name = request.args["name"]
    return GLOBAL if name == GLOBAL else PREFIX + name.removeprefix(PREFIX)


def _changeable(splunkd: Splunkd, request: Request, stanza: str) -> ConfObject:
    item = one(splunkd, request, CONF, stanza)
    check_writable(splunkd, request, item)
    return item


def _feed(splunkd: Splunkd, request: Request, stanza: str, status: int = 200) -> Feed:
    return Feed(_TITLE, [_entry(splunkd, request, one(splunkd, request, CONF, stanza), alone=True)], status=status)


def _entry(splunkd: Splunkd, request: Request, item: ConfObject, *, alone: bool = False) -> Entry:
    return Entry(
        item.name,
        _settings_content(splunkd, item) if item.name == GLOBAL else _token_content(item),
        acl_of(splunkd, request, item),
        links=("_reload", "enable" if item.stanza.flag("disabled") else "disable", "rotate"),
        fields=_fields() if alone else None,
        path=f"{_HTTP}/{quoted(item.name)}",
    )


def _token_content(item: ConfObject) -> dict[str, Content]:
    stanza = item.stanza
    content: dict[str, Content] = {name: stanza.get(name) for name in _TEXTS}
    content.update({name: stanza.flag(name) for name in _FLAGS})
    content["index"] = stanza.get("index") or "default"
    content["indexes"] = _indexes(stanza.get("indexes"))
    return content


def _settings_content(splunkd: Splunkd, item: ConfObject) -> dict[str, Content]:
    """The port is the one that is served."""
    stanza = item.stanza
    content: dict[str, Content] = {name: stanza.get(name) for name in _SHARED}
    content["port"] = str(splunkd.info.hec_port or stanza.get("port"))
    content["disabled"] = stanza.flag("disabled")
    content["index"] = stanza.get("index") or "default"
    content["indexes"] = _indexes(stanza.get("indexes"))
    return content


def _indexes(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip())]


def _given(request: Request, known: tuple[str, ...]) -> dict[str, str]:
    """The settings of a request. Raises HttpError for what is none, or cannot be done."""
    given = arguments(request)
    check(given, known)
    if "indexes" in given:
        given["indexes"] = ",".join(names(request, "indexes"))
    for name in given.keys() & set(_FLAGS):
        given[name] = str(int(flag(request, name)))
    for name, value in given.items():
        if is_unsupported(name, value):
            raise HttpError(501, f"minisplunk does not do {name} = {value} of a HEC token.")
    return given


def _tokens(splunkd: Splunkd) -> Tokens:
    return Tokens.of(splunkd.splunk.contexts.everywhere)


def _check_value(splunkd: Splunkd, value: str, name: str) -> None:
    there = _tokens(splunkd).find(value)
    if not value.strip() or (there is not None and there.name != name):
        raise HttpError(400, "The token is empty, or is that of another input.")


def _check_index(index: str, indexes: str) -> None:
    """inputs.conf.spec, indexes: where events may go, so the default cannot be elsewhere."""
    allowed = _indexes(indexes)
    if allowed and index not in ("", "default", *allowed):
        raise HttpError(400, f"The default index '{index}' is not among the allowed indexes.")


def _fields(*required: str) -> dict[str, tuple[str, ...]]:
    return {"required": required, "optional": _SETTINGS, "wildcard": ()}


_CAN_LIST, _CAN_EDIT = "list_token_http", "edit_token_http"
ROUTES = (
    Route("GET", "data/inputs", kinds, capability="list_inputs"),
    Route("GET", _HTTP, list_, capability=_CAN_LIST),
    Route("POST", _HTTP, create, capability=_CAN_EDIT),
    Route("GET", f"{_HTTP}/_new", template, capability=_CAN_LIST),
    Route("GET", f"{_HTTP}/{{name}}", get, capability=_CAN_LIST),
    Route("POST", f"{_HTTP}/{{name}}", update, capability=_CAN_EDIT),
    Route("DELETE", f"{_HTTP}/{{name}}", delete, capability=_CAN_EDIT),
    Route("POST", f"{_HTTP}/{{name}}/enable", enable, capability=_CAN_EDIT),
    Route("POST", f"{_HTTP}/{{name}}/disable", disable, capability=_CAN_EDIT),
    Route("POST", f"{_HTTP}/{{name}}/rotate", rotate, capability=_CAN_EDIT),
)
