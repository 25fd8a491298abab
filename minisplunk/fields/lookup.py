"""LOOKUP-<class>: automatic lookups add columns of lookup tables, by the rules in lookups/enrichment.py.

props.conf.spec, LOOKUP-<class>: the prefix may be written in any case, and with `_` or nothing in place of `-`. A
lookup that cannot be read, does not exist, or lacks a column, is left out with a message on the job, as Splunk words it
(many issues of public add-ons: "Could not load lookup=LOOKUP-x"). [unverified]: lookups run in ASCII order of their
classes, and see the fields of earlier ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from .. import lazy_re
from ..conf.parser import Setting
from ..errors import ConfError, NotFound, UnsupportedConf, shown_place
from ..spl.fields import Fields
from .default import Event
from .stage import Plan, Situation, Step, more, of_events

if TYPE_CHECKING:
    from ..lookups.enrichment import Enrichment, Pair
    from ..lookups.table import LookupTable

_KEY = lazy_re.compile(r"lookup[-_]?(.+)", re.IGNORECASE | re.DOTALL)
_WORD = lazy_re.compile(r"""[\s,]*(?:"([^"]+)"|'([^']+)'|([^\s,"']+))""")


def plan(wanted: Fields, situation: Situation) -> Plan:
    steps: list[Step] = []
    for setting, lookup in reversed(list(_lookups(situation)) if of_events(wanted) else []):
        if lookup.outputs and not any(pair.field in wanted for pair in lookup.outputs):
            continue
        try:
            table = _loaded(lookup, situation)
            for warning in table.warnings:
                situation.report("WARN", f"lookup={setting.key}: {warning}")
        except UnsupportedConf as error:
            fault = UnsupportedConf(f"Could not load lookup={setting.key}: {error.reason}", error.file, error.line)
            situation.pass_over(fault, wanted, [pair.field for pair in lookup.outputs])
            continue
        except (ConfError, NotFound) as error:
            _tell(setting, error.message, situation)
            continue
        outputs = tuple(pair for pair in lookup.outputs_of(table) if pair.field in wanted)
        if outputs:
            steps.append(_step(replace(lookup, outputs=outputs), table))
            wanted = more(wanted, lookup.needs(table))
    return Plan(steps[::-1], wanted)


def output_names(situation: Situation) -> set[str]:
    """All fields that lookups may set, as far as their definitions can be read."""
    names: set[str] = set()
    for _, lookup in _lookups(situation):
        names |= {pair.field for pair in lookup.outputs}
        if not lookup.outputs:
            with suppress(NotFound, ConfError):
                names |= {pair.field for pair in lookup.outputs_of(situation.table(lookup.table))}
    return names


def class_of(key: str) -> str:
    """The class of an automatic lookup by its key; empty for another key."""
    match = _KEY.fullmatch(key)
    return "" if match is None else match[1]


def _lookups(situation: Situation) -> Iterator[tuple[Setting, Enrichment]]:
    settings = [setting for key, setting in situation.props.items() if class_of(key)]
    for setting in sorted(settings, key=lambda setting: (class_of(setting.key), setting.key)):
        if not setting.value:  # switched off in local/
            continue
        try:
            yield setting, enrichment_of(setting)
        except ConfError as error:
            _tell(setting, error.reason, situation)


def _tell(setting: Setting, reason: str, situation: Situation) -> None:
    where = shown_place(setting.file, setting.line)
    situation.report(
        "ERROR", f"Could not load lookup={setting.key}: {reason.removeprefix(f'{setting.key}: ')} ({where})"
    )


def _loaded(lookup: Enrichment, situation: Situation) -> LookupTable:
    """Raises NotFound and ConfError for a lookup that cannot be used."""
    table = situation.table(lookup.table)
    if fault := lookup.fault(table):
        raise NotFound(fault)
    return table


def enrichment_of(setting: Setting) -> Enrichment:
    """What a setting defines: `<table> <column> [AS <field>]... [OUTPUT|OUTPUTNEW <column> [AS <field>]...]`.

    Raises ConfError with the setting's place.
    """
    from ..lookups.enrichment import Enrichment  # noqa: PLC0415  most searches look nothing up

    words = [match[1] or match[2] or match[3] for match in _WORD.finditer(setting.value)]
    if _WORD.sub("", setting.value).strip(" \t\n,"):
        raise setting.error(f"{setting.key} is no lookup: {setting.value!r}")
    keyword = next((n for n, word in enumerate(words) if word.upper() in ("OUTPUT", "OUTPUTNEW")), len(words))
    inputs, outputs = _pairs(words[1:keyword], setting), _pairs(words[keyword + 1 :], setting)
    if not inputs:
        raise setting.error(f"{setting.key}: Must specify one or more lookup fields: {setting.value!r}")
    new = keyword < len(words) and words[keyword].upper() == "OUTPUTNEW"
    return Enrichment(words[0], inputs, outputs, new)


def _pairs(words: Sequence[str], setting: Setting) -> tuple[Pair, ...]:
    from ..lookups.enrichment import Pair  # noqa: PLC0415  most searches look nothing up

    pairs: list[Pair] = []
    rest = list(words)
    while rest:
        column = name = rest.pop(0)
        if rest and rest[0].upper() == "AS":
            if len(rest) < 2:
                raise setting.error(f"{setting.key}: AS needs a field after it: {setting.value!r}")
            name = rest[1]
            del rest[:2]
        pairs.append(Pair(column, name))
    return tuple(pairs)


def _step(lookup: Enrichment, table: LookupTable) -> Step:
    fill = lookup.filler(table)

    def step(event: Event, raw: str) -> None:
        fill(event)

    return step
