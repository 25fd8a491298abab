"""Collections whose entries are stanzas of a conf file: what they see, where they write, whom they refuse.

A change is written to the namespace of the request; a removal takes away what was written there. Texts are splunkd's
where a third party measured them on 10.4.2 or 10.6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...conf import Layers, Level, Stanza
from ...conf.objects import NOBODY, ConfObject, exists, moved, removed
from ...conf.parser import DEFAULT, TRUE
from ...conf.view import GLOBAL
from ..http import HttpError, Request
from ..instance import Splunkd
from .arguments import check_name
from .entry import Acl, Content, Entry
from .namespaces import ANY, acl_of, all_objects, at_level, check_addable, check_writable, level, missing, visible
from .shape import Shape


@dataclass(frozen=True, slots=True)
class Change:
    """What a request wants of a stanza. `now`: what it is, None for a new one; `to`: where it is written."""

    name: str
    now: Stanza | None
    to: Level
    settings: Mapping[str, str]


@dataclass(frozen=True)
class StanzaStore:
    """`conf`: the conf file; empty when the path names it as `{conf}`. `defaults`: whether [default] is an entry, which
    is read and never written.

    `in_place`: a change is written where the stanza stands, whatever namespace the request has.
    """

    shape: Shape
    conf: str = ""
    defaults: bool = False
    in_place: bool = False

    def list(self, splunkd: Splunkd, request: Request) -> Iterable[Entry]:
        entry = self.renderer(splunkd, request)
        items = (item for item in self._visible(splunkd, request) if self.is_listed(item.name))
        return [entry(item) for item in sorted(items, key=lambda item: item.name.lower())]

    def find(self, splunkd: Splunkd, request: Request, name: str) -> Sequence[Entry]:
        entry = self.renderer(splunkd, request)
        return [entry(item) for item in self._named(splunkd, request, name)]

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        user = request.namespace.owner or request.who.user
        own = user not in (ANY, NOBODY) and self.file(request) not in GLOBAL
        return Entry("_new", {}, Acl(request.app, user, "user") if own else Acl(request.app))

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        conf, stanza = self.file(request), self.stanza(name)
        self.check_written(stanza)
        to = level(splunkd, request, conf)
        check_addable(splunkd, request, to, (conf, stanza))
        change = Change(stanza, None, to, settings)
        validated = self.validated(splunkd, request, change)
        if self.is_taken(splunkd, request, change):
            raise HttpError(409, self.taken_text(stanza))
        self.write(splunkd, request, change, validated)
        return self._at(splunkd, request, change)

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        stanza = self.stanza(name)
        self.check_written(stanza)
        item = self.one(splunkd, request, name)
        change = Change(stanza, item.stanza, self._target(splunkd, request, item), settings)
        self.write(splunkd, request, change, self.validated(splunkd, request, change))
        return self._at(splunkd, request, change)

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        self._check_name(self.stanza(name))
        item = self.one(splunkd, request, name)
        self.check_removable(splunkd, request, item)
        splunkd.splunk.update(lambda layers: removed(layers, item))

    def remove_local(self, splunkd: Splunkd, request: Request, name: str, key: str | None = None) -> None:
        """Take away what was written of a stanza, or of one setting, in the very namespace of the request."""
        conf, stanza = self.file(request), self.stanza(name)
        to = level(splunkd, request, conf)
        check_addable(splunkd, request, to, (conf, stanza))
        if key is None:
            splunkd.splunk.update(lambda layers: layers.without_stanza(to, conf, stanza))
        else:
            splunkd.splunk.change(to.app, conf, stanza, {key: None}, user=to.user)

    def file(self, request: Request) -> str:
        return self.conf or request.args["conf"]

    def one(self, splunkd: Splunkd, request: Request, name: str) -> ConfObject:
        """The one stanza of that name; 400 when a wildcard in the namespace matches several."""
        items = self._named(splunkd, request, name)
        if len(items) > 1:
            raise HttpError(400, f"There are several objects of the name '{name}'; the namespace has to say which.")
        return items[0]

    def writable(self, splunkd: Splunkd, request: Request) -> ConfObject:
        """The stanza that the request names; HttpError 403 for who may not write it."""
        item = self.one(splunkd, request, request.args["name"])
        check_writable(splunkd, request, item)
        return item

    def place(self, splunkd: Splunkd, item: ConfObject, to: Level, rules: Callable[[Layers], Layers]) -> None:
        splunkd.splunk.update(lambda layers: rules(moved(layers, item, to)))

    def at(self, splunkd: Splunkd, request: Request, item: ConfObject, to: Level) -> Sequence[ConfObject]:
        return at_level(splunkd, request, item.conf, item.name, to)

    # What a collection may override

    def stanza(self, name: str) -> str:
        """The stanza of an entry's name."""
        return name

    def is_entry(self, stanza: str) -> bool:
        """Whether a stanza of the conf file is an entry."""
        return True

    def belongs(self, stanza: Stanza) -> bool:
        """Whether a stanza of that name is an entry by what it says, as transforms are of several kinds."""
        return True

    def is_listed(self, stanza: str) -> bool:
        """Whether an entry is in the list."""
        return self.is_entry(stanza) and (self.defaults or stanza != DEFAULT)

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[ConfObject], Entry]:
        """What makes an entry of a stanza, for one request."""
        return lambda item: self.entry(splunkd, request, item, self.content(item))

    def content(self, item: ConfObject) -> dict[str, Content]:
        """The settings of an entry, and whose it is."""
        shape = self.shape
        settings = {key: setting.value for key, setting in item.stanza.settings.items()}
        shown = settings if shape.wildcard else {key: settings[key] for key in settings if key in shape.settings()}
        return {
            **shown,
            **{key: shown.get(key, "").lower() in TRUE for key in shape.flags & {"disabled", *shown}},
            "eai:appName": item.level.app,
            "eai:userName": item.level.user or NOBODY,
        }

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        """The settings that a request's change writes; HttpError for invalid ones."""
        return change.settings

    def is_taken(self, splunkd: Splunkd, request: Request, change: Change) -> bool:
        """Whether a new entry has the name of another one."""
        return exists(splunkd.splunk.layers, change.to, self.file(request), change.name)

    def taken_text(self, stanza: str) -> str:
        return f"An object with name={stanza} already exists"

    def write(self, splunkd: Splunkd, request: Request, change: Change, settings: Mapping[str, str]) -> None:
        """Write settings that are valid. A new object of an app is its maker's, unless that one may give it away."""
        conf, to = self.file(request), change.to
        if settings or change.now is None:
            made = to.user is None and conf not in GLOBAL and not exists(splunkd.splunk.layers, to, conf, change.name)
            owner = request.who.user if made and not all_objects(splunkd, request) else ""
            splunkd.splunk.change(to.app, conf, change.name, settings, user=to.user, owner=owner)

    def check_removable(self, splunkd: Splunkd, request: Request, item: ConfObject) -> None:
        """What came with an app stays (Knowledge Manager Manual, "Disable or delete knowledge objects"); the text of
        the refusal is ours."""
        check_addable(splunkd, request, item.level, item.of)
        if not item.removable:
            raise HttpError(403, f"Cannot delete '{item.name}': it came with the app '{item.level.app}'. Disable it.")

    def entry(
        self, splunkd: Splunkd, request: Request, item: ConfObject, content: dict[str, Content], *links: str
    ) -> Entry:
        """`links`: relations of its own, beside the usual ones."""
        switch = "enable" if content.get("disabled") else "disable"
        move = ("move",) if item.removable and not self.in_place else ()
        return Entry(item.name, content, acl_of(splunkd, request, item), ("_reload", switch, *links, *move))

    def check_written(self, stanza: str) -> None:
        """400 for a name that no stanza can have; 501 for [default], where it is an entry. [unverified]: that splunkd
        leaves it alone too, as it does when somebody posts to `_new` (the tests of splunk-sdk-javascript)."""
        if self.defaults and stanza == DEFAULT:
            raise HttpError(501, "minisplunk does not overwrite the default stanza, which all others inherit from.")
        check_name(stanza)

    def _check_name(self, stanza: str) -> None:
        """400 for [default], where it is no entry, and for names of endpoints."""
        if not (self.defaults and stanza == DEFAULT):
            check_name(stanza)

    def _target(self, splunkd: Splunkd, request: Request, item: ConfObject) -> Level:
        """Where a change of a stanza is written. A request in the user's own namespace writes the user's own stanza."""
        wild = ANY in (request.namespace.app, request.namespace.owner)
        to = item.level if wild or self.in_place else level(splunkd, request, item.conf)
        if to == item.level:
            check_writable(splunkd, request, item)
        else:
            check_addable(splunkd, request, to, item.of)
        return to

    def _at(self, splunkd: Splunkd, request: Request, change: Change) -> Sequence[Entry]:
        """The stanza where it was written, if the user may read it there."""
        entry = self.renderer(splunkd, request)
        return [entry(item) for item in at_level(splunkd, request, self.file(request), change.name, change.to)]

    def _named(self, splunkd: Splunkd, request: Request, name: str) -> Sequence[ConfObject]:
        stanza = self.stanza(name)
        if not self.is_entry(stanza):
            raise missing(name)
        return self._visible(splunkd, request, stanza)

    def _visible(self, splunkd: Splunkd, request: Request, stanza: str | None = None) -> Sequence[ConfObject]:
        items = visible(splunkd, request, self.file(request), stanza)
        ours = [item for item in items if self.belongs(item.stanza)]
        if stanza is not None and not ours:
            raise missing(stanza)
        return ours
