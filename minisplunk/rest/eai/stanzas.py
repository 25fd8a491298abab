"""Collections whose entries are stanzas of a conf file: what they see, where they write, whom they refuse.

A change is written to the namespace of the request; a removal takes away what was written there. Texts are splunkd's
where a third party measured them on 10.4.2 or 10.6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ...conf import Layers, Level, Stanza
from ...conf.objects import NOBODY, ConfObject, Scope, exists, moved, objects, removed
from ...conf.parser import DEFAULT, TRUE
from ...conf.view import GLOBAL
from ...dataclass import dataclass
from ..http import HttpError, Request
from ..instance import Splunkd
from .arguments import check_name
from .entry import Acl, Content, Entry
from .namespaces import acl_of, all_objects, check_addable, check_writable, level, views_of, visible
from .objects import ObjectStore


@dataclass(frozen=True, slots=True)
class Change:
    """What a request wants of a stanza. `now`: what it is, None for a new one; `to`: where it is written."""

    name: str
    now: Stanza | None
    to: Level
    settings: Mapping[str, str]


@dataclass(frozen=True)
class StanzaStore(ObjectStore[ConfObject]):
    """`conf`: the conf file; empty when the path names it as `{conf}`. `defaults`: whether [default] is an entry, which
    is read and never written.

    `in_place`: a change is written where the stanza stands, whatever namespace the request has.
    """

    conf: str = ""
    defaults: bool = False
    in_place: bool = False

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        return Entry("_new", {}, Acl(request.app)) if self.file(request) in GLOBAL else super().new(splunkd, request)

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
        return self.shown(splunkd, request, change.name, change.to)

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        stanza = self.stanza(name)
        self.check_written(stanza)
        item = self.one(splunkd, request, name)
        change = Change(stanza, item.stanza, self.target(splunkd, request, item), settings)
        self.write(splunkd, request, change, self.validated(splunkd, request, change))
        return self.shown(splunkd, request, change.name, change.to)

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

    def place(self, splunkd: Splunkd, item: ConfObject, to: Level, rules: Callable[[Layers], Layers]) -> None:
        splunkd.splunk.update(lambda layers: rules(moved(layers, item, to)))

    def within(self, splunkd: Splunkd, request: Request, where: Scope, name: str | None = None) -> Iterable[ConfObject]:
        return objects(splunkd.splunk.layers, views_of(splunkd, request), self.file(request), where, name)

    def seen(self, splunkd: Splunkd, request: Request, name: str | None = None) -> Iterable[ConfObject]:
        stanza = None if name is None else self.stanza(name)
        if stanza is not None and not self.is_entry(stanza):
            return ()
        items = visible(splunkd, request, self.file(request), stanza)
        return [
            item for item in items if self.belongs(item.stanza) and (stanza is not None or self.is_listed(item.name))
        ]

    def target(self, splunkd: Splunkd, request: Request, item: ConfObject) -> Level:
        if not self.in_place:
            return super().target(splunkd, request, item)
        check_writable(splunkd, request, item)
        return item.level

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
        shown = {key: value for key, value in settings.items() if shape.takes(key)}
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
            owner = self.new_owner(splunkd, request, change)
            splunkd.splunk.change(to.app, conf, change.name, settings, user=to.user, owner=owner)

    def new_owner(self, splunkd: Splunkd, request: Request, change: Change) -> str:
        """Whose a change makes an object; empty where it makes none, or one that is nobody's."""
        conf, to = self.file(request), change.to
        made = to.user is None and conf not in GLOBAL and not exists(splunkd.splunk.layers, to, conf, change.name)
        return request.who.user if made and not all_objects(splunkd, request) else ""

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
        switch = () if "switch" not in self.shape.endpoints else ("enable" if content.get("disabled") else "disable",)
        move = ("move",) if item.removable and not self.in_place else ()
        return Entry(item.name, content, acl_of(splunkd, request, item), ("_reload", *switch, *links, *move))

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
