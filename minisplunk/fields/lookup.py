"""LOOKUP-<class>: automatic lookups add columns of lookup tables, by the rules in lookups/enrichment.py.

A lookup that does not exist, or lacks a column, is left out with a message on the job. [unverified]: lookups run in
ASCII order of their classes, and see the fields of earlier ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from ..conf.parser import Setting
from ..errors import ConfError, NotFound
from ..lookups import Enrichment, LookupTable, Pair
from ..spl.fields import Fields
from .default import DEFAULT, Event
from .stage import Plan, Situation, Step, more

_WORD = re.compile(r"""[\s,]*(?:"([^"]+)"|'([^']+)'|([^\s,"']+))""")


def plan(wanted: Fields, situation: Situation) -> Plan:
    steps: list[Step] = []
    for setting, lookup in reversed(list(_lookups(situation))):
        output = _wanted_output(lookup, wanted)
        if not output:
            continue
        try:
            table = _loaded(setting, lookup, situation)
        except ConfError as error:
            situation.cannot_make(output, wanted, error)
            continue
        if table is None:
            continue
        outputs = tuple(pair for pair in lookup.outputs_of(table) if pair.field in wanted)
        if outputs:
            steps.append(_step(replace(lookup, outputs=outputs), table))
            wanted = more(wanted, (pair.field for pair in lookup.inputs))
    return Plan(steps[::-1], wanted)


def _wanted_output(lookup: Enrichment, wanted: Fields) -> str:
    """A wanted field that the lookup may set, if possible one that is wanted by its name; empty for none."""
    names = [pair.field for pair in lookup.outputs if pair.field in wanted]
    if not lookup.outputs:
        names = [*sorted(wanted.names - DEFAULT), *wanted.patterns]
    return next((name for name in names if name in wanted.names), names[0] if names else "")


def output_names(situation: Situation) -> set[str]:
    """All fields that lookups may set, as far as their definitions can be read."""
    names: set[str] = set()
    for _, lookup in _lookups(situation):
        names |= {pair.field for pair in lookup.outputs}
        if not lookup.outputs:
            with suppress(NotFound, ConfError):
                names |= {pair.field for pair in lookup.outputs_of(situation.table(lookup.table))}
    return names


def _lookups(situation: Situation) -> Iterator[tuple[Setting, Enrichment]]:
    return ((setting, enrichment_of(setting)) for _, setting in situation.settings("LOOKUP-"))


def _loaded(setting: Setting, lookup: Enrichment, situation: Situation) -> LookupTable | None:
    """None for a lookup that cannot be used: Splunk runs the search without it, with a message on the job."""
    try:
        table = situation.table(lookup.table)
    except NotFound as error:
        situation.report("ERROR", f"Could not load lookup={setting.key}: {error.message}")
        return None
    missing = lookup.missing(table)
    if missing:
        situation.report("ERROR", f"Could not load lookup={setting.key}: '{lookup.table}' has no {', '.join(missing)}.")
        return None
    return table


def enrichment_of(setting: Setting) -> Enrichment:
    """What a setting defines: `<table> <column> [AS <field>]... [OUTPUT|OUTPUTNEW <column> [AS <field>]...]`.

    Raises ConfError with the setting's place.
    """
    words = [match[1] or match[2] or match[3] for match in _WORD.finditer(setting.value)]
    if _WORD.sub("", setting.value).strip(" \t\n,"):
        raise setting.error(f"{setting.key} is no lookup: {setting.value!r}")
    keyword = next((n for n, word in enumerate(words) if word.upper() in ("OUTPUT", "OUTPUTNEW")), len(words))
    inputs, outputs = _pairs(words[1:keyword], setting), _pairs(words[keyword + 1 :], setting)
    if not inputs:
        raise setting.error(f"{setting.key} names no field to match: {setting.value!r}")
    new = keyword < len(words) and words[keyword].upper() == "OUTPUTNEW"
    return Enrichment(words[0], inputs, outputs, new)


def _pairs(words: Sequence[str], setting: Setting) -> tuple[Pair, ...]:
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
