"""FIELDALIAS-<class>: a field gets a further name.

props.conf.spec, FIELDALIAS-<class>: `<field> AS <alias>` overwrites the alias, and removes it when the field is
missing; `<field> ASNEW <alias>` leaves an alias that has a value. [unverified]: the aliases come one after the other,
in ASCII order of the classes; names that are not plain words are in double or single quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .. import lazy_re
from ..conf.parser import Setting
from ..errors import UnsupportedConf
from ..spl.fields import Fields
from .dates import DATES
from .default import DEFAULT, Event
from .stage import Plan, Situation, Step, more

_NAME = r"""(?:"([^"]+)"|'([^']+)'|([^\s"',]+))"""
_ALIAS = lazy_re.compile(rf"[\s,]*{_NAME}\s+(AS|ASNEW)\s+{_NAME}(?=[\s,]|$)", re.IGNORECASE)


class Alias(NamedTuple):
    """`new`: ASNEW."""

    field: str
    alias: str
    new: bool


def plan(wanted: Fields, situation: Situation) -> Plan:
    steps: list[Step] = []
    inner = Fields()
    for alias in reversed(list(aliases(situation))):
        if alias.alias in wanted:
            steps.append(_step(alias))
            wanted = more(wanted if alias.new else wanted.without({alias.alias}), [alias.field])
            inner |= wanted
    return Plan(steps[::-1], wanted, inner)


def aliases(situation: Situation) -> Iterator[Alias]:
    """All aliases in order; a setting that holds none has no effect, and a message says so."""
    for _, setting in situation.settings("FIELDALIAS-"):
        for read in situation.read(aliases_of, setting):
            yield from read


def of_default_fields(situation: Situation) -> Iterator[str]:
    """The aliases of default fields and of parts of the time, and the aliases that are default fields themselves."""
    return (alias.alias for alias in aliases(situation) if {alias.field, alias.alias} & (DEFAULT | DATES))


def aliases_of(setting: Setting) -> list[Alias]:
    """The aliases of one setting. ConfError and UnsupportedConf, with its place."""
    aliases, position, text = [], 0, setting.value.rstrip(" \t\n,")
    while position < len(text):
        match = _ALIAS.match(text, position)
        if match is None:
            raise setting.error(f"{setting.key} is not <field> AS <alias> ...: {setting.value!r}")
        position = match.end()
        alias = Alias(match[1] or match[2] or match[3], match[5] or match[6] or match[7], match[4].upper() == "ASNEW")
        if "*" in alias.field + alias.alias:
            raise UnsupportedConf(f"{setting.key}: Splunk takes no wildcards in aliases", setting.file, setting.line)
        aliases.append(alias)
    return aliases


def _step(alias: Alias) -> Step:
    field, target, new = alias

    def step(event: Event, raw: str) -> None:
        value = event.get(field)
        if new and event.get(target) is not None:
            return
        if value is not None:
            event[target] = value
        elif not new:
            event.pop(target, None)

    return step
