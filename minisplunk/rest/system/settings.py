"""server/settings: the settings of server.conf and web.conf that Splunk Web's page has.

REST API Reference, "System endpoint descriptions"; shown as 10.6 shows them. A change is written to system/local and
asks for a restart. sessionTimeout counts from then on; the rest is for Splunk Web and for other servers, which are not
here. What would move or rename the server is answered 501 unless it says what is so.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...conf.layers import SYSTEM
from ...conf.parser import Stanza
from ..eai import Answer, Content
from ..eai.arguments import arguments, boolean, check
from ..eai.single import Single, listed, routes_of
from ..http import HttpError, Request, Route
from ..instance import Splunkd
from ..instance.secret import HIDDEN
from ..instance.sessions import seconds

_NAME = "settings"
_KEPT = {
    "enableSplunkWebSSL": ("web", "settings"),
    "httpport": ("web", "settings"),
    "minFreeSpace": ("server", "diskUsage"),
    "pass4SymmKey": ("server", "general"),
    "sessionTimeout": ("server", "general"),
    "startwebserver": ("web", "settings"),
    "trustedIP": ("server", "general"),
}
"""Settings that can be changed, and the stanza that each is in."""
_FIXED = ("SPLUNK_DB", "SPLUNK_HOME", "host", "mgmtHostPort", "serverName")
_FLAGS = ("enableSplunkWebSSL", "startwebserver")
_NUMBERS = ("httpport", "minFreeSpace")


def settings(splunkd: Splunkd) -> Mapping[str, Mapping[str, Content]]:
    """pass4SymmKey, the secret that servers of a cluster share, is shown to nobody."""
    about = splunkd.info
    content: dict[str, Content] = {
        "SPLUNK_DB": str(splunkd.splunk.folder / "var"),
        "SPLUNK_HOME": str(splunkd.splunk.folder),
        "host": about.server_name,
        "kvStoreDisabled": False,
        "mgmtHostPort": str(about.management_port),
        "serverName": about.server_name,
    }
    for name in _KEPT:
        stanza = _stanza(splunkd, name)
        content[name] = stanza.flag(name) if name in _FLAGS else stanza.get(name)
    return {_NAME: {**content, "pass4SymmKey": HIDDEN}}


def change(splunkd: Splunkd, request: Request) -> Answer:
    given = arguments(request)
    check(given, (*_KEPT, *_FIXED))
    shown = settings(splunkd)[_NAME]
    for name in _FIXED:
        if given.get(name, shown[name]) != shown[name]:
            raise HttpError(501, f"minisplunk cannot change {name}, which is {shown[name]}.")
    values = {name: _read(splunkd, name, value) for name, value in given.items() if name in _KEPT}
    with splunkd.splunk.changing:
        for name, value in values.items():
            conf, stanza = _KEPT[name]
            splunkd.splunk.change(SYSTEM, conf, stanza, {name: value})
        if values:
            splunkd.bulletins.require_restart(splunkd.splunk.clock.now())
    return listed(_SETTINGS, splunkd, request)


def _stanza(splunkd: Splunkd, name: str) -> Stanza:
    conf, stanza = _KEPT[name]
    return splunkd.splunk.contexts.everywhere.conf(conf).stanzas[stanza]


def _read(splunkd: Splunkd, name: str, value: str) -> str:
    """The value as the conf file gets it; HttpError 400 for one that it cannot have."""
    if name in _FLAGS:
        return str(int(boolean(name, value)))
    if name in _NUMBERS and not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise HttpError(400, f"Invalid value for argument '{name}': {value!r} is not a whole number.")
    if name == "sessionTimeout" and seconds(value) is None:
        raise HttpError(400, f"Invalid value for argument '{name}': {value!r} is no time such as 1h.")
    if "\n" in value or "\r" in value:
        raise HttpError(400, f"Invalid value for argument '{name}': it has several lines.")
    return splunkd.secret.encrypted(value) if name == "pass4SymmKey" and value else value


_SETTINGS = Single("server/settings", "server-settings", settings, "list_settings")
ROUTES = (
    *routes_of((_SETTINGS,)),
    Route("POST", "server/settings/settings", change, capability="edit_server"),
)
