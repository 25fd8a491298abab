"""Whom and what it is about: tables of users, addresses and accounts, and of the risk of objects."""

from __future__ import annotations

from collections.abc import Sequence

from ..report import THRESHOLD, Finding
from ..summaries import Count, ObjectRisk, accounts, addresses, risks, users
from ..words import cut, number
from .markup import Html, h
from .parts import section, table, when
from .timeline import passes

_MOST = 50


def who(findings: Sequence[Finding]) -> Html:
    kinds = (("User", users(findings)), ("Address", addresses(findings)), ("Account", accounts(findings)))
    tables = [_table(kind, counts) for kind, counts in kinds if counts]
    found = risks(findings)
    return section("who", "Who and where", _risks(found) if found else None, h("div", tables, class_="side"))


def _table(kind: str, counts: Sequence[Count]) -> Html:
    most = counts[0].findings
    plural = f"{kind}es" if kind.endswith("s") else f"{kind}s"
    return table(
        f"{plural}, {len(counts):,}",
        (kind, "#Findings", "", "First, UTC", "Last, UTC"),
        (
            (cut(count.name), f"{count.findings:,}", _bar(count.findings, most), when(count.first), when(count.last))
            for count in counts
        ),
        most=_MOST,
    )


def _risks(found: Sequence[ObjectRisk]) -> Html:
    over = sum(bool(risk.passings) for risk in found)
    return table(
        f"Risk of objects: {over:,} of {len(found):,} {'passes' if over == 1 else 'pass'} {THRESHOLD} within 24 hours",
        ("Object", "Type", "When, UTC", "#Most in 24 hours", "#In all"),
        (
            (cut(risk.object), cut(risk.type), h("span", *passes(risk)), number(risk.peak), number(risk.total))
            for risk in found
        ),
        most=_MOST,
    )


def _bar(part: int, whole: int) -> Html:
    bar = h("rect", class_="bar", width=max(2.0, 80 * part / whole), height=8)
    return h("svg", bar, viewBox="0 0 80 8", class_="share", aria_hidden="true")
