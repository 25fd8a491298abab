"""What datamodels.conf says of a data model's acceleration in, the JSON that datamodel/model shows of it out; and back.

The names and their order as captured from splunkd in the tests of Splunk Web, the defaults those of
datamodels.conf.spec. Without a file on disk of Splunk's own there are no summaries: an accelerated model is as one
whose summary is complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from ...alerts.schedule import InvalidSchedule, Schedule
from ...conf import Stanza
from ...conf.parser import FALSE, TRUE
from ...times import moment
from ..eai import Content
from ..http import HttpError, Request
from ..instance import Splunkd

KEY = "acceleration"
CAPABILITY = "accelerate_datamodel"
"""What it takes to switch acceleration on and off (authorize.conf.spec)."""
_DEFAULTS: dict[str, bool | int | str] = {
    "enabled": False,
    "earliest_time": "",
    "cron_schedule": "*/5 * * * *",
    "max_time": 3600,
    "backfill_time": "",
    "manual_rebuilds": False,
    "max_concurrent": 3,
    "schedule_priority": "default",
    "hunk.file_format": "",
    "hunk.dfs_block_size": 0,
    "hunk.compression_codec": "",
}
PRIORITIES = ("default", "higher", "highest")
SETTINGS = tuple(f"{KEY}.{name}" for name in sorted(_DEFAULTS) if name != "enabled")
"""Those that an entry takes one by one."""


def shown(stanza: Stanza | None) -> dict[str, bool | int | str]:
    """What counts, each of the type that it has in JSON."""
    if stanza is None:
        return dict(_DEFAULTS)
    return {name: _shown(stanza.get(_setting(name)), default) for name, default in _DEFAULTS.items()}


def as_json(stanza: Stanza | None) -> str:
    return orjson.dumps(shown(stanza)).decode()


def one_by_one(stanza: Stanza | None) -> dict[str, Content]:
    """The same by the names of the settings."""
    return {_setting(name): value for name, value in shown(stanza).items()}


def given(splunkd: Splunkd, request: Request, arguments: Mapping[str, str]) -> dict[str, str]:
    """The settings that a request writes, from the JSON of `acceleration` and from single ones. HttpError 400 for a
    value that one cannot have."""
    asked: dict[str, Any] = {}
    if KEY in arguments:
        asked = _read(arguments[KEY])
    asked.update({key.removeprefix(f"{KEY}."): arguments[key] for key in SETTINGS if key in arguments})
    return {_setting(name): _written(splunkd, request, name, value) for name, value in asked.items()}


def _setting(name: str) -> str:
    return KEY if name == "enabled" else f"{KEY}.{name}"


def _read(text: str) -> dict[str, Any]:
    """An object, or a boolean alone, which says whether it is on."""
    if text.lower() in TRUE | FALSE:
        return {"enabled": text}
    try:
        read = orjson.loads(text)
    except ValueError as error:
        raise HttpError(400, f"Invalid value for argument 'acceleration': it is no JSON: {error}.") from error
    if not isinstance(read, dict):
        raise HttpError(400, "Invalid value for argument 'acceleration': it is no JSON object.")
    for name in read:
        if name not in _DEFAULTS:
            raise HttpError(400, f"Invalid value for argument 'acceleration': it has no '{name}'.")
    return {name: value for name, value in read.items() if value is not None}


def _shown(text: str, default: bool | int | str) -> bool | int | str:
    """What cannot be read in a conf file counts as the default."""
    if isinstance(default, bool):
        return text.lower() in TRUE if text.lower() in TRUE | FALSE else default
    if isinstance(default, int):
        return int(text) if _is_whole(text) else default
    return text or default


def _written(splunkd: Splunkd, request: Request, name: str, value: Any) -> str:
    default = _DEFAULTS[name]
    text = str(int(value)) if isinstance(value, bool) else str(value) if isinstance(value, (str, int)) else None
    if text is None:
        raise _invalid(name, value, "is no text or number")
    text = text.strip()
    if isinstance(default, bool):
        if text.lower() not in TRUE | FALSE:
            raise _invalid(name, value, "is neither true nor false")
        return str(int(text.lower() in TRUE))
    if isinstance(default, int) and not _is_whole(text):
        raise _invalid(name, value, "is not a whole number")
    if name.endswith("_time") and isinstance(default, str) and text:
        try:
            moment(text, splunkd.splunk.clock.now(), splunkd.zone_of(request.who.user))
        except ValueError as error:
            raise _invalid(name, value, "is no time modifier") from error
    if name == "cron_schedule":
        try:
            Schedule(text, splunkd.splunk.zone)
        except InvalidSchedule as error:
            raise _invalid(name, value, f"is no cron schedule: {error}") from error
    if name == "schedule_priority" and text not in PRIORITIES:
        raise _invalid(name, value, f"is none of {', '.join(PRIORITIES)}")
    return text


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _invalid(name: str, value: Any, why: str) -> HttpError:
    return HttpError(400, f"Invalid value for argument '{_setting(name)}': {str(value)[:200]!r} {why}.")
