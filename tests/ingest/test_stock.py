"""The transforms that apps use by name when events are indexed, and that no app has to bring."""

from __future__ import annotations

import pytest

from minisplunk.conf import bare, parse
from minisplunk.ingest.context import IndexContext
from minisplunk.ingest.index_time import indexed
from minisplunk.ingest.notes import Notes
from minisplunk.ingest.rules import Rules
from minisplunk.sources import Meta

KIND = Meta("main", "collector", "s", "t")
LINE = "Mar  3 10:00:01 web-1.example.com sshd[42]: Accepted: yes"


@pytest.mark.parametrize(
    ("transform", "line", "expected"),
    [
        ("syslog-host", LINE, {"host": "web-1.example.com"}),
        ("syslog-host", "Mar  3 10:00:01 4711 auth.info [web2] su: x", {"host": "web2"}),
        ("syslog-host", "Mar  3 10:00:01 local7.notice router9 link: x", {"host": "router9"}),
        ("syslog-host", "no time and no host", {}),
        ("syslog-header-stripper-ts", LINE, {"raw": "web-1.example.com sshd[42]: Accepted: yes"}),
        ("syslog-header-stripper-ts-host", LINE, {"raw": "sshd[42]: Accepted: yes"}),
        ("syslog-header-stripper-ts-host-proc", LINE, {"raw": "Accepted: yes"}),
        ("wmi-host", "a=b\nComputerName=dc-1.example.com", {"host": "dc-1.example.com"}),
        ("wmi-override-host", "wmi_hostname=dc-2\na=b", {"host": "dc-2"}),
        ("set_sourcetype_to_stash", "x", {"sourcetype": "stash"}),
        ("send_to_nullqueue", "x", None),
    ],
)
def test_transform(transform, line, expected):
    props = parse(f"[t]\nTRANSFORMS-x = {transform}\nDATETIME_CONFIG = NONE\nLINE_BREAKER = (\\x00)\n".encode(), "x")
    rules = Rules(props, IndexContext(transforms=bare().conf("transforms").stanzas)).of
    found = list(indexed([line.encode()], KIND, rules, now=0, notes=Notes()))
    if expected is None:
        assert found == []
        return
    ((kind, (_, raw, _)),) = found
    assert {**kind._asdict(), "raw": raw} == {**KIND._asdict(), "raw": line, **expected}
