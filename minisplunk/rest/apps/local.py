"""apps/local and apps/appinstall: the installed apps; made, installed from the server's disk, changed and taken away.

REST API Reference, "Application endpoint descriptions"; contents as third parties measured them on 10.4.2 and 10.6.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from ... import plain_files
from ...conf import AlreadyInstalled, App, Conf, Layers, app_name
from ...conf.layers import BUILT_IN
from ...conf.objects import NOBODY, allows, ruled
from ...conf.parser import TRUE
from ...conf.roles import ALL_OBJECTS
from ...conf.template import BAREBONES, KEYS, make
from ...dataclass import dataclass
from ...errors import ConfError
from ..eai import Acl, Answer, Content, Entry, Feed
from ..eai.acl import PERMS, SHARINGS, perms, show
from ..eai.arguments import arguments, check, flag_setting, new_name, require
from ..eai.collection import answer, routes, title
from ..eai.namespaces import all_objects, missing, roles_held
from ..eai.shape import USUAL, Shape, capabilities
from ..http import HttpError, Request, Route
from ..instance import Splunkd

_FROM_FILE = ("explicit_appname", "filename", "template", "update")
_FROM_AFAR = ("auth", "session")
_SETUP = '<?xml version="1.0" encoding="UTF-8"?>\n<SetupInfo>\n</SetupInfo>\n'
SHAPE = Shape(
    "apps/local",
    title="localapps",
    optional=tuple(sorted(KEYS)),
    new_only=(*_FROM_FILE, *_FROM_AFAR),
    reads={"filename": flag_setting, "update": flag_setting},
    endpoints=[name for name in USUAL if name != "_acl"],
    capabilities=capabilities(ALL_OBJECTS),
)


@dataclass(frozen=True)
class AppStore:
    """The installed apps."""

    shape: Shape = SHAPE

    def list(self, splunkd: Splunkd, request: Request) -> Iterable[Entry]:
        apps = sorted(splunkd.splunk.layers.apps, key=lambda app: app.id.lower())
        return [_entry(splunkd, request, app) for app in apps if _readable(splunkd, request, app)]

    def find(self, splunkd: Splunkd, request: Request, name: str) -> Sequence[Entry]:
        return [_entry(splunkd, request, find(splunkd, request, name))]

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        return Entry("_new", {}, Acl("system"))

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        """Make an app of that name; with `filename`, install the app whose archive is at the path `name`."""
        _refuse_remote(name, settings)
        if settings.get("filename") == "1":
            return self.install(splunkd, request, name, settings)
        if settings.get("template", BAREBONES) != BAREBONES:
            raise HttpError(501, f"minisplunk does not have the app template '{settings['template']}'.")
        name = app_name(Conf(), name)
        with tempfile.TemporaryDirectory() as work:
            try:
                app = make(Path(work) / name, {key: settings[key] for key in KEYS.keys() & settings.keys()})
            except ConfError as error:
                raise HttpError(400, error.reason) from error
            _install(splunkd, app.root, upgrade=False)
        return [_entry(splunkd, request, splunkd.splunk.layers.app(name), {"name": name})]

    def install(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        """Install the app whose archive (or folder) is at the path `name`; `update` allows an upgrade."""
        _refuse_remote(name, settings)
        path = Path(name)
        if not plain_files.exists(path):
            raise HttpError(400, f"Application does not exist: {path}")
        before = {app.id for app in splunkd.splunk.layers.apps}
        upgrade, explicit = settings.get("update") == "1", settings.get("explicit_appname", "")
        app = _install(splunkd, path, upgrade=upgrade, name=explicit, texts=settings)
        more: dict[str, Content] = {
            "name": app.id,
            "location": str(app.root),
            "source_location": str(path),
            "status": "upgraded" if app.id in before else "installed",
        }
        return [_entry(splunkd, request, splunkd.splunk.layers.app(app.id), more)]

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        app = find(splunkd, request, name)
        if "disabled" in settings and app.id in BUILT_IN:
            raise HttpError(400, f"'{app.id}' is enabled always: each Splunk has this app.")
        splunkd.splunk.update(lambda layers: _described(layers, app, settings))
        return [_entry(splunkd, request, splunkd.splunk.layers.app(app.id))]

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        app = find(splunkd, request, name)
        if app.id in BUILT_IN:
            raise HttpError(403, f"Cannot delete '{app.id}': each Splunk has this app.")
        splunkd.splunk.uninstall(app.id)
        splunkd.bulletins.require_restart(splunkd.splunk.clock.now())


STORE = AppStore()


def create(splunkd: Splunkd, request: Request) -> Answer:
    """A new app. Nothing is held meanwhile: to read somebody's archive may take long."""
    return answer(STORE, request, STORE.create(splunkd, request, *_given(request)), 201)


def install(splunkd: Splunkd, request: Request) -> Answer:
    """apps/appinstall. Nothing is held meanwhile, likewise."""
    return answer(STORE, request, STORE.install(splunkd, request, *_given(request)), 201)


