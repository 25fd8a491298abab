"""EXTRACT-<class>: the named groups of a regular expression become fields.

props.conf.spec, EXTRACT-<class>: classes in ASCII order, `(?ms)` in front of the expression, `in <field>` at its end
for a field that an earlier class extracted. Checked by others on Splunk 10.4.0: blanks at the ends of a value are
dropped, an empty value and a group that took no part give no field. [unverified]: `IN` in any case, as public apps
write it; a field that an earlier class extracted stays; of a multivalue field the first value that matches counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ..conf.parser import Setting, Stanza
from ..functions.regex import Match, MatchLimit, Regex, RegexError, compile_regex
from ..spl.fields import Fields
from ..values import texts
from .default import Event
from .modular import whole
from .names import clean, keeper
from .stage import Plan, Report, Situation, Step, more, of_events

RAW = "_raw"
_IN = re.compile(r"(?P<regex>.*\S)\s+(?i:in)\s+(?P<field>\w+)\s*", re.DOTALL | re.ASCII)


@dataclass(frozen=True, slots=True)
class Extraction:
    """A regular expression, the field it reads, and its groups' numbers by the field that each becomes."""

    regex: Regex
    source: str
    groups: dict[str, int]


def plan(wanted: Fields, situation: Situation) -> Plan:
    steps: list[Step] = []
    for extraction in reversed(list(_extractions(situation)) if of_events(wanted) else []):
        keep = keeper(wanted)
        groups = {name: group for name, group in extraction.groups.items() if keep(name)}
        if groups:
            steps.append(_step(Extraction(extraction.regex, extraction.source, groups), situation.report))
            wanted = more(wanted, [] if extraction.source == RAW else [extraction.source])
    return Plan(steps[::-1], wanted)


def _extractions(situation: Situation) -> Iterator[Extraction]:
    for _, setting in situation.settings("EXTRACT-"):
        if setting.value:  # an empty value in local/ switches it off
            yield from situation.read(partial(extraction_of, transforms=situation.transforms), setting)


def extraction_of(setting: Setting, transforms: Mapping[str, Stanza]) -> Extraction:
    """The extraction that a setting defines, whose expression may have parts in `transforms`.

    Raises ConfError, with its place, for a wrong expression.
    """
    pattern, source = setting.value, RAW
    if match := _IN.fullmatch(pattern):
        pattern, source = match["regex"], match["field"]
    regex = compiled(pattern, setting, transforms)
    if not regex.names:
        raise setting.error(f"{setting.key}: the regular expression has no named group, so it extracts nothing")
    return Extraction(regex, source, {clean(name): group for name, group in regex.names.items()})


def compiled(pattern: str, setting: Setting, transforms: Mapping[str, Stanza]) -> Regex:
    """A regular expression of a setting, in which `.` matches line breaks and `^` the beginning of each line."""
    pattern = whole(setting, pattern, transforms)
    try:
        return compile_regex(f"(?ms){pattern}")
    except RegexError as error:
        raise setting.error(f"{setting.key}: {error}") from error


def group_text(match: Match, group: int) -> str | None:
    """What a group matched, without blanks at its ends; None when nothing is left."""
    return (match.group(group) or "").strip() or None


def _step(extraction: Extraction, report: Report) -> Step:
    regex, source, groups = extraction.regex, extraction.source, tuple(extraction.groups.items())

    def search(event: Event, raw: str) -> Match | None:
        for text in (raw,) if source == RAW else texts(event.get(source)):
            if (match := regex.search(text)) is not None:
                return match
        return None

    def step(event: Event, raw: str) -> None:
        try:
            match = search(event, raw)
        except MatchLimit as error:
            report("WARN", str(error))
            return
        if match is not None:
            for name, group in groups:
                if name not in event and (value := group_text(match, group)) is not None:
                    event[name] = value

    return step
