"""A backtest in; a page of its own out: HTML in which nothing comes from elsewhere, and nothing runs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from ..report import Backtest
from .change import against
from .findings import findings
from .head import head, verdict
from .hours import hours
from .markup import Html, h, together
from .reading import funnel, search, skipped
from .timeline import timeline
from .who import who

_STYLE = Path(__file__).with_name("style.css")
_POLICY = "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'"


def page(backtest: Backtest) -> str:
    """The same for the same backtest. What somebody logged is in it as text; scripts, and all that is not in the page
    itself, are forbidden to it by its Content Security Policy."""
    style = _STYLE.read_text(encoding="utf-8")
    policy = _POLICY.format(b64encode(sha256(style.encode()).digest()).decode())
    top = h(
        "head",
        h("meta", charset="utf-8"),
        h("meta", http_equiv="Content-Security-Policy", content=policy),
        h("meta", name="viewport", content="width=device-width, initial-scale=1"),
        h("meta", name="color-scheme", content="light dark"),
        h("meta", name="referrer", content="no-referrer"),
        h("title", f"{'Partial: ' if backtest.partial else ''}{backtest.search}: backtest"),
        h("link", rel="icon", href="data:,"),
        h("style", Html(style)),
    )
    body = h(
        "body",
        h("a", "Skip to the content", href="#content", class_="skip"),
        head(backtest),
        h("main", *_sections(backtest), id="content", tabindex="-1"),
        h("footer", "All times are UTC. Made by minisplunk; the page loads nothing and runs nothing."),
    )
    return together([Html("<!doctype html>\n"), h("html", top, body, lang="en"), "\n"])


def _sections(backtest: Backtest) -> Iterator[Html]:
    yield verdict(backtest)
    if backtest.findings:
        yield timeline(backtest)
        if backtest.change:
            yield against(backtest)
        yield h("div", hours(backtest.findings), who(backtest.findings))
        yield findings(backtest.findings, backtest.fields)
    elif backtest.change:
        yield against(backtest)
    if backtest.skipped:
        yield skipped(backtest.skipped)
    yield funnel(backtest)
    yield search(backtest)
