"""What a scan asks of the store: only the kinds of events that may match, and the literals that all of them need."""

from __future__ import annotations

import pytest

from minisplunk.fields import knowledge
from minisplunk.fields.sequence import planned
from minisplunk.search import start
from minisplunk.sources import Ask, Meta
from minisplunk.store.query import useful

PROPS = """
[changed]
EVAL-host = "calculated"
[aliased]
FIELDALIAS-s = a AS source
[looked_up]
LOOKUP-i = hosts a OUTPUT sourcetype
"""
EVENTS = [
    {"raw": "a=1 password", "sourcetype": "plain"},
    {"raw": "a=1 password", "sourcetype": "other", "host": "db"},
    {"raw": "a=1 password", "sourcetype": "changed"},
    {"raw": "a=1 password", "sourcetype": "aliased"},
    {"raw": "a=1 password", "sourcetype": "looked_up"},
    {"raw": "a=1 password", "index": "os", "sourcetype": "plain"},
]
APP = {
    "default/props.conf": PROPS,
    "default/transforms.conf": "[hosts]\nfilename = hosts.csv\n",
    "lookups/hosts.csv": "a,sourcetype\n1,new\n",
}


class Asked:
    """A source that notes what it is asked for; its events are the store's."""

    def __init__(self, store) -> None:
        self.store, self.required = store, {}

    def kinds(self):
        return self.store.kinds()

    def scan(self, ask: Ask):
        def required(number: int, meta: Meta):
            found = ask.required(number, meta)
            if found is not None:
                self.required[meta] = found
            return found

        return self.store.scan(Ask(ask.window, required, ask.read))

    def count(self, window, kinds):
        return self.store.count(window, kinds)


def asked(splunk, spl, **times):
    """The kinds of events that a search asks for, and the literals that it requires of each."""
    request = splunk.request(
        spl, app="own" if any(app.id == "own" for app in splunk.layers.apps) else "search", **times
    )
    view, known = splunk.context(request.app)
    source = Asked(splunk.store)
    list(start(splunk.read(request), view, known, source, splunk.store).rows())
    return source.required


@pytest.fixture
def scan(opened):
    splunk = opened({"apps": {"own": APP}, "indexes": ["os"], "events": EVENTS})
    return lambda spl: asked(splunk, spl)


@pytest.mark.parametrize(
    ("spl", "kinds"),
    [
        ("*", {"plain", "other", "changed", "aliased", "looked_up"}),
        ("index=main sourcetype=plain", {"plain", "looked_up"}),
        ("index=main sourcetype=p* OR host=db", {"plain", "other", "changed", "looked_up"}),
        ("index=main host=web-1", {"plain", "changed", "aliased", "looked_up"}),
        ("index=main NOT source=src", {"aliased"}),
        ("index=main sourcetype IN (plain, other) password", {"plain", "other", "looked_up"}),
        ("sourcetype=nosuch", {"looked_up"}),
        ("index=nosuch", set()),
    ],
)
def test_kinds(scan, spl, kinds):
    assert {meta.sourcetype for meta in scan(spl)} == kinds


@pytest.mark.parametrize(
    ("window", "kinds"),
    [(("-150s", "-120s"), set()), (("-150s", "-119s"), {"old"}), (("-60s", ""), {"st"}), (("-59s", ""), set())],
)
def test_kinds_of_a_time_range(opened, window, kinds):
    events = [{"raw": "a", "sourcetype": "old", "ago": 120}, {"raw": "a", "ago": 90}, {"raw": "a", "ago": 60}]
    splunk = opened({"events": events})
    assert {meta.sourcetype for meta in asked(splunk, "*", earliest=window[0], latest=window[1])} == kinds


@pytest.mark.parametrize("earliest", ["-60s", "-119s", "-90s"])
def test_settings_that_are_not_supported_in_the_time_range(opened, earliest):
    app = {"default/props.conf": "[odd]\nKV_MODE = odd\n"}
    events = [{"raw": "<n/>", "sourcetype": "odd", "ago": ago} for ago in (60, 120)]
    splunk = opened({"apps": {"own": app}, "events": [*events, {"raw": "n=1", "ago": 90}]})
    found = splunk.search("n=*", earliest=earliest, app="own")
    assert [row["n"] for row in found.results] == (["1"] if earliest != "-60s" else [])
    assert [message.text for message in found.messages] == [
        "etc/apps/own/default/props.conf:2: KV_MODE = odd is not supported: any other mode counts as auto"
    ]


@pytest.mark.parametrize(
    ("spl", "literals"),
    [
        ("password OR word", set()),
        ("password long* ab", {"password", "long"}),  # too short a text is in most events
        ("a=lösung b=ok.user", {"user"}),
        ("NOT password", set()),
        ("a!=password", set()),
        ("one two three four five six", {"three", "five", "four", "one"}),
        ('path="C:\\\\Windows\\\\*.exe" eventtype=failed', {"windows", "exe"}),
        ("NOT host=password", set()),
    ],
)
def test_literals(scan, spl, literals):
    assert set(useful(scan(f"index=os sourcetype=plain {spl}").values())) == literals


def test_kinds_that_differ_in_nothing_that_matters_are_planned_once(opened, monkeypatch):
    """Ten thousand source names are one plan."""
    splunk = opened({"apps": {"own": APP}})
    for number in range(300):
        splunk.ingest([(0, "a=1")], index="main", sourcetype="plain", source=f"s{number}", host="h")
    made = []

    def counted(*given):
        made.append(given)
        return planned(*given)

    monkeypatch.setattr(knowledge, "planned", counted)
    (row,) = splunk.search("index=main a=1 | stats count", app="own").results
    assert (row["count"], len(made)) == (300, 1)
    (row,) = splunk.search("index=main a=1 nothing | stats count", app="own").results
    assert (row["count"], len(made)) == (0, 1), "no event came, so nothing was planned"
