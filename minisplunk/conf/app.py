"""A folder in; the Splunk app in it, its conf files read, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import ConfError
from .metadata import Metadata
from .parser import Conf, read

RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
MODELS = Path("data", "models")
"""Where the files of data models lie, below default/ and local/."""
_NAME = lazy_re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")


@dataclass(frozen=True, slots=True)
class App:
    """An app: the conf files of default/ and local/ by name without `.conf`; the lookup files by name; the files of
    data models, of default/ and of local/, by the model's name."""

    id: str
    root: Path
    default: Mapping[str, Conf]
    local: Mapping[str, Conf]
    metadata: Metadata
    lookups: Mapping[str, Path]
    models: Mapping[str, Path] = field(default_factory=dict)
    local_models: Mapping[str, Path] = field(default_factory=dict)

    @property
    def enabled(self) -> bool:
        """False with `[install] state = disabled` in app.conf: the app's configuration then counts for nothing."""
        return self.setting("install", "state") != "disabled"

    @property
    def version(self) -> str:
        return self.setting("launcher", "version") or self.setting("id", "version")

    @property
    def label(self) -> str:
        return self.setting("ui", "label") or self.id

    @property
    def warnings(self) -> tuple[ConfError, ...]:
        """The faults that a lenient reading of the conf files passed over."""
        confs = (*self.default.values(), *self.local.values(), self.metadata.default, self.metadata.local)
        return tuple(warning for conf in confs for warning in conf.warnings)

    def setting(self, stanza: str, key: str) -> str:
        """A value of app.conf, local before default; empty where neither has it."""
        for layer in (self.local, self.default):
            setting = layer["app"].find(stanza, key) if "app" in layer else None
            if setting is not None:
                return setting.value
        return ""


def load(folder: Path, *, strict: bool = True, shown: Path | None = None) -> App:
    """The app in a folder. Errors name files as if the folder were `shown`.

    `strict` is for one's own app when it is vetted; with it false, faults that Splunk passes over are `App.warnings`.
    ConfError for a folder without default/app.conf, a name that Splunk does not take, and conf files as `parse` says.
    """
    shown = shown or folder
    if not (folder / "default" / "app.conf").is_file():
        raise ConfError("is not a Splunk app: it has no default/app.conf", shown)
    app = _read(folder, shown, strict=strict)
    return replace(app, id=app_name(app.default["app"], app.id))


def found(folder: Path) -> App:
    """The app in a folder of etc/apps, named as the folder where its app.conf says nothing, or no name of an app.

    It is read as `load` reads others' apps; and as Splunk takes any folder there, it needs no app.conf.
    """
    app = _read(folder, folder, strict=False)
    try:
        return replace(app, id=app_name(app.default.get("app", Conf()), app.id))
    except ConfError:
        return app


def _read(folder: Path, shown: Path, *, strict: bool) -> App:
    default, local = (confs(folder / name, strict=strict, shown=shown / name) for name in ("default", "local"))
    return App(
        id=shown.name or folder.resolve().name,
        root=shown,
        default=default,
        local=local,
        metadata=metadata(folder / "metadata", strict=strict, shown=shown / "metadata"),
        lookups=lookups(folder / "lookups"),
        models=models(folder / "default"),
        local_models=models(folder / "local"),
    )


def confs(folder: Path, *, strict: bool, shown: Path | None = None) -> Mapping[str, Conf]:
    """The conf files of a folder, which need not exist, by name without `.conf`."""
    return _files(folder, ".conf", strict, shown or folder)


def metadata(folder: Path, *, strict: bool, shown: Path | None = None) -> Metadata:
    """The metadata files of a folder, which need not exist."""
    files = _files(folder, ".meta", strict, shown or folder)
    return Metadata(files.get("default", Conf()), files.get("local", Conf()))


def lookups(folder: Path) -> Mapping[str, Path]:
    """The lookup files of a folder, which need not exist, by name."""
    return {path.name: path for path in sorted(folder.glob("[!.]*")) if path.is_file()}


def models(folder: Path) -> Mapping[str, Path]:
    """The files of the data models of an app's default/ or local/, of which there may be none, by the model's name."""
    return {path.stem: path for path in sorted((folder / MODELS).glob("[!.]*.json"))}


def app_name(conf: Conf, folder: str) -> str:
    """The app's id: `[package] id`, else `[id] name`, else the folder's name; ConfError where Splunk would not take it.

    The rules for names are those of app.conf.spec, with the hyphen that it forgets and every app of Enterprise
    Security has.
    """
    setting = conf.find("package", "id") or conf.find("id", "name")
    name = setting.value if setting is not None and setting.value else folder
    if _NAME.fullmatch(name) and not name.endswith(".") and name.partition(".")[0].lower() not in RESERVED:
        return name
    problem = f"{name!r} cannot name an app: letters, digits, '_', '-' and '.' only, no '.' at the end, no device name"
    raise setting.error(problem) if setting is not None and setting.value else ConfError(problem, folder)


def _files(folder: Path, suffix: str, strict: bool, shown: Path) -> Mapping[str, Conf]:
    """A file that cannot be read is as one without settings, and a warning."""
    confs = {}
    for path in sorted(folder.glob(f"[!.]*{suffix}")):
        try:
            conf = read(path, strict=strict, shown=shown / path.name)
        except ConfError as fault:
            if strict:
                raise
            conf = Conf(warnings=(fault,))
        confs[path.name.removesuffix(suffix)] = conf
    return confs
