"""inputs.conf, [http], and limits.conf, [http_input], in; HEC's settings for all of its tokens out.

inputs.conf.spec, "HTTP Event Collector (HEC)", and limits.conf.spec, both of 10.6. What sets up the port itself (TLS,
threads, sockets) is the server's own affair.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from functools import partial
from typing import TypeVar

from ...conf.parser import Conf, Setting, Stanza
from ...conf.view import View
from ...dataclass import dataclass
from ...errors import ConfError
from ..http.cross_origin import OriginPolicy
from .acks import AckLimits
from .tokens import CONF, GLOBAL

D = TypeVar("D")
T = TypeVar("T")
_log = logging.getLogger(__name__)

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
        """`view`: the global context. A setting that cannot be read is logged, and as if nobody had made it: one app's
        fault is not to keep the events of all others away."""
        stanza = view.conf(CONF).stanzas.get(GLOBAL) or Stanza(GLOBAL, "", 0, {})
        settings, default = stanza.settings, AckLimits()
        limits = view.conf(_LIMITS)
        return cls(
            max_event=_read(lambda: _size(settings.get("maxEventSize")), _MAX_EVENT),
            max_content=_limit(limits, "max_content_length", MAX_CONTENT),
            backpressure=stanza.get("backpressureState") == "warn_at_80",
            acks=AckLimits(
                channels=_limit(limits, "max_number_of_ack_channel", default.channels),
                pending=_limit(limits, _PENDING, default.pending),
                pending_of_channel=_limit(limits, f"{_PENDING}_per_ack_channel", default.pending_of_channel),
                idle=_read(lambda: _idle(settings.get("maxIdleTime")), default.idle)
                if stanza.flag("ackIdleCleanup", default=True, strict=False)
                else None,
                expiring=stanza.get("ackExpiryMode") == "expire_at_90",
            ),
            channel_cookie=_read(lambda: _cookie(settings.get("channel_cookie")), ""),
            headers=dict(_headers(settings)),
            origins=OriginPolicy.of(stanza.get("crossOriginSharingPolicy"), stanza.get("crossOriginSharingHeaders")),
        )


def _read(reading: Callable[[], T], default: D) -> T | D:
    """What a setting says; the default, where it cannot be read."""
    try:
        return reading()
    except ConfError as error:
        _log.error("HEC: %s", error)
        return default


def _limit(limits: Conf, key: str, default: int) -> int:
    return _read(lambda: limits.number(_LIMITS_OF_HEC, key, default), default)


def _idle(setting: Setting | None) -> float:
    return AckLimits().idle or 0.0 if setting is None or not setting.value else float(setting.integer())


def _headers(settings: Mapping[str, Setting]) -> Iterator[tuple[str, str]]:
    for key, setting in settings.items():
        if key.startswith(_REPLY) and (header := _read(partial(_header, setting), None)) is not None:
            yield header


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
