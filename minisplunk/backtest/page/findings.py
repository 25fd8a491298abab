"""Each finding with its fields and the events behind it, folded; of a great many the first ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from ...explain.reasons import counted
from ..report import Behind, Finding
from ..words import cut, number
from .markup import Child, Html, h
from .parts import section, when

MOST = 1_000
"""Findings that are shown."""
_EVENTS, _FIELDS, _VALUE = 10, 200, 4_000
_RAW, _ALL = 20_000, 8_000_000
"""Characters of one event, and of all together, about."""
_BESIDE = 3
_SHORT = 40
"""So many further fields stand on the line of a finding, where their values are as short as this."""


def findings(found: Sequence[Finding], fields: Sequence[str]) -> Html:
    return section("findings", "Findings", *listed(found, fields))


def listed(found: Sequence[Finding], fields: Sequence[str], most: int = MOST) -> Iterator[Html]:
    shown = found[:most]
    events = sum(len(finding.events[:_EVENTS]) for finding in shown)
    raw = max(1_000, min(_RAW, _ALL // max(1, events)))
    told = _telling(shown, fields)
    yield h("ol", (h("li", _finding(finding, fields, told, raw)) for finding in shown), class_="findings")
    if len(found) > most:
        yield h("p", f"and {counted(len(found) - most, 'more finding')}: --csv and --json have all.", class_="soft")


def _telling(found: Sequence[Finding], fields: Sequence[str]) -> list[str]:
    """Fields with short values, which some findings share and others do not."""

    def tells(name: str) -> bool:
        values = {"\n".join(_value(finding, name)) for finding in found}
        return 1 < len(values) < len(found) and max(map(len, values)) <= _SHORT

    return [name for name in fields if not name.startswith("_") and tells(name)]


def _value(finding: Finding, name: str) -> list[str]:
    value = finding.fields.get(name, "")
    return [value] if isinstance(value, str) else list(value)


def _finding(finding: Finding, fields: Sequence[str], told: Sequence[str], raw: int) -> Html:
    named = {*finding.users, *finding.addresses, *finding.accounts}
    beside = [
        (name, ", ".join(value)) for name in told if any(value := _value(finding, name)) and not named & set(value)
    ][:_BESIDE]
    score = max((risk.score for risk in finding.risk), default=0.0)
    return h(
        "details",
        h(
            "summary",
            when(finding.time),
            h("b", _names(finding.users)),
            h("span", _names(finding.addresses)),
            h("span", _names(finding.accounts)),
            h("span", [h("span", h("i", name), " ", value) for name, value in beside], class_="soft beside"),
            h("span", "suppressed", class_="pill soft") if finding.suppressed else None,
            h("span", f"risk {number(score)}", class_="pill") if score and not finding.suppressed else None,
        ),
        h("dl", _rows(finding, fields)),
        _events(finding, raw),
    )


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return ", ".join(cut(name, 80) for name in names[:3]) + more


def _rows(finding: Finding, fields: Sequence[str]) -> Iterator[Html]:
    if finding.ran is not None:
        yield _row("Scheduled run", when(finding.ran))
    for risk in finding.risk:
        yield _row("Risk", f"{number(risk.score)} for {risk.type} {cut(risk.object)}")
    names = [name for name in dict.fromkeys((*fields, *finding.fields)) if any(_value(finding, name))]
    for name in names[:_FIELDS]:
        yield _row(h("code", cut(name)), cut("\n".join(_value(finding, name)), _VALUE))
    if len(names) > _FIELDS:
        yield _row("", f"and {counted(len(names) - _FIELDS, 'more field')}")


def _row(name: Child, value: Child) -> Html:
    return h("div", h("dt", name), h("dd", value))


def _events(finding: Finding, raw: int) -> Iterator[Html]:
    if not finding.events:
        return
    shown = finding.events[:_EVENTS]
    there = max(finding.count, len(finding.events))
    of = f"{len(shown):,} of {there:,} events" if there > len(shown) else counted(there, "event")
    yield h("h3", f"{of} behind it")
    yield h("ol", (_event(event, raw) for event in shown), class_="events")


def _event(event: Behind, raw: int) -> Html:
    return h(
        "li",
        h("p", when(event.time), " ", h("span", cut(event.source), class_="soft")),
        h("pre", _pretty(event.raw, raw)),
    )


def _pretty(raw: str, most: int) -> str:
    """JSON is laid out, its values as they are; anything else stands as it is."""
    if len(raw) <= most and raw[:1] in "{[":
        try:
            return msgspec.json.format(raw, indent=2)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            pass
    return cut(raw, most)
