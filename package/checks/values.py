"""Values: JSON in them is sound and written one way, and schedules come round."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime

from ..errors import MissingTool
from ..finding import Finding
from ..unpacked import Unpacked

JSON_KEYS = frozenset(
    {
        "action.correlationsearch.annotations",
        "action.correlationsearch.metadata",
        "action.correlationsearch.related_searches",
        "action.notable.param._entities",
        "action.notable.param.drilldown_dashboards",
        "action.notable.param.drilldown_searches",
        "action.risk.param._risk",
        "param._cam",
        "param._cam_workers",
    }
)
"""Keys whose value is JSON. Any other value is held to the one way of writing if it happens to be JSON."""

CRON = re.compile(r"[0-9*,/-]+(?: +[0-9*,/-]+){4}")
"""Five fields of numbers, ranges, lists and steps (Alerting Manual, "Use cron expressions for alert scheduling")."""


def json_is_sound(app: Unpacked) -> Iterator[Finding]:
    """Compact and with sorted keys, as Enterprise Security writes it back: an edit there then shows as that edit."""
    for _, _, setting in app.settings():
        try:
            value = json.loads(setting.value)
        except ValueError as error:
            if setting.key in JSON_KEYS:
                yield Finding.at(setting, f"{setting.key} is no JSON: {error}", "Enterprise Security cannot read it")
            continue
        written = json.dumps(value, separators=(",", ":"), sort_keys=True)
        if isinstance(value, (dict, list)) and setting.value != written:
            what = f"{setting.key} is not compact JSON with sorted keys"
            yield Finding.at(setting, what, "Enterprise Security rewrites all of it when a part is edited")


def schedules_come_round(app: Unpacked) -> Iterator[Finding]:
    """A search that is scheduled has a cron expression that Splunk takes, and that fits some day."""
    for stanza in app.conf("savedsearches").stanzas.values():
        setting = stanza.settings.get("cron_schedule")
        if setting is not None and not comes_round(setting.value):
            yield Finding.at(setting, f"cron_schedule is {setting.value!r}", "no time fits, so the search never runs")
        elif setting is None and stanza.flag("enableSched"):
            yield Finding.at(stanza.settings["enableSched"], "there is no cron_schedule", "so the search never runs")


def comes_round(cron: str) -> bool:
    """Whether a cron expression is one that Splunk takes, and fits some day."""
    try:
        from cronsim import CronSim, CronSimError  # noqa: PLC0415  an error of ours where it is missing
    except ImportError as error:
        raise MissingTool("cronsim is not installed: pip install -e '.[dev]'") from error
    if not CRON.fullmatch(cron):
        return False
    try:
        return next(CronSim(cron, datetime(2024, 1, 1)), None) is not None
    except CronSimError:
        return False
