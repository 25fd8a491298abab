"""data/ui/views, data/ui/nav and data/ui/panels: dashboards and other pages, menus, and panels, each an XML file.

REST API Reference, "Knowledge endpoint descriptions", data/ui/views and data/ui/panels; contents as third parties
captured them of 8.0.5 (nav) and 10.6. A view of which the root is `html` takes edit_view_html (authorize.conf.spec).

minisplunk keeps no history of views, so a message for it (`eai:changelog`) is refused; nor are views disabled, or
embedded in other pages. data/ui/manager, the pages of Splunk Web's settings, stays unserved: there are none.

[unverified]: eai:digest is the MD5 of the text; a view without a label is labelled by its name, one without a version
has 1.0, one that does not say is a dashboard and visible; the texts of the refusals; data/ui/nav is in no reference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, BinaryIO

from ... import plain_files
from ...conf.file_objects import FileObject
from ...conf.files import NAV, PANELS, VIEWS, Kind
from ...errors import DataError
from ..eai import Content, Entry
from ..eai.acl import acl_routes
from ..eai.arguments import require
from ..eai.collection import routes
from ..eai.files import DATA, FileStore
from ..eai.shape import USUAL, Shape
from ..http import HttpError, Request
from ..http.faults import forbidden
from ..instance import Splunkd
from .markup import Markup, read

EDIT_HTML = "edit_view_html"
"""The capability to write views that are HTML."""
_CHANGELOG, _TYPE = "eai:changelog", "eai:type"
_DASHBOARDS = ("dashboard", "form")
_STUDIO = "2"
"""The version of a dashboard that Dashboard Studio made."""


class XmlStore(FileStore):
    """Files of one kind that hold an XML document each."""

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        require(settings, (DATA,))
        return super().update(splunkd, request, name, settings)

    @contextmanager
    def data(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Iterator[BinaryIO]:
        try:
            xml = settings[DATA].encode()
        except UnicodeEncodeError as error:
            raise HttpError(400, "The XML cannot be read: it holds half a character.") from error
        self.check(splunkd, request, read(xml))
        yield BytesIO(xml)

    def content(self, item: FileObject) -> dict[str, Content]:
        """What is no XML, as an app may bring it, is shown as it is."""
        try:
            xml = plain_files.read(item.path)
        except OSError:
            return {DATA: None}
        content: dict[str, Content] = {
            DATA: xml.decode(errors="replace"),
            "eai:digest": hashlib.md5(xml, usedforsecurity=False).hexdigest(),
        }
        try:
            return {**content, **self.described(item.name, read(xml))}
        except DataError:
            return content

    def described(self, name: str, markup: Markup) -> dict[str, Content]:
        """What an entry shows of its document."""
        return {"rootNode": markup.root}

    def check(self, splunkd: Splunkd, request: Request, markup: Markup) -> None:
        """HttpError for who may not write such a document."""


class ViewStore(XmlStore):
    """Dashboards, forms, and pages that templates and scripts make."""

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        if request.get(_CHANGELOG):
            _no_history(_CHANGELOG, request.get(_CHANGELOG))
        super().remove(splunkd, request, name)

    def described(self, name: str, markup: Markup) -> dict[str, Content]:
        version = markup.attributes.get("version", "1.0")
        of_studio = markup.root == "dashboard" and version == _STUDIO
        described = {"description": markup.texts["description"]} if "description" in markup.texts else {}
        return {
            **super().described(name, markup),
            **described,
            "dashboardType": 1 if of_studio else 0 if markup.root in _DASHBOARDS else 2,
            "embed.enabled": False,
            "embed.expiry": 0,
            _TYPE: VIEWS.name,
            "isDashboard": markup.flag("isDashboard"),
            "isVisible": markup.flag("isVisible"),
            "label": markup.texts.get("label", name),
            "version": version,
        }

    def check(self, splunkd: Splunkd, request: Request, markup: Markup) -> None:
        if markup.root == "html" and EDIT_HTML not in splunkd.capabilities(request.who.roles):
            raise forbidden(request.who.user, EDIT_HTML)


class PanelStore(XmlStore):
    """Panels that dashboards refer to."""

    def described(self, name: str, markup: Markup) -> dict[str, Content]:
        texts = {"label": "label", "title": "panel.title", "description": "panel.description"}
        shown = {key: markup.texts[element] for element, key in texts.items() if element in markup.texts}
        return {**super().described(name, markup), **shown}


def _no_history(name: str, text: str) -> str:
    raise HttpError(501, f"minisplunk keeps no history of views, so it takes no '{name}'.")


def _of_views(name: str, text: str) -> str:
    if text != VIEWS.name:
        raise HttpError(400, f"Invalid value for argument '{name}': {text!r} is not {VIEWS.name}.")
    return text


def _shape(kind: Kind, **more: Any) -> Shape:
    endpoints = [name for name in USUAL if name != "switch"]
    return Shape(f"data/ui/{kind.name}", title=kind.name, required=(DATA,), endpoints=endpoints, **more)


_OF_VIEWS = {"optional": (_CHANGELOG,), "new_only": (_TYPE,), "reads": {_CHANGELOG: _no_history, _TYPE: _of_views}}
STORES = (
    ViewStore(_shape(VIEWS, **_OF_VIEWS), VIEWS),
    XmlStore(_shape(NAV), NAV),
    PanelStore(_shape(PANELS), PANELS),
)
ROUTES = tuple(route for store in STORES for route in (*routes(store), *acl_routes(store)))
