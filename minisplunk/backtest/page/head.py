"""The top of the page: what was found, in a sentence and in figures; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

from ...explain.reasons import counted, from_to
from ..report import THRESHOLD, Backtest
from ..summaries import accounts, addresses, days, risks, users
from .markup import Html, h
from .parts import when


def head(backtest: Backtest) -> Html:
    return h(
        "header",
        h("p", f"Backtest of {backtest.app} {backtest.version}".rstrip(), class_="soft"),
        h("h1", backtest.search),
        h("p", f"From {from_to(backtest.window)}", class_="soft"),
    )


def verdict(backtest: Backtest) -> Html:
    return h(
        "section",
        h("h2", "In short", class_="unseen", id="verdict-heading"),
        _banner() if backtest.partial else None,
        h("p", *_sentence(backtest), class_="verdict"),
        h("dl", _figures(backtest), class_="figures"),
        id="verdict",
        aria_labelledby="verdict-heading",
    )


def _banner() -> Html:
    return h(
        "p",
        h("b", "Partial. "),
        "The run was broken off: this is what was found until then, and there may be more.",
        class_="banner",
        role="note",
    )


def _sentence(backtest: Backtest) -> Iterator[str]:
    found = backtest.findings
    if not found:
        yield f"Nothing found in {counted(backtest.reach.files, 'file')}."
        return
    yield f"{counted(len(found), 'finding')} on {counted(len(days(found)), 'day')}. "
    over = [risk for risk in risks(found) if risk.passings]
    if not over:
        return
    first = min(over, key=lambda risk: risk.passings[0].time)
    yield h("b", first.object, class_="over")
    yield f" passes a risk of {THRESHOLD} " + ("" if len(over) == 1 else "first, ") + "at "
    yield when(first.passings[0].time)
    yield f" UTC{'' if len(over) == 1 else f'; {len(over):,} objects do'}."


def _figures(backtest: Backtest) -> Iterator[Html]:
    found = backtest.findings
    yield _figure(f"{len(found):,}", "Findings", "findings" if found else "")
    for counts, word in ((users, "Users"), (addresses, "Addresses"), (accounts, "Accounts")):
        if count := len(counts(found)):
            yield _figure(f"{count:,}", word, "who")
    if found and (over := sum(bool(risk.passings) for risk in risks(found))):
        yield _figure(f"{over:,}", f"Over {THRESHOLD}", "timeline")
    if backtest.change:
        yield _figure(f"+{len(backtest.change.gained):,} −{len(backtest.change.lost):,}", "Gained, lost", "change")
    yield _figure(f"{backtest.reach.files:,}", "Files read", "funnel")
    if backtest.skipped:
        yield _figure(f"{len(backtest.skipped):,}", "Files skipped", "skipped", "warn")


def _figure(figure: str, word: str, where: str, class_: str = "") -> Html:
    named = h("a", word, href=f"#{where}") if where else word
    return h("div", h("dt", named), h("dd", figure, class_=class_ or None))
