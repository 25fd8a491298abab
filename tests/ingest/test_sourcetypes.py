"""Source types by source; names made of a file's."""

from __future__ import annotations

import pytest

from minisplunk.conf.parser import parse
from minisplunk.ingest.notes import Notes
from minisplunk.ingest.sourcetypes import SourceTypes, stem


def sourcetype_of(props: str, source: str) -> str | None:
    found = SourceTypes(parse(props.encode(), "props.conf"), Notes()).by_source(source)
    return None if found is None else found.sourcetype


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
    assert sourcetype_of(f"[source::{pattern}]\nsourcetype = found", source) == ("found" if matches else None)


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
    assert sourcetype_of(props, "a.log") == sourcetype


@pytest.mark.parametrize(
    ("props", "sourcetype"),
    [
        ("[source::....log]\nsourcetype = unpacked", "unpacked"),
        ("[source::....log]\nsourcetype = unpacked\n[source::....gz]\nsourcetype = packed", "packed"),
        ("[source::....gz]\nNO_BINARY_CHECK = true\n[source::....log]\nsourcetype = unpacked", "unpacked"),
    ],
)
def test_a_packed_file_is_looked_for_as_it_is_and_without_its_ending(props: str, sourcetype: str):
    assert sourcetype_of(props, "a.log.gz") == sourcetype


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/var/log/kern.log", "kern"),
        ("/var/log/kern.log.1", "kern"),
        ("kern.log.2.gz", "kern"),
        ("maillog-20260303", "maillog"),
        ("access_log", "access_log"),
        ("localhost.2026-03-03.log", "localhost"),
        ("C:\\logs\\u_ex260303.log", "u_ex"),
        ("amazon-ssm-agent.log", "amazon-ssm-agent"),
        ("my.app.log", "my.app"),
        ("2026-03-03.log", "unknown"),
        ("/dev/fd/63", "unknown"),
        ("é.log", "é"),
        ("udp:514", "udp"),
        ("stdin", "stdin"),
        ("logs/", "logs"),
        ("/", "unknown"),
        ("1" * 100_000 + "a", "1" * 254 + "a"),
    ],
)
def test_the_name_of_a_file_without_what_changes_of_it(source: str, name: str):
    assert stem(source) == name
