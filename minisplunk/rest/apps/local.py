"""apps/local and apps/appinstall: the installed apps; made, installed from the server's disk, changed and taken away.

REST API Reference, "Application endpoint descriptions"; contents as third parties measured them on 10.4.2 and 10.6.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from ...conf import AlreadyInstalled, App, Conf, app_name
from ...conf.layers import BUILT_IN
from ...conf.objects import NOBODY, allows, ruled
from ...conf.parser import TRUE
from ...conf.roles import ALL_OBJECTS
from ...conf.template import KEYS, make
from ...errors import ConfError
from ..eai.acl import PERMS, SHARINGS, perms
from ..eai.arguments import arguments, check, flag, new_name, require
from ..eai.entry import Acl, Answer, Content, Entry, Feed
from ..eai.namespaces import all_objects, held, missing
from ..eai.paging import paged
from ..http.request import Request
from ..http.response import HttpError
from ..http.route import Route
from ..instance.splunkd import Splunkd

_TITLE = "localapps"
_LINKS = ("create", "_reload")
_FROM_FILE = ("explicit_appname", "filename", "template", "update")
_FROM_AFAR = ("auth", "session")
_FIELDS: dict[str, tuple[str, ...]] = {"required": (), "optional": tuple(sorted(KEYS)), "wildcard": ()}
_SETUP = '<?xml version="1.0" encoding="UTF-8"?>\n<SetupInfo>\n</SetupInfo>\n'


def listing(splunkd: Splunkd, request: Request) -> Answer:
    apps = sorted(splunkd.splunk.layers.apps, key=lambda app: app.id.lower())
    readable = (app for app in apps if _readable(splunkd, request, app))
    return paged(request, _TITLE, (_entry(splunkd, request, app) for app in readable), links=_LINKS)


def get(splunkd: Splunkd, request: Request) -> Answer:
    return _answer(splunkd, request, _app(splunkd, request).id)


def template(splunkd: Splunkd, request: Request) -> Answer:
    fields = {**_FIELDS, "required": ("name",), "optional": tuple(sorted((*KEYS, *_FROM_FILE)))}
    return Feed(_TITLE, [Entry("_new", {}, Acl("system"), fields=fields, path="apps/local/_new")], links=_LINKS)


def reload(splunkd: Splunkd, request: Request) -> Answer:
    splunkd.splunk.reload()
    return Feed(_TITLE, links=_LINKS)


def create(splunkd: Splunkd, request: Request) -> Answer:
    """`name` of an app to be made, and what is to be said of it; with `filename` the path of one to be installed."""
    given = arguments(request)
    check(given, (*KEYS, *_FROM_FILE, *_FROM_AFAR))
    name = new_name(request)
    if any(given.get(name) for name in _FROM_AFAR) or name.startswith(("http://", "https://")):
        raise HttpError(501, "minisplunk installs apps from its own disk only.")
    if flag(request, "filename"):
        return install(splunkd, request)
    if given.get("template", "barebones") != "barebones":
        raise HttpError(501, f"minisplunk does not have the app template '{given['template']}'.")
    name = app_name(Conf(), name)
    with tempfile.TemporaryDirectory() as work:
        made = make(Path(work) / name, {key: given[key] for key in KEYS.keys() & given.keys()})
        _install(splunkd, made.root, upgrade=False)
    return _answer(splunkd, request, name, 201, {"name": name})


def install(splunkd: Splunkd, request: Request) -> Answer:
    """Install the app whose archive (or folder) `name` is the path of; `update` allows it to be there already."""
    given = arguments(request)
    check(given, (*KEYS, *_FROM_FILE))
    path = Path(new_name(request))
    if not path.exists():
        raise HttpError(400, f"Application does not exist: {path}")
    with splunkd.splunk.changing:
        before = {app.id for app in splunkd.splunk.layers.apps}
        app = _install(splunkd, path, upgrade=flag(request, "update"), name=given.get("explicit_appname", ""))
        _say(splunkd, app.id, given)
    status = "upgraded" if app.id in before else "installed"
    said: dict[str, Content] = {
        "name": app.id,
        "location": str(app.root),
        "source_location": str(path),
        "status": status,
    }
    return _answer(splunkd, request, app.id, 201, said)


def update(splunkd: Splunkd, request: Request) -> Answer:
    given = arguments(request)
    check(given, KEYS)
    with splunkd.splunk.changing:
        app = _app(splunkd, request)
        _say(splunkd, app.id, given)
    return _answer(splunkd, request, app.id)


def delete(splunkd: Splunkd, request: Request) -> Answer:
    with splunkd.splunk.changing:
        app = _app(splunkd, request)
        if app.id in BUILT_IN:
            raise HttpError(403, f"Cannot delete '{app.id}': each Splunk has this app.")
        splunkd.splunk.uninstall(app.id)
    return Feed(_TITLE, links=_LINKS)


def enable(splunkd: Splunkd, request: Request) -> Answer:
    return _switch(splunkd, request, "enabled")


def disable(splunkd: Splunkd, request: Request) -> Answer:
    return _switch(splunkd, request, "disabled")


def setup(splunkd: Splunkd, request: Request) -> Answer:
    """The app's setup.xml, which is not acted on."""
    app = _app(splunkd, request)
    if not app.enabled:
        raise HttpError(400, f"Application is disabled: {app.id}")
    file = app.root / "default" / "setup.xml"
    text = file.read_text("utf-8", "replace") if file.is_file() else _SETUP
    return Feed(
        _TITLE, [Entry(app.id, {"eai:setup": text}, _acl(splunkd, request, app), path=f"apps/local/{app.id}/setup")]
    )


