"""data/ui/global-banner: the one banner that Splunk Web shows on each page.

REST API Reference, "Knowledge endpoint descriptions", data/ui/global-banner; global-banner.conf.spec; contents as a
third party captured them of 10.6. To make the banner is to change it, as it is always there. minisplunk's own page
does not show it.

[unverified]: it is written to the system, whatever namespace a request has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...conf import Level
from ...conf.layers import SYSTEM
from ...conf.objects import ConfObject
from ..eai import Entry
from ..eai.collection import routes
from ..eai.shape import Shape, capabilities
from ..eai.stanzas import StanzaStore
from ..http import HttpError, Request
from ..instance import Splunkd

NAME = "BANNER_MESSAGE_SINGLETON"
_COLORS = ("green", "blue", "yellow", "orange", "red")
_BACKGROUND, _LINK = "global_banner.background_color", "global_banner.hyperlink"


def _color(name: str, text: str) -> str:
    if text.lower() not in _COLORS:
        raise HttpError(400, f"Invalid value for argument '{name}': {text!r} is none of {', '.join(_COLORS)}.")
    return text.lower()


def _link(name: str, text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise HttpError(400, f"Invalid value for argument '{name}': {text!r} begins with neither http:// nor https://.")
    return text


SHAPE = Shape(
    "data/ui/global-banner",
    title="global-banner",
    optional=(_BACKGROUND, _LINK, "global_banner.hyperlink_text", "global_banner.message", "global_banner.visible"),
    flags=frozenset({"disabled", "global_banner.visible"}),
    reads={_BACKGROUND: _color, _LINK: _link},
    endpoints=("list", "get", "new", "create", "update", "_reload"),
    capabilities=capabilities("edit_global_banner"),
)


class BannerStore(StanzaStore):
    """The stanza of global-banner.conf."""

    def is_entry(self, stanza: str) -> bool:
        return stanza == NAME

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        if name != NAME:
            raise HttpError(400, f"There is one banner, which is called {NAME}.")
        return self.update(splunkd, request, name, settings)

    def target(self, splunkd: Splunkd, request: Request, item: ConfObject) -> Level:
        """Who may change it has the capability, and needs no write access to the system."""
        return Level(SYSTEM)


ROUTES = routes(BannerStore(SHAPE, "global-banner"))
