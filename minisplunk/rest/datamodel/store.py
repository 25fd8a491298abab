"""Data models as entries of a collection: files of apps and users, with what datamodels.conf says of each.

[unverified]: a model is changed where it stands, whatever namespace the request has; which names one can have beside
those that Splunk Web takes, of letters, digits and underscores, with the hyphens of splunk-sdk-javascript's; and the
texts of the refusals.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import md5
from pathlib import Path

from ... import lazy_re, plain_files
from ...conf import Layers, Level, Stanza
from ...conf.file_objects import FileObject, file_exists, file_objects
from ...conf.files import MODELS
from ...conf.model_files import CONF, moved_model, with_model, with_rules_of_model, without_model
from ...conf.objects import NOBODY, Access, Scope
from ...dataclass import dataclass
from ...datamodels.described import described, empty, stored
from ...datamodels.reading import ModelError
from ..eai import Content, Entry
from ..eai.arguments import boolean, check_name
from ..eai.namespaces import acl_of, all_objects, check_addable, level, views_of
from ..eai.objects import ObjectStore
from ..http import HttpError, Request
from ..http.faults import forbidden
from ..instance import Splunkd
from . import acceleration

PROVISIONAL = "provisional"
"""An argument: the model is looked at, and not written."""
_NAME = lazy_re.compile(r"[A-Za-z0-9_-]{1,200}")


@dataclass(frozen=True)
class ModelStore(ObjectStore[FileObject]):
    """`text`: the argument, and the setting, that is a model's JSON."""

    text: str

    @abstractmethod
    def content(self, request: Request, item: FileObject, file: bytes, stanza: Stanza | None) -> dict[str, Content]:
        """What an entry shows of a model, beside what all do."""

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        """A new model of an app is its maker's, unless that one may give it away."""
        check_name(name)
        if not _NAME.fullmatch(name):
            text = "a data model's name has letters, digits, underscores and hyphens alone"
            raise HttpError(400, f"A data model cannot be named {name!r}: {text}.")
        to, of = level(splunkd, request, MODELS.name), (MODELS.name, name)
        check_addable(splunkd, request, to, of)
        if file_exists(splunkd.splunk.layers, to, MODELS, name):
            raise HttpError(409, f"An object with name={name} already exists")
        content, written = self._asked(splunkd, request, name, to, settings)
        content = empty(name) if content is None else content
        owner = "" if to.user or all_objects(splunkd, request) else request.who.user
        if _is_provisional(settings):
            return [self._entry(splunkd, request, _provisional(to, of), content, None)]
        splunkd.splunk.update(lambda layers: with_model(layers, to, name, content, written, owner))
        return self.shown(splunkd, request, name, to)

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        item = self.writable(splunkd, request)
        content, written = self._asked(splunkd, request, name, item.level, settings)
        if _is_provisional(settings):
            file = _read(item.path) if content is None else content
            return [self._entry(splunkd, request, item, file, self._stanza(splunkd, request, item))]
        splunkd.splunk.update(lambda layers: with_model(layers, item.level, name, content, written))
        return self.shown(splunkd, request, name, item.level)

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        item = self.removable(splunkd, request, name)
        splunkd.splunk.update(lambda layers: without_model(layers, item))

    def place(self, splunkd: Splunkd, item: FileObject, to: Level, rules: Callable[[Layers], Layers]) -> None:
        if to.user is not None and _is_accelerated(splunkd, item.level, item.name):
            raise _private(item.name)

        def change(layers: Layers) -> Layers:
            if to != item.level:
                layers = moved_model(layers, item, to, _read(item.path))
            return with_rules_of_model(rules(layers), to, item.name)

        splunkd.splunk.update(change)

    def within(self, splunkd: Splunkd, request: Request, where: Scope, name: str | None = None) -> Iterable[FileObject]:
        return file_objects(splunkd.splunk.layers, views_of(splunkd, request), MODELS, where, name)

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[FileObject], Entry]:
        def entry(item: FileObject) -> Entry:
            return self._entry(splunkd, request, item, _read(item.path), self._stanza(splunkd, request, item))

        return entry

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        content = {acceleration.KEY: acceleration.as_json(None), "dataset.type": "datamodel", "name": ""}
        return replace(super().new(splunkd, request), content=content)

    def is_accelerated(self, splunkd: Splunkd, request: Request, item: FileObject) -> bool:
        return bool(acceleration.shown(self._stanza(splunkd, request, item))["enabled"])

    def _stanza(self, splunkd: Splunkd, request: Request, item: FileObject) -> Stanza | None:
        view = views_of(splunkd, request)(item.level.app, item.level.user or NOBODY)
        return view.conf(CONF).stanzas.get(item.name)

    def _asked(
        self, splunkd: Splunkd, request: Request, name: str, to: Level, settings: Mapping[str, str]
    ) -> tuple[bytes | None, dict[str, str]]:
        """The file and the settings that a request writes; None for a file that stays as it is."""
        try:
            content = stored(settings[self.text], name) if settings.get(self.text) else None
        except ModelError as error:
            raise HttpError(400, str(error)) from error
        written = acceleration.given(splunkd, request, settings)
        if acceleration.KEY in written:
            switched = (written[acceleration.KEY] == "1") != _is_accelerated(splunkd, to, name)
            if switched and acceleration.CAPABILITY not in splunkd.capabilities(request.who.roles):
                raise forbidden(request.who.user, acceleration.CAPABILITY)
            if written[acceleration.KEY] == "1" and to.user is not None:
                raise _private(name)
        return content, {**written, **_of_dataset(settings)}

    def _entry(self, splunkd: Splunkd, request: Request, item: FileObject, file: bytes, stanza: Stanza | None) -> Entry:
        content: dict[str, Content] = {
            **self.content(request, item, file, stanza),
            "disabled": False,
            "eai:appName": item.level.app,
            "eai:digest": md5(file, usedforsecurity=False).hexdigest(),
            "eai:userName": item.level.user or NOBODY,
        }
        move = ("move",) if item.removable else ()
        return Entry(item.name, content, acl_of(splunkd, request, item), ("_reload", *move))


