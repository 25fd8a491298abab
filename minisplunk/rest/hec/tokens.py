"""inputs.conf -> HEC's tokens, and its settings for all of them. [http://<name>] is a token, [http] the settings.

inputs.conf.spec, "HTTP Event Collector (HEC)". What a token does not say itself [http] may say.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping

from ...conf.parser import Conf, Setting, Stanza
from ...conf.settings import Support, lookup
from ...conf.view import Level, View
from ...dataclass import dataclass
from ...engine import Splunk
from ...errors import ConfError

_log = logging.getLogger(__name__)
APP = "splunk_httpinput"
CONF = "inputs"
GLOBAL = "http"
PREFIX = "http://"
DEFAULT_INDEX = "main"
DEFAULT_TOKEN = "splunk_hec_token"
"""The name that Splunk's container image gives the token that it makes."""
_OWN = frozenset({"disabled", "token", "indexes", "allowQueryStringAuth", "customMetadataMode", "description"})
"""Settings that a token does not inherit from [http]; `disabled` there switches off all of HEC."""


@dataclass(frozen=True, slots=True)
class HecToken:
    """`name` without `http://`; `value`: what clients send; `level`: where it is written.

    `indexes`: where it may write, empty for anywhere. `query_fields`: whether the query may give raw events fields.
    """

    name: str
    value: str
    level: Level
    disabled: bool = False
    index: str = DEFAULT_INDEX
    indexes: tuple[str, ...] = ()
    host: str = ""
    source: str = ""
    sourcetype: str = ""
    use_ack: bool = False
    query_authorization: bool = False
    query_fields: bool = False
    connection_host: str = ""
    unsupported: Setting | None = None
    """A setting that would change its events, and is not supported here."""

    def allows(self, index: str) -> bool:
        """Whether events may name an index; the token's own default is always one."""
        return not self.indexes or index in self.indexes or index == self.index


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one state of the conf files. `disabled`: all of them."""

    disabled: bool
    by_name: Mapping[str, HecToken]
    by_value: Mapping[str, HecToken]

    @classmethod
    def of(cls, view: View) -> Tokens:
        """`view`: the global context. A token whose settings cannot be read is logged and left out: one app's fault is
        not to keep the events of all others away."""
        conf, levels = view.conf(CONF), view.levels(CONF)
        tokens: list[HecToken] = []
        for name, stanza in conf.stanzas.items():
            if name.startswith(PREFIX) and stanza.get("token"):
                try:
                    tokens.append(_token(stanza, conf, levels[name]))
                except ConfError as error:
                    _log.error("[%s] is left out: %s", name, error)
        by_value: dict[str, HecToken] = {}
        for token in sorted(tokens, key=lambda token: token.name):
            by_value.setdefault(token.value.lower(), token)  # the first in alphanumeric order counts
        settings = conf.stanzas.get(GLOBAL)
        if settings is None:
            return cls(True, {}, {})
        return cls(settings.flag("disabled", strict=False), {token.name: token for token in tokens}, by_value)

    def find(self, value: str) -> HecToken | None:
        """The token that a client sent. GUIDs are the same in any case."""
        return self.by_value.get(value.lower())


def _token(stanza: Stanza, conf: Conf, level: Level) -> HecToken:
    shared = conf.stanzas[GLOBAL].settings if GLOBAL in conf.stanzas else {}
    settings: dict[str, Setting] = {key: value for key, value in shared.items() if key not in _OWN}
    settings.update(stanza.settings)
    whole = Stanza(stanza.name, stanza.file, stanza.line, settings)
    index = whole.get("index")
    return HecToken(
        name=stanza.name.removeprefix(PREFIX),
        value=whole.get("token"),
        level=level,
        disabled=whole.flag("disabled"),
        index=DEFAULT_INDEX if index in ("", "default") else index,
        indexes=tuple(name for part in whole.get("indexes").split(",") if (name := part.strip())),
        host=whole.get("host"),
        source=whole.get("source"),
        sourcetype=whole.get("sourcetype"),
        use_ack=whole.flag("useACK"),
        query_authorization=whole.flag("allowQueryStringAuth"),
        query_fields=whole.get("customMetadataMode") == "query_string",
        connection_host=whole.get("connection_host").lower(),
        unsupported=next(
            (setting for setting in settings.values() if is_unsupported(setting.key, setting.value)), None
        ),
    )


def is_unsupported(key: str, value: str) -> bool:
    """Whether a setting of a token would change its events, and is not supported here."""
    row = lookup(CONF, f"{PREFIX}<name>", key)
    return row is not None and row.of_value(value) is Support.UNSUPPORTED


def ensured(splunk: Splunk, name: str = DEFAULT_TOKEN) -> HecToken:
    """The token of a name, made when there is none, in the app that Splunk Web makes them in too."""
    tokens = Tokens.of(splunk.contexts.everywhere).by_name
    if name not in tokens:
        splunk.change(APP, CONF, PREFIX + name, {"disabled": "0", "token": new_value()})
        tokens = Tokens.of(splunk.contexts.everywhere).by_name
    return tokens[name]


def new_value() -> str:
    return str(uuid.uuid4())
