"""EXTRACT-<class>: the named groups of a regular expression become fields.

props.conf.spec, EXTRACT-<class>: classes in ASCII order, `(?ms)` in front of the expression, `in <field>` at its end
for a field that an earlier class extracted; MATCH_LIMIT bounds its steps. Checked by others on Splunk 10.4.0: blanks at
the ends of a value are dropped, an empty value and a group that took no part give no field. Groups that are called
_KEY_1 and _VAL_1 are a name and its value, of each match, as with transforms: Splunk's own props.conf has them so.
[unverified]: `IN` in any case, as public apps write it; a field that an earlier class extracted stays; of a multivalue
field the first value that matches counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from .. import lazy_re
from ..conf.parser import Setting, Stanza
from ..dataclass import dataclass
from ..functions.regex import MATCH_LIMIT, MOST_MATCH_LIMIT, Match, MatchLimit, Regex, RegexError, compile_regex
from ..spl.fields import Fields
from ..values import texts
from .default import Event
from .modular import whole
from .names import clean, keeper
from .stage import Plan, Situation, Step, more, of_events

RAW = "_raw"
_IN = lazy_re.compile(r"(?P<regex>.*\S)\s+(?i:in)\s+(?P<field>\w+)\s*", re.DOTALL | re.ASCII)
_KEY, _VALUE = "_KEY_", "_VAL_"


@dataclass(frozen=True, slots=True)
class Extraction:
    """A regular expression, the field it reads, and its groups' numbers by the field that each becomes. `pairs`: the
    numbers of groups whose text is a name, and of those of the values."""

    setting: Setting
    regex: Regex
    source: str
    groups: dict[str, int]
    pairs: tuple[tuple[int, int], ...] = ()


def plan(wanted: Fields, situation: Situation) -> Plan:
    steps: list[Step] = []
    for extraction in reversed(list(_extractions(situation)) if of_events(wanted) else []):
        keep = keeper(wanted)
        groups = {name: group for name, group in extraction.groups.items() if keep(name)}
        if groups or (extraction.pairs and (wanted.patterns or any(keep(clean(name)) for name in wanted.names))):
            steps.append(_step(replace(extraction, groups=groups), wanted, situation))
            wanted = more(wanted, [] if extraction.source == RAW else [extraction.source])
    return Plan(steps[::-1], wanted)


def _extractions(situation: Situation) -> Iterator[Extraction]:
    limit = match_limit(situation.props)
    for _, setting in situation.settings("EXTRACT-"):
        if setting.value:  # an empty value in local/ switches it off
            yield from situation.read(partial(extraction_of, transforms=situation.transforms, limit=limit), setting)


def extraction_of(setting: Setting, transforms: Mapping[str, Stanza], limit: int = MATCH_LIMIT) -> Extraction:
    """The extraction that a setting defines, whose expression may have parts in `transforms`.

    Raises ConfError, with its place, for a wrong expression.
    """
    pattern, source = setting.value, RAW
    if match := _IN.fullmatch(pattern):
        pattern, source = match["regex"], match["field"]
    regex = compiled(pattern, setting, transforms, limit)
    if not regex.names:
        raise setting.error(f"{setting.key}: the regular expression has no named group, so it extracts nothing")
    groups = {clean(name): group for name, group in named_groups(regex)}
    return Extraction(setting, regex, source, groups, tuple(named_pairs(regex)))


def named_groups(regex: Regex) -> Iterator[tuple[str, int]]:
    """The groups that are called as a field is, with their numbers."""
    return ((name, group) for name, group in regex.names.items() if not name.startswith((_KEY, _VALUE)))


def named_pairs(regex: Regex) -> Iterator[tuple[int, int]]:
    """The numbers of groups whose text is a name (`_KEY_1`), and of those that have the values (`_VAL_1`)."""
    for name, group in regex.names.items():
        value = _VALUE + name.removeprefix(_KEY)
        if name.startswith(_KEY) and value in regex.names:
            yield group, regex.names[value]


def match_limit(settings: Mapping[str, Setting]) -> int:
    """How far a regular expression may go, as MATCH_LIMIT says; what is no number above 0 counts as not set."""
    setting = settings.get("MATCH_LIMIT")
    digits = "" if setting is None else setting.value.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18 and int(digits)):
        return MATCH_LIMIT
    return min(int(digits), MOST_MATCH_LIMIT)


def compiled(pattern: str, setting: Setting, transforms: Mapping[str, Stanza], limit: int = MATCH_LIMIT) -> Regex:
    """A regular expression of a setting, in which `.` matches line breaks and `^` the beginning of each line."""
    pattern = whole(setting, pattern, transforms)
    try:
        return compile_regex(f"(?ms){pattern}", limit)
    except RegexError as error:
        raise setting.error(f"{setting.key}: {error}") from error


def group_text(match: Match, group: int) -> str | None:
    """What a group matched, without blanks at its ends; None when nothing is left."""
    return (match.group(group) or "").strip() or None


def _step(extraction: Extraction, wanted: Fields, situation: Situation) -> Step:
    regex, source, groups = extraction.regex, extraction.source, tuple(extraction.groups.items())
    pairs, keep = extraction.pairs, keeper(wanted)

    def search(event: Event, raw: str) -> Match | None:
        for text in (raw,) if source == RAW else texts(event.get(source)):
            if (match := regex.search(text)) is not None:
                return match
        return None

    def add_pairs(event: Event, raw: str) -> None:
        for text in (raw,) if source == RAW else texts(event.get(source)):
            for match in regex.finditer(text):
                for key, group in pairs:
                    name, value = clean(group_text(match, key) or ""), group_text(match, group)
                    if value is not None and keep(name):
                        event.setdefault(name, value)

    def step(event: Event, raw: str) -> None:
        try:
            match = search(event, raw)
            if match is not None:
                for name, group in groups:
                    if name not in event and (value := group_text(match, group)) is not None:
                        event[name] = value
            if pairs:
                add_pairs(event, raw)
        except MatchLimit as error:
            situation.lose(extraction.setting, error)

    return step
