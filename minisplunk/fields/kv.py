"""Automatic extraction: JSON, and key=value pairs, become fields as KV_MODE and AUTO_KV_JSON say.

props.conf.spec, KV_MODE: json takes fields from events that are JSON documents and nothing from others; auto takes
both, JSON unless AUTO_KV_JSON is false; none takes nothing. limits.conf.spec, [kv] limit and maxchars, [spath]
extraction_cutoff: what lies beyond them is not extracted, and the job gets a message when a wanted field is lost.
A field that an earlier stage made stays (checked by others on Splunk 10.4.0 for pairs; [unverified] for JSON).
[unverified]: the limit of fields holds for JSON and for pairs separately, and per event.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from ..conf.parser import Conf
from ..documents.json import closed, complete_prefix, flatten
from ..errors import ConfError
from ..spl.fields import Fields
from ..values import Value
from .default import DEFAULT, Event
from .names import keeper
from .pairs import hints, pairs
from .stage import Plan, Report, Situation, Step
from .typed import decoder

Extracted = Mapping[str, Value]
Find = Callable[[str], Event]

_CUTOFF = (
    "{} beyond the first {} characters of some events, where the automatic extraction of JSON stops "
    "(limits.conf, [spath] extraction_cutoff)."
)
_MAXCHARS = (
    "{} beyond the first {} characters of some events, where automatic key=value extraction stops "
    "(limits.conf, [kv] maxchars)."
)
_LIMIT = "{} beyond the first {} fields of some events, where automatic extraction stops (limits.conf, [kv] limit)."


@dataclass(frozen=True, slots=True)
class Limits:
    """How many fields an event may get, and how much of its text is read; 0 in the conf file means no limit."""

    fields: int
    json_characters: int
    pair_characters: int

    @classmethod
    def of(cls, limits: Conf) -> Limits:
        return cls(
            _limit(limits, "kv", "limit"),
            _limit(limits, "spath", "extraction_cutoff"),
            _limit(limits, "kv", "maxchars"),
        )


def _limit(limits: Conf, stanza: str, key: str) -> int:
    return limits.number(stanza, key, 0) or sys.maxsize


@dataclass(slots=True)
class _Losses:
    """Puts a message on the job, once for each wanted field that a limit has cut off."""

    wanted: Fields
    report: Report
    warned: set[tuple[str, str]] = field(default_factory=set)

    def tell(self, fields: Extracted, whole: Extracted, why: str, limit: int) -> None:
        lost = [name for name, value in whole.items() if fields.get(name) != value]
        for name in lost:
            if name in self.wanted.names:
                self._once(why, f"The field '{name}' lies", limit)
        if lost and self.wanted.patterns:
            self._once(why, "Fields lie", limit)

    def _once(self, why: str, what: str, limit: int) -> None:
        if (why, what) not in self.warned:
            self.warned.add((why, what))
            self.report("WARN", why.format(what, f"{limit:,}"))


def plan(wanted: Fields, situation: Situation) -> Plan:
    mode = _mode(situation)
    names = frozenset(name for name in wanted.names if name and name not in DEFAULT)
    if mode == "none" or not (names or wanted.patterns):
        return Plan((), wanted)
    limits = Limits.of(situation.view.conf("limits"))
    losses = _Losses(wanted, situation.report)
    steps: list[Step] = []
    start: Find | None = None
    if mode == "json" or _auto_json(situation):
        find = _json_by_pattern(wanted, limits, losses) if wanted.patterns else _json_by_name(names, limits, losses)
        if any(key.startswith(("EXTRACT-", "REPORT-")) for key in situation.props):
            steps.append(_json_step(find))
        else:
            start = find
    if mode == "auto":
        steps.append(_pairs_step(names, wanted, limits, losses))
    return Plan(steps, wanted, start=start)


def found(raw: str) -> Extracted:
    """All fields that KV_MODE=auto takes from a text: those of a JSON document, then those of pairs."""
    document = flatten(raw) or flatten(closed(raw)) or {}
    return {**document, **{name: value for name, value in _first_values(raw).items() if name not in document}}


def _mode(situation: Situation) -> str:
    """none, json or auto. What is not supported, and told of elsewhere, is none where it reads events in another way
    (xml, multi), and else auto: that pairs are found is then right, if not where they end."""
    setting = situation.props.get("KV_MODE")
    mode = "" if setting is None else setting.value.strip().lower()
    if mode in ("none", "json"):
        return mode
    return "none" if mode.startswith(("xml", "multi")) else "auto"


def _auto_json(situation: Situation) -> bool:
    setting = situation.props.get("AUTO_KV_JSON")
    try:
        return setting is None or not setting.value or setting.flag()
    except ConfError as error:
        situation.pass_over(error)
        return True


def _json_step(find: Find) -> Step:
    def step(event: Event, raw: str) -> None:
        for name, value in find(raw).items():
            event.setdefault(name, value)

    return step


def _json_by_name(names: frozenset[str], limits: Limits, losses: _Losses) -> Find:
    """Uses the typed decoder where no limit can apply: a document has at most one value more than it has commas."""
    decode, fields, characters = decoder(names), limits.fields, limits.json_characters

    def find(raw: str) -> Event:
        if len(raw) > characters or raw.count(",") >= fields:
            return {name: value for name, value in _limited_json(raw, limits, losses).items() if name in names}
        return decode(raw)

    return find


def _json_by_pattern(wanted: Fields, limits: Limits, losses: _Losses) -> Find:
    keep = keeper(wanted)

    def find(raw: str) -> Event:
        return {name: value for name, value in _limited_json(raw, limits, losses).items() if keep(name)}

    def find_all(raw: str) -> Event:
        return {name: value for name, value in _limited_json(raw, limits, losses).items() if name not in DEFAULT}

    return find_all if wanted.everything else find


def _limited_json(raw: str, limits: Limits, losses: _Losses) -> Extracted:
    document = complete_prefix(raw, limits.json_characters)
    fields = (flatten(document) or {}) if document is not None else {}
    if len(raw) > limits.json_characters and document is not None:
        losses.tell(fields, flatten(raw) or flatten(closed(raw)) or {}, _CUTOFF, limits.json_characters)
    return _first(fields, limits, losses)


def _first(fields: Extracted, limits: Limits, losses: _Losses) -> Extracted:
    if len(fields) <= limits.fields:
        return fields
    allowed = dict(islice(fields.items(), limits.fields))
    losses.tell(allowed, fields, _LIMIT, limits.fields)
    return allowed


def _pairs_step(names: frozenset[str], wanted: Fields, limits: Limits, losses: _Losses) -> Step:
    keep = keeper(wanted)
    hinted = hints(names)

    def look(event: Event, raw: str) -> None:
        for name, value in _limited_pairs(raw, limits, losses).items():
            if keep(name):
                event.setdefault(name, value)

    def look_if_hinted(event: Event, raw: str) -> None:
        for name, hint in hinted:
            if name not in event and hint in raw:
                look(event, raw)
                return

    return look if wanted.patterns else look_if_hinted


def _limited_pairs(raw: str, limits: Limits, losses: _Losses) -> Extracted:
    fields = _first_values(raw[: limits.pair_characters])
    if len(raw) > limits.pair_characters:
        losses.tell(fields, _first_values(raw), _MAXCHARS, limits.pair_characters)
    return _first(fields, limits, losses)


def _first_values(text: str) -> Extracted:
    values: dict[str, Value] = {}
    for name, value in pairs(text):
        values.setdefault(name, value)
    return values
