"""What a scan asks of the store: only the kinds of events that may match, and the literals that all of them need."""

from __future__ import annotations

import pytest

from minisplunk.errors import UnsupportedConf
from minisplunk.search.scan import _shared

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


@pytest.fixture
def scan(opened):
    splunk = opened({"apps": {"own": APP}, "indexes": ["os"], "events": EVENTS})
    return lambda spl: splunk.run(splunk.request(spl, app="own")).scan


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
    found = scan(spl)
    assert {found.metas()[number].sourcetype for number in found.kinds()} == kinds


def test_of_a_kind_that_matches_nothing_is_asked(scan):
    assert {kind.test for kind in scan("index=os sourcetype=plain").kinds().values()} == {None}


@pytest.mark.parametrize(
    ("window", "kinds"),
    [(("-150s", "-120s"), set()), (("-150s", "-119s"), {"old"}), (("-60s", ""), {"st"}), (("-59s", ""), set())],
)
def test_kinds_of_a_time_range(opened, window, kinds):
    events = [{"raw": "a", "sourcetype": "old", "ago": 120}, {"raw": "a", "ago": 90}, {"raw": "a", "ago": 60}]
    splunk = opened({"events": events})
    found = splunk.run(splunk.request("*", earliest=window[0], latest=window[1])).scan
    assert {found.metas()[number].sourcetype for number in found.kinds()} == kinds


@pytest.mark.parametrize("earliest", ["-60s", "-119s", "-90s"])
def test_settings_that_are_not_supported_in_the_time_range(opened, earliest):
    app = {"default/props.conf": "[xml]\nKV_MODE = xml\n"}
    events = [{"raw": "<n/>", "sourcetype": "xml", "ago": ago} for ago in (60, 120)]
    splunk = opened({"apps": {"own": app}, "events": [*events, {"raw": "n=1", "ago": 90}]})
    with pytest.raises(UnsupportedConf, match="KV_MODE = xml"):
        splunk.search("n=*", earliest=earliest, app="own")


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
    found = scan(f"index=os sourcetype=plain {spl}")
    assert set(_shared(found.kinds())) == literals