def _private(name: str) -> HttpError:
    """Knowledge Manager Manual, "Accelerate data models": it has to be shared."""
    return HttpError(400, f"The data model '{name}' is private, and such are not accelerated.")


def summary(file: bytes, name: str, *, concise: bool) -> dict[str, object]:
    """What there is to say of a model; of a file that is none, only its name."""
    try:
        return described(file, name, concise=concise)
    except ModelError:
        return described(empty(name), name, concise=concise)


def _read(path: Path) -> bytes:
    """A file that somebody else has removed, or that cannot be read, is an empty one."""
    try:
        return plain_files.read(path)
    except OSError:
        return b""


def _is_provisional(settings: Mapping[str, str]) -> bool:
    return boolean(PROVISIONAL, settings.get(PROVISIONAL) or "0")


def _provisional(to: Level, of: tuple[str, str]) -> FileObject:
    """A model that is not written."""
    return FileObject(of, to, Access(to.user or NOBODY, "user" if to.user else "app"), False, MODELS, Path())


def _is_accelerated(splunkd: Splunkd, to: Level, name: str) -> bool:
    view = splunkd.splunk.context(to.app, to.user or NOBODY)[0]
    return bool(acceleration.shown(view.conf(CONF).stanzas.get(name))["enabled"])


def _of_dataset(settings: Mapping[str, str]) -> dict[str, str]:
    """The dataset.* of datamodels.conf, which are for table datasets and for Splunk Web."""
    written = {key: value for key, value in settings.items() if key.startswith("dataset.")}
    if written.get("dataset.type", "datamodel") != "datamodel" or settings.get("search"):
        raise HttpError(501, "minisplunk has no table datasets: a data model's dataset.type is 'datamodel'.")
    return written
