"""configs/conf-<file>: the stanzas of any conf file, and their settings.

Booleans of the objects that have endpoints of their own are shown as 1 and 0, whatever way they are written: the tests
of splunk-sdk have it of the macros. [unverified]: those of saved searches, and that they are texts in JSON.

Macros are written without a capability: the tests of splunk-sdk 2.1.1 (test_macro, TestPrivileges) have a user with the
role `user` make one, and the REST API Tutorials, "Managing knowledge objects", a user who is no administrator.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ...conf.objects import NOBODY, ConfObject
from ...conf.parser import DEFAULT, FALSE, TRUE
from ...conf.roles import ALL_OBJECTS
from ..eai import Content, Entry
from ..eai.acl import acl_routes
from ..eai.collection import new, routes
from ..eai.namespaces import ANY, views_of
from ..eai.shape import Shape, capabilities
from ..eai.stanzas import StanzaStore
from ..http import Request, Route
from ..instance import Splunkd
from ..saved.content import FLAGS, RENAMED
from .macros import MACROS

_FLAGS = {
    "macros": MACROS.flags - {"disabled"},
    "savedsearches": frozenset(RENAMED.get(name, name) for name in FLAGS - {"disabled"}),
}
CONFS = Shape("configs/conf-{conf}", title="conf-{conf}", wildcard=True, capabilities=capabilities(ALL_OBJECTS))


class ConfStore(StanzaStore):
    """Stanzas of the conf file that the path names, [default] among them."""

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        """What it would inherit, which is how splunk-sdk-javascript reads the default stanza."""
        home = request.namespace
        view = views_of(splunkd, request)(request.app, NOBODY if home.owner in (None, ANY) else home.owner)
        default = view.conf(self.file(request)).stanzas.get(DEFAULT)
        shown = {} if default is None else {key: setting.value for key, setting in default.settings.items()}
        return replace(super().new(splunkd, request), content=shown)

    def content(self, item: ConfObject) -> dict[str, Content]:
        """A flag that is neither true nor false, as alert.track = auto, is shown as it is written."""
        content = super().content(item)
        for name in _FLAGS.get(item.conf, frozenset()) & content.keys():
            text = str(content[name]).lower()
            if text in TRUE | FALSE:
                content[name] = str(int(text in TRUE))
        return content


STORE = ConfStore(CONFS, defaults=True)
_MACROS = ConfStore(Shape("configs/conf-macros", title="conf-macros", wildcard=True), "macros", defaults=True)

ROUTES = (
    *routes(_MACROS),
    *acl_routes(_MACROS),
    *routes(STORE),
    *acl_routes(STORE),
    Route("POST", f"{CONFS.path}/_new", partial(new, STORE), capability=ALL_OBJECTS),  # which changes nothing, as there
)