def check_update(splunkd: Splunkd, request: Request) -> Answer:
    """What Splunkbase has for an app: minisplunk asks nobody, so nothing newer."""
    app = _app(splunkd, request)
    return Feed(_TITLE, [Entry(app.id, {}, _acl(splunkd, request, app), path=f"apps/local/{app.id}/update")])


def show_acl(splunkd: Splunkd, request: Request) -> Answer:
    app = _app(splunkd, request)
    return Feed(_TITLE, [Entry(app.id, {}, _acl(splunkd, request, app))])


def share(splunkd: Splunkd, request: Request) -> Answer:
    """Whether what the app holds is for other apps as well (`sharing`), and whom it is for; an app has no owner."""
    given = arguments(request)
    check(given, ("app", "owner", "sharing", *PERMS))
    require(given, ("sharing", "owner"))
    sharing = SHARINGS.get(given["sharing"])
    if sharing not in ("app", "global"):
        raise HttpError(400, f"Invalid value for argument 'sharing': {given['sharing']!r} is none of app, global.")
    roles = perms(request)
    with splunkd.splunk.changing:
        app = _app(splunkd, request)
        splunkd.splunk.update(lambda layers: ruled(layers, app.id, (), sharing, *roles))
    return show_acl(splunkd, request)


def _install(splunkd: Splunkd, path: Path, *, upgrade: bool, name: str = "") -> App:
    try:
        return splunkd.splunk.install(path, upgrade=upgrade, name=name)
    except AlreadyInstalled as error:
        raise HttpError(409, error.reason) from error
    except ConfError as error:
        raise HttpError(400, f"Error during app install: {error.message}") from error


def _say(splunkd: Splunkd, app: str, given: Mapping[str, str]) -> None:
    """Write to app.conf what is said of an app."""
    for name, (stanza, key) in KEYS.items():
        if name in given:
            splunkd.splunk.change(app, "app", stanza, {key: given[name]})


def _switch(splunkd: Splunkd, request: Request, state: str) -> Answer:
    with splunkd.splunk.changing:
        app = _app(splunkd, request)
        if app.id in BUILT_IN:
            raise HttpError(400, f"'{app.id}' is enabled always: each Splunk has this app.")
        splunkd.splunk.change(app.id, "app", "install", {"state": state})
    return _answer(splunkd, request, app.id)


def _app(splunkd: Splunkd, request: Request) -> App:
    name = request.args["name"]
    for app in splunkd.splunk.layers.apps:
        if app.id == name and _readable(splunkd, request, app):
            return app
    raise missing(name)


def _readable(splunkd: Splunkd, request: Request, app: App) -> bool:
    return all_objects(splunkd, request) or app.metadata.readable((), held(splunkd, request))


def _answer(
    splunkd: Splunkd, request: Request, name: str, status: int = 200, said: Mapping[str, Content] | None = None
) -> Answer:
    entry = _entry(splunkd, request, splunkd.splunk.layers.app(name))
    entry = Entry(
        name, {**entry.content, **(said or {})}, entry.acl, entry.links, fields=_FIELDS, path=f"apps/local/{name}"
    )
    return Feed(_TITLE, [entry], status=status, links=_LINKS)


def _entry(splunkd: Splunkd, request: Request, app: App) -> Entry:
    core = app.id in BUILT_IN
    content: dict[str, Content] = {
        "author": app.setting("launcher", "author"),
        "check_for_updates": _flag(app, "package", "check_for_updates", True),
        "configured": _flag(app, "install", "is_configured", False),
        "core": core,
        "description": app.setting("launcher", "description"),
        "disabled": not app.enabled,
        "label": app.label,
        "managed_by_deployment_client": False,
        "show_in_nav": _flag(app, "ui", "show_in_nav", True),
        "state_change_requires_restart": _flag(app, "install", "state_change_requires_restart", False),
        "version": app.version,
        "visible": _flag(app, "ui", "is_visible", False),
    }
    links = ("_reload", *(() if core else ("disable" if app.enabled else "enable",)))
    return Entry(app.id, content, _acl(splunkd, request, app), links, path=f"apps/local/{app.id}")


def _flag(app: App, stanza: str, key: str, default: bool) -> bool:
    text = app.setting(stanza, key)
    return text.lower() in TRUE if text else default


def _acl(splunkd: Splunkd, request: Request, app: App) -> Acl:
    about = app.metadata
    writable = all_objects(splunkd, request) or allows(about.write(()), held(splunkd, request))
    return Acl(
        app="system",
        owner=NOBODY,
        sharing="global" if about.exported(()) else "app",
        read=about.read(()),
        write=about.write(()),
        modifiable=writable,
        removable=app.id not in BUILT_IN,
    )


ROUTES = (
    Route("GET", "apps/local", listing),
    Route("POST", "apps/local", create, capability=ALL_OBJECTS),
    Route("GET", "apps/local/_new", template),
    Route("GET", "apps/local/_reload", reload),
    Route("POST", "apps/local/_reload", reload),
    Route("GET", "apps/local/{name}", get),
    Route("POST", "apps/local/{name}", update, capability=ALL_OBJECTS),
    Route("DELETE", "apps/local/{name}", delete, capability=ALL_OBJECTS),
    Route("POST", "apps/local/{name}/enable", enable, capability=ALL_OBJECTS),
    Route("POST", "apps/local/{name}/disable", disable, capability=ALL_OBJECTS),
    Route("GET", "apps/local/{name}/setup", setup),
    Route("GET", "apps/local/{name}/update", check_update),
    Route("GET", "apps/local/{name}/acl", show_acl),
    Route("POST", "apps/local/{name}/acl", share, capability=ALL_OBJECTS),
    Route("POST", "apps/appinstall", install, capability=ALL_OBJECTS),
)