def _given(request: Request) -> tuple[str, dict[str, str]]:
    return new_name(request), SHAPE.given(request, new=True)


def setup(splunkd: Splunkd, request: Request) -> Answer:
    """The app's setup.xml, which is not acted on."""
    app = find(splunkd, request, request.args["name"])
    if not app.enabled:
        raise HttpError(400, f"Application is disabled: {app.id}")
    file = app.root / "default" / "setup.xml"
    text = plain_files.read(file).decode("utf-8", "replace") if file.is_file() else _SETUP
    return Feed(title(STORE, request), [about(splunkd, request, app, {"eai:setup": text})])


def check_update(splunkd: Splunkd, request: Request) -> Answer:
    """The update that Splunkbase has for an app: none, as minisplunk does not ask Splunkbase."""
    app = find(splunkd, request, request.args["name"])
    return Feed(title(STORE, request), [about(splunkd, request, app, {})])


def about(splunkd: Splunkd, request: Request, app: App, content: Mapping[str, Content]) -> Entry:
    """What an endpoint below an app says of it."""
    return Entry(app.id, content, _acl(splunkd, request, app), path=request.endpoint)


def share(splunkd: Splunkd, request: Request) -> Answer:
    """Whether other apps see the app's objects (`sharing`), and which roles may use them; an app has no owner."""
    params = arguments(request)
    check(params, ("app", "owner", "sharing", *PERMS))
    require(params, ("sharing", "owner"))
    sharing = SHARINGS.get(params["sharing"])
    if sharing not in ("app", "global"):
        raise HttpError(400, f"Invalid value for argument 'sharing': {params['sharing']!r} is none of app, global.")
    roles = perms(request)
    with splunkd.splunk.changing:
        app = find(splunkd, request, request.args["name"])
        splunkd.splunk.update(lambda layers: ruled(layers, app.id, (), sharing, *roles))
    return show(STORE, splunkd, request)


def _refuse_remote(name: str, settings: Mapping[str, str]) -> None:
    if any(settings.get(key) for key in _FROM_AFAR) or name.startswith(("http://", "https://")):
        raise HttpError(501, "minisplunk installs apps from its own disk only.")


def _install(
    splunkd: Splunkd, path: Path, *, upgrade: bool, name: str = "", texts: Mapping[str, str] | None = None
) -> App:
    """`texts`: arguments that describe the app, if not as it does itself."""
    try:
        return splunkd.splunk.install(
            path, upgrade=upgrade, name=name, then=lambda layers, app: _described(layers, app, texts or {})
        )
    except AlreadyInstalled as error:
        raise HttpError(409, error.reason) from error
    except ConfError as error:
        raise HttpError(400, f"Error during app install: {error.message}") from error


def _described(layers: Layers, app: App, settings: Mapping[str, str]) -> Layers:
    """The layers with the arguments that describe an app, and that switch it on or off, in its app.conf."""
    texts = {place: settings[name] for name, place in KEYS.items() if name in settings}
    if "disabled" in settings:
        texts["install", "state"] = "disabled" if settings["disabled"] == "1" else "enabled"
    for (stanza, key), text in texts.items():
        layers = layers.with_settings(app.id, "app", stanza, {key: text})
    return layers


def find(splunkd: Splunkd, request: Request, name: str) -> App:
    """The app of that name, if the user may see it; HttpError 404 otherwise."""
    for app in splunkd.splunk.layers.apps:
        if app.id == name and _readable(splunkd, request, app):
            return app
    raise missing(name)


def _readable(splunkd: Splunkd, request: Request, app: App) -> bool:
    return all_objects(splunkd, request) or app.metadata.readable((), roles_held(splunkd, request))


def _entry(splunkd: Splunkd, request: Request, app: App, more: Mapping[str, Content] | None = None) -> Entry:
    """`more`: further content, which only the answer to an installation has."""
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
        **(more or {}),
    }
    links = ("_reload", *(() if core else ("disable" if app.enabled else "enable",)))
    return Entry(app.id, content, _acl(splunkd, request, app), links)


def _flag(app: App, stanza: str, key: str, default: bool) -> bool:
    text = app.setting(stanza, key)
    return text.lower() in TRUE if text else default


def _acl(splunkd: Splunkd, request: Request, app: App) -> Acl:
    about = app.metadata
    writable = all_objects(splunkd, request) or allows(about.write(()), roles_held(splunkd, request))
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
    *routes(STORE, create=create),
    Route("GET", "apps/local/{name}/setup", setup),
    Route("GET", "apps/local/{name}/update", check_update),
    Route("GET", "apps/local/{name}/acl", partial(show, STORE)),
    Route("POST", "apps/local/{name}/acl", share, capability=ALL_OBJECTS),
    Route("POST", "apps/appinstall", install, capability=ALL_OBJECTS),
)
