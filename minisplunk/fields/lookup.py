"""LOOKUP-<class>: automatic lookups add the columns of a CSV file.

props.conf.spec, LOOKUP-<class>: OUTPUT overwrites the fields, and clears them when the event has all match fields and
no row matches; OUTPUTNEW writes a field only where there was none; without either, all other columns are output.
Several matching rows make multivalue fields. [unverified]: lookups run in ASCII order of their classes, and see the
fields of earlier ones; each value of a multivalue match field is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product

from ..conf.parser import Setting
from ..errors import ConfError, NotFound
from ..spl.fields import Fields
from ..values import texts
from .default import DEFAULT, Event
from .stage import Plan, Situation, Step, more
from .table import Table

_WORD = re.compile(r"""[\s,]*(?:"([^"]+)"|'([^']+)'|([^\s,"']+))""")


Pairs = tuple[tuple[str, str], ...]
"""A column of the table and a field of the event, each."""


@dataclass(frozen=True, slots=True)
class AutomaticLookup:
    """`inputs` and `outputs`: columns with the event's fields; no outputs stand for all other columns."""

    table: str
    inputs: Pairs
    outputs: Pairs
    new: bool


def plan(wanted: Fields, situation: Situation) -> Plan:
    steps: list[Step] = []
    for setting, lookup in reversed(list(_lookups(situation))):
        asked = _asked(lookup, wanted)
        if not asked:
            continue
        try:
            table = _loaded(setting, lookup, situation)
        except ConfError as error:
            situation.cannot_make(asked, wanted, error)
            continue
        outputs = [(column, name) for column, name in outputs_of(lookup, table) if name in wanted] if table else []
        if table and outputs:
            steps.append(_step(table, lookup, outputs))
            wanted = more(wanted, (name for _, name in lookup.inputs))
    return Plan(steps[::-1], wanted)


def _asked(lookup: AutomaticLookup, wanted: Fields) -> str:
    """A wanted field that the lookup may set, one that is asked for by its name if there is one; empty for none."""
    names = [name for _, name in lookup.outputs if name in wanted]
    if not lookup.outputs:
        names = [*sorted(wanted.names - DEFAULT), *wanted.patterns]
    return next((name for name in names if name in wanted.names), names[0] if names else "")


def output_names(situation: Situation) -> set[str]:
    """All fields that lookups may set, as far as their definitions can be read."""
    found: set[str] = set()
    for _, lookup in _lookups(situation):
        found |= {name for _, name in lookup.outputs}
        if not lookup.outputs:
            with suppress(NotFound, ConfError):
                found |= {name for _, name in outputs_of(lookup, situation.table(lookup.table))}
    return found


def _lookups(situation: Situation) -> Iterator[tuple[Setting, AutomaticLookup]]:
    return ((setting, lookup_of(setting)) for _, setting in situation.settings("LOOKUP-"))


def _loaded(setting: Setting, lookup: AutomaticLookup, situation: Situation) -> Table | None:
    """None for a lookup that cannot be used: Splunk runs the search without it, and says so on the job."""
    try:
        table = situation.table(lookup.table)
    except NotFound as error:
        situation.report("ERROR", f"Could not load lookup={setting.key}: {error.message}")
        return None
    missing = missing_columns(lookup, table)
    if missing:
        situation.report("ERROR", f"Could not load lookup={setting.key}: '{lookup.table}' has no {', '.join(missing)}.")
        return None
    return table


def missing_columns(lookup: AutomaticLookup, table: Table) -> list[str]:
    """The columns that a lookup names and its table does not have."""
    return [column for column, _ in (*lookup.inputs, *lookup.outputs) if column not in table.fields]


def lookup_of(setting: Setting) -> AutomaticLookup:
    """What a setting defines: `<table> <column> [AS <field>]... [OUTPUT|OUTPUTNEW <column> [AS <field>]...]`.

    Raises ConfError with the setting's place.
    """
    words = [found[1] or found[2] or found[3] for found in _WORD.finditer(setting.value)]
    if _WORD.sub("", setting.value).strip(" \t\n,"):
        raise setting.error(f"{setting.key} is no lookup: {setting.value!r}")
    keyword = next((n for n, word in enumerate(words) if word.upper() in ("OUTPUT", "OUTPUTNEW")), len(words))
    inputs, outputs = _pairs(words[1:keyword], setting), _pairs(words[keyword + 1 :], setting)
    if not inputs:
        raise setting.error(f"{setting.key} names no field to match: {setting.value!r}")
    new = keyword < len(words) and words[keyword].upper() == "OUTPUTNEW"
    return AutomaticLookup(words[0], inputs, outputs, new)


def _pairs(words: Sequence[str], setting: Setting) -> Pairs:
    pairs: list[tuple[str, str]] = []
    rest = list(words)
    while rest:
        column = name = rest.pop(0)
        if rest and rest[0].upper() == "AS":
            if len(rest) < 2:
                raise setting.error(f"{setting.key}: AS needs a field after it: {setting.value!r}")
            name = rest[1]
            del rest[:2]
        pairs.append((column, name))
    return tuple(pairs)


def outputs_of(lookup: AutomaticLookup, table: Table) -> Pairs:
    """The columns that are output, and the fields that they become."""
    matched = {column for column, _ in lookup.inputs}
    return lookup.outputs or tuple((column, column) for column in table.fields if column not in matched)


def _step(table: Table, lookup: AutomaticLookup, outputs: Iterable[tuple[str, str]]) -> Step:
    columns, fields, new = [column for column, _ in lookup.inputs], [name for _, name in lookup.inputs], lookup.new

    def step(event: Event, raw: str) -> None:
        keys = [texts(event.get(name)) for name in fields]
        if not all(keys):
            return
        rows = [row for values in product(*keys) for row in table.match(dict(zip(columns, values, strict=True)))]
        for column, name in outputs:
            if new and event.get(name) is not None:
                continue
            found = [value for row in rows for value in texts(row.get(column))]
            if found:
                event[name] = found if len(found) > 1 else found[0]
            else:
                event.pop(name, None)

    return step
