"""The index-time rules of kinds of events."""

from __future__ import annotations

import pytest

from minisplunk.conf import parse
from minisplunk.ingest import rules
from minisplunk.ingest.context import IndexContext
from minisplunk.ingest.rules import Rules
from minisplunk.sources import Meta

PROPS = parse(
    b"[a]\nTRUNCATE = 5\n[source::x]\nTRUNCATE = 6\n[host::h]\nSHOULD_LINEMERGE = 0\n[b]\nSEDCMD-x = t\n", "props.conf"
)


def test_rules_of_source_host_and_source_type():
    found = Rules(PROPS, IndexContext())
    assert found.of(Meta("i", "", "", "a")).breaking.truncate == 5
    assert found.of(Meta("i", "", "x", "a")).breaking.truncate == 6
    assert found.of(Meta("i", "", "", "a")).merging is not None
    assert found.of(Meta("i", "h", "", "a")).merging is None


def test_rules_are_made_once(monkeypatch: pytest.MonkeyPatch):
    found = Rules(PROPS, IndexContext())
    assert found.of(Meta("i", "", "", "a")) is found.of(Meta("j", "", "", "a"))
    monkeypatch.setattr(rules, "_MOST", 1)
    assert found.of(Meta("i", "", "", "c")) is found.of(Meta("i", "", "", "c"))


def test_what_has_no_effect_is_logged_once(caplog: pytest.LogCaptureFixture):
    found = Rules(PROPS, IndexContext())
    found.of(Meta("i", "", "", "b"))
    assert caplog.messages == []
    for source in ("s", "t", "t"):
        found.logged(Meta("i", "", source, "b"))
    (message,) = caplog.messages
    assert message.startswith("props.conf:8: SEDCMD-x: Failed to initialize sed.")
