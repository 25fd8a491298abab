"""Source types by source."""

from __future__ import annotations

import pytest

from minisplunk.conf.parser import parse
from minisplunk.ingest.sourcetypes import sourcetype_of


@pytest.mark.parametrize(
    ("pattern", "source", "matches"),
    [
        ("....(?<!tar.)(gz|bz2)", "/a/b.gz", True),
        ("....(?<!tar.)(gz|bz2)", "/a/b.tar.gz", False),
        ("....aws_cloudtrail", "s3://b/x.aws_cloudtrail", True),
        ("....aws_cloudtrail", "s3://b/xaws_cloudtrail", False),
        ("/var/*.log", "/var/a.log", True),
        ("/var/*.log", "/var/a/b.log", False),
        ("/VAR/*.log", "/var/a.log", False),
        ("a.log", "/var/a.log", False),
        ("c:\\\\logs\\\\a.log", "c:\\logs\\a.log", True),
    ],
)
def test_patterns(pattern: str, source: str, matches: bool):
    props = parse(f"[source::{pattern}]\nsourcetype = found".encode(), "props.conf")
    assert sourcetype_of(props, source) == ("found" if matches else None)


@pytest.mark.parametrize(
    ("props", "sourcetype"),
    [
        ("[source::...a...]\nsourcetype = 1\n[source::...l...]\nsourcetype = 2", "1"),
        ("[source::...a...]\nsourcetype = 1\n[source::...l...]\nsourcetype = 2\npriority = 1", "2"),
        ("[source::...]\nsourcetype = pattern\n[source::a.log]\nsourcetype = literal", "literal"),
        ("[source::...]\nsourcetype = pattern\n[source::a.log]\nTZ = UTC", "pattern"),
        ("[host::*]\nsourcetype = host", None),
        ("[default]\nsourcetype = default", None),
    ],
)
def test_precedence(props: str, sourcetype: str | None):
    assert sourcetype_of(parse(props.encode(), "props.conf"), "a.log") == sourcetype
