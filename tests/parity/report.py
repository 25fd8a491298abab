"""A comparison in; text for a person, and a document for a program, out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .answer import Answer
from .cases import Case, Search
from .comparing import Compared, Comparison, Verdict

LONGEST = 600
"""Characters of an answer or a search that are printed; the document has them all."""


def lines(comparison: Comparison) -> Iterator[str]:
    """Every difference, then the questions, then the counts."""
    for one in comparison.different:
        if not one.case.why:
            yield from _difference(one)
    asked = [one for one in comparison.compared if one.case.why]
    if asked:
        yield "Questions"
        for one in asked:
            yield from _question(one)
        yield ""
    yield from _counts(comparison)


def document(comparison: Comparison) -> dict[str, Any]:
    return {
        "splunk": comparison.name,
        "version": comparison.version,
        "counts": {verdict.name.lower(): count for verdict, count in comparison.counts.items()},
        "skipped": comparison.skipped,
        "differences": [_entry(one) for one in comparison.different],
        "questions": [
            {**_entry(one), "why": one.case.why, "if_not": one.case.if_not}
            for one in comparison.compared
            if one.case.why
        ],
    }


def spl(case: Case) -> str:
    return case.ask.spl if isinstance(case.ask, Search) else f"{case.ask.__name__} of tests/parity/steps.py"


def _entry(one: Compared) -> dict[str, str | None]:
    return {
        "case": one.case.id,
        "spl": spl(one.case),
        "verdict": one.verdict.value,
        "file": _said(one.case),
        "embedded": str(one.embedded),
        "splunk": str(one.splunk),
    }


def _difference(one: Compared) -> Iterator[str]:
    yield f"{one.case.id} ({one.verdict.value})"
    yield _line("SPL", spl(one.case))
    yield from _both(one)
    yield ""


def _question(one: Compared) -> Iterator[str]:
    yield f"  {one.case.name}: {one.verdict.value}"
    if one.verdict is Verdict.SAME:
        yield _line("both", str(one.splunk))
        return
    yield from _both(one)
    yield _line("why", one.case.why)
    yield _line("if not", one.case.if_not)


def _both(one: Compared) -> Iterator[str]:
    said = _said(one.case)
    if said is not None:
        yield _line("file", said)
    embedded, splunk = _shortened(one)
    yield _line("embedded", str(embedded))
    yield _line("Splunk", str(splunk))


def _shortened(one: Compared) -> tuple[Answer, Answer]:
    """Both answers; of those that are too long to be printed the fields that differ, if it is fields that do."""
    both = one.embedded, one.splunk
    if max(len(str(answer)) for answer in both) <= LONGEST or len(one.embedded.rows) != len(one.splunk.rows):
        return both
    pairs = list(zip(one.embedded.rows, one.splunk.rows, strict=True))
    unlike = {name for ours, theirs in pairs for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)}
    return (one.embedded.only(unlike), one.splunk.only(unlike)) if unlike else both


def _said(case: Case) -> str | None:
    return None if case.expected is None else str(case.seen(case.expected))


def _line(label: str, said: str) -> str:
    flat = " ".join(said.split())
    return f"    {label:<9} {flat if len(flat) <= LONGEST else flat[:LONGEST] + ' ...'}"


def _counts(comparison: Comparison) -> Iterator[str]:
    different = len(comparison.different)
    yield f"{comparison.name}, version {comparison.version}, and the embedded Splunk:"
    yield f"  {comparison.counts[Verdict.SAME]:,} the same, {different:,} different"
    for verdict, count in comparison.counts.most_common():
        if verdict is not Verdict.SAME:
            yield f"    {count:5,}  {verdict.value}"
    yield f"  {sum(comparison.skipped.values()):,} not asked"
    for reason, count in comparison.skipped.items():
        yield f"    {count:5,}  {reason}"
