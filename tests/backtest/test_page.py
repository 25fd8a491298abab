"""The page, read as a parser reads it: nothing runs, nothing is loaded, and what was logged is text."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from minisplunk.backtest.page import page
from minisplunk.backtest.page.chart import Span, round_numbers
from minisplunk.backtest.page.markup import h
from minisplunk.backtest.report import Change
from minisplunk.backtest.summaries import DAY, HOUR
from tests.backtest import made
from tests.cli.test_hidden import invisible

NINE = made.at("2026-03-03T09:00:00")
STATES = {
    "ordinary": made.ordinary(),
    "hostile": made.hostile(),
    "none": made.backtest(partial=True),
    "one": made.backtest(made.finding(NINE)),
    "one beyond the calendar": made.backtest(made.finding(2**62), made.finding(-(2**62))),
    "only lost": made.backtest(change=Change("old.spl", [], [made.finding(NINE)], [made.finding(NINE)])),
}
ALLOWED = set(
    re.findall(
        r"\w+",
        """html head meta title link style body a header main footer section div p span b i h1 h2 h3 dl dt dd ol ul li
        pre code time details summary table caption thead tbody tr th td svg g rect line path circle text""",
    )
)
VOID = {"meta", "link"}


class Reader(HTMLParser):
    """Elements and their attributes; AssertionError for one that is not closed where it should be."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.texts, self._open = set(), [], [], []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self._open[-1] if self._open else "", data))

    @property
    def text(self):
        return "".join(text for tag, text in self.texts if tag != "style")


@pytest.mark.parametrize("state", STATES)
def test_nothing_runs_and_nothing_is_loaded(state):
    html = page(STATES[state])
    read = Reader(html)
    assert read.tags <= ALLOWED
    assert {name for name, _ in read.attributes if name.startswith("on") or name in ("style", "src", "action")} == set()
    assert all(re.fullmatch("#[a-z]+|data:,", value) for name, value in read.attributes if name == "href")
    names = [value for name, value in read.attributes if name == "id"]
    assert len(names) == len(set(names))
    assert {value[1:] for name, value in read.attributes if name == "href" and value[0] == "#"} <= set(names)
    (style,) = (text for tag, text in read.texts if tag == "style")
    hashed = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; img-src data:; base-uri 'none'; form-action 'none'"
    assert ("content", policy) in read.attributes
    assert "url(" not in style
    assert "@import" not in style
    assert invisible(html) == ""
    assert html.encode().decode() == html


def test_what_was_logged_is_text():
    read = Reader(page(STATES["hostile"]))
    assert "</script><img src=x onerror=alert(1)>\"'&\\x1b[31m\\x00\\x9b\\u202egnp\\u2066 =1+1" in read.text
    assert "… (100,000 characters)" in read.text
    assert "2 of 200 events behind it" in read.text


def test_what_it_says():
    text = Reader(page(STATES["ordinary"])).text
    for said in (
        "20 findings on 12 days. dana.reyes passes a risk of 100 first, at 2026-03-03 09:34:11 UTC; 3 objects do.",
        "2 findings gained and 1 finding lost against baseline.spl: 19 before, 20 now.",
        "Risk of objects: 3 of 8 pass 100 within 24 hours",
        "passes 100 with 128 at 2026-03-03 09:34:11, and 1 more time",
        "cut.json.gzthe gzip data is cut short41",
        "212 candidateswith what the search asks of the text, 0.15 %",
        '"userName": "dana.reyes"',
        "WARN: Field extraction stopped after 100 fields.",
    ):
        assert said in text
    assert "Partial" not in text
    assert "Partial. The run was broken off" in Reader(page(STATES["none"])).text
    assert "Nothing found in 307 files." in Reader(page(STATES["none"])).text
    assert "1 finding on 1 day." in Reader(page(STATES["one"])).text


def test_a_great_many_are_counted():
    html = page(made.many())
    assert len(html) < 3_000_000
    assert html.count("<summary><time") == 1_000
    assert "and 1,000 more findings: --csv and --json have all." in html
    assert "and 47 more rows" in html


def test_an_element():
    assert h("p", "<a>", None, ["&", h("b", '"')], class_="x", title='"<', open=True, hidden=False, x=1.25) == (
        '<p class="x" title="&quot;&lt;" open x="1.2">&lt;a&gt;&amp;<b>&quot;</b></p>'
    )
    assert h("p", "a\x1bb", title="\u202e") == r'<p title="\u202e">a<span class="escaped">\x1b</span>b</p>'


@pytest.mark.parametrize(
    ("length", "size", "bins"),
    [(1, HOUR, 24), (2 * DAY, HOUR, 72), (2 * DAY + 1, DAY, 3), (399 * DAY, DAY, 400), (400 * DAY, 7 * DAY, 58)],
)
def test_bins(length, size, bins):
    span = Span.of(NINE, NINE + length)
    assert (span.size, len(span.bins())) == (size, bins)
    assert span.start <= NINE
    assert NINE + length < span.end


@pytest.mark.parametrize(
    ("most", "numbers"), [(1, [0, 1]), (5, [0, 2, 4]), (110, [0, 50, 100]), (22, [0, 10, 20]), (0.5, [0])]
)
def test_round_numbers(most, numbers):
    assert [*round_numbers(most)] == numbers
