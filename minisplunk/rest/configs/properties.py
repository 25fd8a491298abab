"""properties: conf files by name, their stanzas by name, their settings as text; no access lists, no pages.

REST API Reference, "Configuration endpoint descriptions"; shapes and texts as a third party measured them on 10.6.
What is written goes to the namespace of the request. 404s are ours in their wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from ...conf import Stanza, View
from ...conf.objects import NOBODY
from ...conf.parser import Conf
from ...conf.roles import ALL_OBJECTS
from ..eai import Answer, envelope
from ..eai.arguments import FRAMEWORK, flag
from ..eai.namespaces import ANY, level, may_see, scope, views_of
from ..eai.plain import plain_feed
from ..http import HttpError, Request, Response, Route
from ..http.faults import missing_argument
from ..instance import Splunkd
from .confs import STORE

_PLAIN = "text/plain; charset=UTF-8"


def files(splunkd: Splunkd, request: Request) -> Answer:
    return _feed(splunkd, request, dict.fromkeys(_view(splunkd, request).names()))


def stanzas(splunkd: Splunkd, request: Request) -> Answer:
    return _feed(splunkd, request, dict.fromkeys(sorted(_conf(splunkd, request).stanzas)))


def settings(splunkd: Splunkd, request: Request) -> Answer:
    settings = _stanza(splunkd, request).settings
    return _feed(splunkd, request, {key: settings[key].value for key in sorted(settings)})


def value(splunkd: Splunkd, request: Request) -> Answer:
    setting = _stanza(splunkd, request).settings.get(request.args["key"])
    if setting is None:
        raise _missing(request.args["key"])
    return Response(setting.value.encode(), media_type=_PLAIN)


def add_file(splunkd: Splunkd, request: Request) -> Answer:
    """`__conf` names a file to be made; 303 leads to one that there is."""
    name = _named(request, "__conf")
    with splunkd.splunk.changing:
        if name in _view(splunkd, request).names():
            return _see(request, name)
        where = level(splunkd, request, name)
        splunkd.splunk.update(lambda layers: layers.with_file(where, name))
    return Response(b"", 201)


def add_stanza(splunkd: Splunkd, request: Request) -> Answer:
    """`__stanza` names a stanza to be made; 303 leads to one that there is."""
    name = _named(request, "__stanza")
    with splunkd.splunk.changing:
        if name in _conf(splunkd, request).stanzas:
            return _see(request, name)
        STORE.create(splunkd, request, name, {})
    return Response(b"", 201)


def change(splunkd: Splunkd, request: Request) -> Answer:
    settings = {key: values[-1] for key, values in request.params.items() if key not in FRAMEWORK - {"name"}}
    return _written(splunkd, request, settings)


def change_value(splunkd: Splunkd, request: Request) -> Answer:
    if "value" not in request.params:
        raise missing_argument("value")
    return _written(splunkd, request, {request.args["key"]: request.get("value")})


def delete_stanza(splunkd: Splunkd, request: Request) -> Answer:
    """With `local_only` what was written in the namespace is removed; without, the stanza is disabled."""
    with splunkd.splunk.changing:
        name = _stanza(splunkd, request).name
        if _local_only(request):
            _local(splunkd, request, name)
            STORE.remove_local(splunkd, request, name)
        else:
            STORE.check_written(name)
            STORE.update(splunkd, request, name, {"disabled": "1"})
    return Response(b"")


def delete_value(splunkd: Splunkd, request: Request) -> Answer:
    if not _local_only(request):
        raise HttpError(400, "Key deletion is not supported")
    name, key = request.args["stanza"], request.args["key"]
    with splunkd.splunk.changing:
        if key not in _local(splunkd, request, name).settings:
            raise _missing(key)
        STORE.remove_local(splunkd, request, name, key)
    return Response(b"")


def _written(splunkd: Splunkd, request: Request, settings: Mapping[str, str]) -> Answer:
    with splunkd.splunk.changing:
        stanza = _stanza(splunkd, request)
        STORE.check_written(stanza.name)
        STORE.update(splunkd, request, stanza.name, settings)
    return envelope.messages([("INFO", f"Successfully modified {len(settings)} key(s)")], request, 200)


def _view(splunkd: Splunkd, request: Request) -> View:
    wanted = scope(splunkd, request)
    if wanted.app is None or wanted.owner is None:
        raise HttpError(400, "Conf files are read in one app and for one owner, not in '-'.")
    return views_of(splunkd, request)(wanted.app, wanted.owner)


def _conf(splunkd: Splunkd, request: Request) -> Conf:
    view, name = _view(splunkd, request), request.args["conf"]
    if name not in view.names():
        raise _missing(name)
    stanzas = view.conf(name).stanzas
    return Conf({stanza: stanzas[stanza] for stanza in stanzas if may_see(splunkd, request, name, stanza)})


def _stanza(splunkd: Splunkd, request: Request) -> Stanza:
    stanza = _conf(splunkd, request).stanzas.get(request.args["stanza"])
    if stanza is None:
        raise _missing(request.args["stanza"])
    return stanza


def _local(splunkd: Splunkd, request: Request, stanza: str) -> Stanza:
    """What was written of a stanza in the namespace of the request."""
    conf = request.args["conf"]
    written = splunkd.splunk.layers.local(level(splunkd, request, conf)).get(conf, Conf()).stanzas.get(stanza)
    if written is None:
        raise _missing(stanza)
    return written


def _local_only(request: Request) -> bool:
    """Whether only what is written in one given namespace is to be removed."""
    return flag(request, "local_only") and not {None, ANY} & {request.namespace.app, request.namespace.owner}


def _named(request: Request, argument: str) -> str:
    if not request.get(argument):
        raise missing_argument(argument)
    return request.get(argument)


def _missing(name: str) -> HttpError:
    return HttpError(404, f"{name} does not exist")


def _see(request: Request, name: str) -> Response:
    return Response(b"", 303, headers={"Location": _path(request, name)})


def _path(request: Request, *below: str) -> str:
    """The path of the requested object, or of one below it."""
    parts = [request.args[part] for part in ("conf", "stanza", "key") if part in request.args]
    home = request.namespace
    base = ["services"] if home.app is None else ["servicesNS", home.owner or NOBODY, home.app]
    return "".join(f"/{quote(part, safe='')}" for part in (*base, "properties", *parts, *below))


def _feed(splunkd: Splunkd, request: Request, values: Mapping[str, str | None]) -> Response:
    return plain_feed(splunkd, request, [*request.args.values(), "properties"][0], _path(request), values)


ROUTES = (
    Route("GET", "properties", files, capability="rest_properties_get"),
    Route("POST", "properties", add_file, capability=ALL_OBJECTS),
    Route("GET", "properties/{conf}", stanzas, capability="rest_properties_get"),
    Route("POST", "properties/{conf}", add_stanza, capability=ALL_OBJECTS),
    Route("GET", "properties/{conf}/{stanza}", settings, capability="rest_properties_get"),
    Route("POST", "properties/{conf}/{stanza}", change, capability=ALL_OBJECTS),
    Route("DELETE", "properties/{conf}/{stanza}", delete_stanza, capability=ALL_OBJECTS),
    Route("GET", "properties/{conf}/{stanza}/{key}", value, capability="rest_properties_get"),
    Route("POST", "properties/{conf}/{stanza}/{key}", change_value, capability=ALL_OBJECTS),
    Route("DELETE", "properties/{conf}/{stanza}/{key}", delete_value, capability=ALL_OBJECTS),
)
