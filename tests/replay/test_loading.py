"""From a path to parts, and from parts to events."""

from __future__ import annotations

import os
from datetime import timezone
from pathlib import Path

import pytest

from minisplunk.conf.parser import parse
from minisplunk.errors import DataError, NotFound
from minisplunk.ingest.notes import Notes
from minisplunk.replay import Indexing, Part, load

A = '{"eventTime":"2026-03-03T09:00:00Z","a":1}'
B = '{"eventTime":"2026-03-03T09:00:01.5Z","a":2}'
UNTIMED = '{"a":3}'
T = 1_772_528_400_000_000
DATASET = "id: x\ndatasets:\n- {name: n, path: data.log, source: s, sourcetype: linux_secure}\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file(tmp_path: Path):
    path = write(tmp_path / "a.json", f"{A}\n{B}\n")
    (part,) = load(path)
    assert part == Part(path, "aws:cloudtrail", str(path), "minisplunk")
    assert list(part.events()) == [(T, A, None), (T + 1_500_000, B, None)]


def test_source_host_and_source_type_as_given(tmp_path: Path):
    path = write(tmp_path / "a.log", A)
    assert load(path, sourcetype="t", source="s", host="h") == [Part(path, "t", "s", "h")]


def test_source_types_by_source(tmp_path: Path):
    path = write(tmp_path / "a.log", A)
    props = parse(b"[source::....log]\nsourcetype = mine\n", "props.conf")
    assert load(path, sourcetype=None, props=props) == [Part(path, "mine", str(path), "minisplunk")]
    assert (
        load(path, sourcetype=None, source="b.txt", props=parse(b"[source::b.*]\nsourcetype = t", "p"))[0].sourcetype
        == "t"
    )
    with pytest.raises(DataError, match=r"a\.log: no \[source::\.\.\.\] stanza"):
        load(path, sourcetype=None, source="b.txt", props=props)


def test_a_folder_has_a_part_for_each_file(tmp_path: Path):
    paths = [write(tmp_path / "logs" / name, A) for name in ("a.json", "b/c.json")]
    assert [part.path for part in load(tmp_path)] == paths
    assert [part.source for part in load(tmp_path)] == list(map(str, paths))


@pytest.mark.parametrize("given", ["set/data.yml", "set", ""])
def test_data_sets_say_their_own(tmp_path: Path, given: str):
    write(tmp_path / "set" / "data.yml", DATASET)
    write(tmp_path / "set" / "data.log", "x")
    write(tmp_path / "set" / "other.json", A)
    assert load(tmp_path / given) == [Part(tmp_path / "set" / "data.log", "linux_secure", "s", "x")]
    assert load(tmp_path / given, host="h", source="o") == [
        Part(tmp_path / "set" / "data.log", "linux_secure", "o", "h")
    ]


def test_other_yaml_beside_the_logs_is_no_data_set(tmp_path: Path):
    write(tmp_path / "stack.yml", "Resources: !Sub x")
    path = write(tmp_path / "a.json", A)
    assert [part.path for part in load(tmp_path)] == [path]


def test_what_is_not_there(tmp_path: Path):
    with pytest.raises(NotFound):
        load(tmp_path / "missing")


def test_a_record_without_a_time_has_the_one_before_or_the_files(tmp_path: Path):
    path = write(tmp_path / "a.json", "\n".join([UNTIMED, A, UNTIMED, B, UNTIMED]))
    os.utime(path, (1_700_000_000.5, 1_700_000_000.5))
    notes = Notes()
    times = [time for time, *_ in load(path)[0].events(notes=notes)]
    assert times == [1_700_000_000_500_000, T, T, T + 1_500_000, T + 1_500_000]
    assert len(list(notes)) == 1


def test_other_source_types_follow_props_conf(tmp_path: Path):
    path = write(tmp_path / "a.log", "2026-03-03T09:00:00Z a;2026-03-03T09:00:01Z b")
    os.utime(path, (T / 1e6, T / 1e6))
    (part,) = load(path, sourcetype="mine")
    props = parse(b"[default]\nSHOULD_LINEMERGE = false\n[mine]\nLINE_BREAKER = (;)\n", "props.conf")
    indexing = Indexing(props, now=T / 1e6, zone=timezone.utc)
    assert list(part.events(indexing)) == [
        (T, "2026-03-03T09:00:00Z a", None),
        (T + 1_000_000, "2026-03-03T09:00:01Z b", None),
    ]
    by_source = parse(b"[mine]\nLINE_BREAKER = (;)\n[source::....log]\nDATETIME_CONFIG = CURRENT\n", "props.conf")
    assert [time for time, *_ in part.events(Indexing(by_source, now=5.0, zone=timezone.utc))] == [5_000_000]


def test_other_source_types_are_not_guessed_at(tmp_path: Path):
    (part,) = load(write(tmp_path / "a.log", "a"), sourcetype="mine")
    with pytest.raises(DataError, match=r"a\.log: mine becomes events by props\.conf"):
        part.events()
    props, notes = parse(b"[mine]\nTRANSFORMS-x = y\n", "props.conf"), Notes()
    assert [raw for _, raw, _ in part.events(Indexing(props, now=0.0, zone=timezone.utc), notes)] == ["a"]
    assert next(iter(notes)) == "props.conf:2: TRANSFORMS-x is not supported: it changes events when they are indexed"


def test_a_git_lfs_pointer_is_refused_for_any_source_type(tmp_path: Path):
    path = write(tmp_path / "a.log", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    indexing = Indexing(parse(b"", "props.conf"), now=0.0, zone=timezone.utc)
    for sourcetype in ("aws:cloudtrail", "mine"):
        (part,) = load(path, sourcetype=sourcetype)
        with pytest.raises(DataError, match="git lfs pull"):
            list(part.events(indexing))
