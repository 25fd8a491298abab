"""inputs.conf, [http], and limits.conf, [http_input], in; HEC's settings for all of its tokens out.

inputs.conf.spec, "HTTP Event Collector (HEC)", and limits.conf.spec, both of 10.6. What sets up the port itself (TLS,
threads, sockets) is the server's own affair.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace

from ...conf.parser import Setting, Stanza
from ...conf.view import View
from ...dataclass import dataclass
from ..http.cross_origin import OriginPolicy
from .acks import AckLimits
from .tokens import CONF, GLOBAL

_LIMITS, _LIMITS_OF_HEC = "limits", "http_input"
_PENDING = "max_number_of_acked_requests_pending_query"
_REPLY = "replyHeader."
_NAME, _VALUE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"), re.compile(r"[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?|")
_OF_TRANSPORT = frozenset({"connection", "content-length", "content-type", "date", "set-cookie", "transfer-encoding"})
_UNITS = {"KB": 10, "MB": 20, "GB": 30}
_MAX_EVENT = 5 << 20
MAX_CONTENT = 838_860_800


@dataclass(frozen=True, slots=True)
class HecSettings:
    """`max_event` and `max_content`: bytes of an event and of a body, gzip undone. `backpressure`: whether clients are
    told that a queue fills up, and with 429 that it is full. `headers`: of each answer; `channel_cookie`: the name of
    the cookie that says a request's channel again, "" for none."""

    max_event: int = _MAX_EVENT
    max_content: int = MAX_CONTENT
    backpressure: bool = False
    acks: AckLimits = AckLimits()
    channel_cookie: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    origins: OriginPolicy = OriginPolicy()

    @classmethod
    def of(cls, view: View) -> HecSettings:
        """`view`: the global context. Raises ConfError for settings that cannot be read."""
        stanza = view.conf(CONF).stanzas.get(GLOBAL) or Stanza(GLOBAL, "", 0, {})
        settings, default = stanza.settings, AckLimits()
        limits = view.conf(_LIMITS)
        idle = settings.get("maxIdleTime")
        return cls(
            max_event=_size(settings.get("maxEventSize")),
            max_content=limits.number(_LIMITS_OF_HEC, "max_content_length", MAX_CONTENT),
            backpressure=stanza.get("backpressureState") == "warn_at_80",
            acks=AckLimits(
                channels=limits.number(_LIMITS_OF_HEC, "max_number_of_ack_channel", default.channels),
                pending=limits.number(_LIMITS_OF_HEC, _PENDING, default.pending),
                pending_of_channel=limits.number(
                    _LIMITS_OF_HEC, f"{_PENDING}_per_ack_channel", default.pending_of_channel
                ),
                idle=(default.idle if idle is None or not idle.value else float(idle.integer()))
                if stanza.flag("ackIdleCleanup", default=True)
                else None,
                expiring=stanza.get("ackExpiryMode") == "expire_at_90",
            ),
            channel_cookie=_cookie(settings.get("channel_cookie")),
            headers=dict(_header(one) for key, one in settings.items() if key.startswith(_REPLY)),
            origins=OriginPolicy.of(stanza.get("crossOriginSharingPolicy"), stanza.get("crossOriginSharingHeaders")),
        )


def is_cookie(name: str) -> bool:
    """Whether a cookie can be named so; "" is for none."""
    return not name or _NAME.fullmatch(name) is not None


def _cookie(setting: Setting | None) -> str:
    if setting is not None and not is_cookie(setting.value):
        raise setting.error(f"no cookie can be named {setting.value!r}")
    return "" if setting is None else setting.value


def _header(setting: Setting) -> tuple[str, str]:
    """ConfError for what is no header, and for one that says how the answer is sent."""
    name, value = setting.key.removeprefix(_REPLY), setting.value
    if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value) or name.lower() in _OF_TRANSPORT:
        raise setting.error(f"{setting.key} is no header that answers may have")
    return name, value


def _size(setting: Setting | None) -> int:
    """Bytes, with KB, MB or GB behind the number or without."""
    if setting is None or not setting.value:
        return _MAX_EVENT
    for unit, power in _UNITS.items():
        if setting.value.upper().endswith(unit):
            return replace(setting, value=setting.value[: -len(unit)].strip()).integer() << power
    return setting.integer()
