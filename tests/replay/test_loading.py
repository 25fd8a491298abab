"""From a path to parts, and from parts to events."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from minisplunk.conf.parser import Conf, parse
from minisplunk.errors import DataError, NotFound, UnsupportedConf
from minisplunk.ingest.context import IndexContext
from minisplunk.ingest.notes import Notes
from minisplunk.ingest.rules import Rules
from minisplunk.ingest.sourcetypes import SourceTypes
from minisplunk.replay import Data, Indexing, Part, load, load_all

A = '{"eventTime":"2026-03-03T09:00:00Z","a":1}'
B = '{"eventTime":"2026-03-03T09:00:01.5Z","a":2}'
UNTIMED = '{"a":3}'
T = 1_772_528_400_000_000
DATASET = "id: x\ndatasets:\n- {name: n, path: data.log, source: s, sourcetype: linux_secure}\n"


def types_of(props: bytes) -> SourceTypes:
    return SourceTypes(parse(props, "props.conf"), Notes())


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


def test_source_types_by_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = write(tmp_path / "a.log", A)
    types = types_of(b"[source::....log]\nsourcetype = mine\n[source::b.*]\nsourcetype = t\n")
    assert load(path, types=types) == [Part(path, "mine", str(path), "minisplunk")]
    assert load(path, source="b.txt", types=types)[0].sourcetype == "t"
    assert load(path, source="c.txt", types=types)[0].sourcetype == "aws:cloudtrail"
    monkeypatch.chdir(tmp_path)
    whole = types_of(f"[source::{tmp_path}/*.log]\nsourcetype = by path\n".encode())
    assert load(Path("a.log"), types=whole) == [Part(Path("a.log"), "by path", "a.log", "minisplunk")]


def test_the_source_type_that_is_given_with_a_file_counts_first(tmp_path: Path):
    path = write(tmp_path / "a.log", A)
    types = types_of(b"[source::....log]\nsourcetype = mine\n")
    assert load(path, sourcetype="given", types=types)[0].sourcetype == "given"
    assert load(Data(path, "with it"), sourcetype="given", types=types)[0].sourcetype == "with it"
    assert load(Data(path), sourcetype="", types=types)[0].sourcetype == "mine"
    assert len(list(types.notes)) == 1


def test_a_file_that_vanishes(tmp_path: Path):
    path = write(tmp_path / "a.log", "Mar  3 09:00:00 web1 app[1]: a\n" * 3)
    (part,) = load(path)
    path.unlink()
    assert part.sourcetype == "syslog"
    with pytest.raises((NotFound, FileNotFoundError)):
        list(part.events(Indexing.bare(0.0)))


def test_a_data_set_says_its_own_unless_one_is_given_with_it(tmp_path: Path):
    write(tmp_path / "data.yml", DATASET)
    write(tmp_path / "data.log", A)
    types = types_of(b"[source::...]\nsourcetype = mine\n")
    for given, sourcetype in ((tmp_path, "linux_secure"), (Data(tmp_path, "with it"), "with it")):
        (part,) = load(given, sourcetype="given", types=types)
        assert part.sourcetype == sourcetype
    assert list(types.notes) == []


def test_a_folder_of_many_kinds(tmp_path: Path):
    """Each file by itself; and one remark for each kind."""
    for number in range(3):
        write(tmp_path / f"{number}.json", A)
        write(tmp_path / f"x{number}.json", '{"b": 1}')
        write(tmp_path / f"y{number}.csv", "a,b\n1,2\n")
        write(tmp_path / f"z{number}.log", f"{number}\n")
    write(tmp_path / "z.log.1", "x\n")
    write(tmp_path / "README.txt", "what is here")
    write(tmp_path / ".hidden" / "x.txt", "x")
    types = types_of(b"")
    kinds = [(part.path.name, part.sourcetype) for part in load(tmp_path, types=types)]
    assert kinds == [
        *((f"{number}.json", "aws:cloudtrail") for number in range(3)),
        *((f"x{number}.json", "_json") for number in range(3)),
        *((f"y{number}.csv", "csv") for number in range(3)),
        ("z.log.1", "z-too_small"),
        *((f"z{number}.log", "z-too_small") for number in range(3)),
    ]
    passed_over, *said = types.notes
    assert passed_over.startswith(f"{tmp_path}/README.txt is passed over: ")
    assert [(line.split(" ", 1)[0].rpartition("/")[2], line[line.rindex("SOURCETYPE") + 10 :]) for line in said] == [
        ("x0.json", " (2 more like this)"),
        ("y0.csv", " (2 more like this)"),
        ("z.log.1", " (3 more like this)"),
    ]


def test_a_folder_of_one_kind(tmp_path: Path):
    write(tmp_path / "a.log", "a")
    write(tmp_path / "b.csv", A)
    assert {part.sourcetype for part in load(Data(tmp_path, "mine"))} == {"mine"}
    (part,) = load(Data(tmp_path, "aws:cloudtrail"))  # CloudTrail's files have other endings
    assert part.path.name == "a.log"


def test_a_file_of_a_folder_that_is_given_with_a_source_type_is_read_once(tmp_path: Path):
    for name in ("a.log", "b.log"):
        write(tmp_path / name, A)
    given = [tmp_path, Data(tmp_path / "b.log", "mine"), Data(tmp_path / "a.log")]
    kinds = [(part.path.name, part.sourcetype) for part in load_all(given, types=types_of(b""))]
    assert kinds == [("a.log", "aws:cloudtrail"), ("b.log", "mine"), ("a.log", "aws:cloudtrail")]


def test_what_cannot_be_read_is_left_to_whoever_reads_it(tmp_path: Path):
    types = types_of(b"")
    paths = [tmp_path / name for name in ("a.json", "b.json.gz", "c.json", "d.json")]
    write(paths[0], "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    paths[1].write_bytes(gzip.compress(f"{A}\n".encode() * 100, mtime=0)[:-12])
    paths[2].write_bytes('{"a": 1}'.encode("utf-16"))
    paths[3].symlink_to(tmp_path / "gone")
    parts = [*load(tmp_path, types=types)]
    assert list(types.notes) == []
    for part, fault in zip(parts, ("git lfs pull", "damaged or cut short", "UTF-16", "There is no file"), strict=True):
        with pytest.raises((DataError, NotFound), match=fault):
            list(part.events())


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


def indexing(props: Conf, now: float = 0.0) -> Indexing:
    return Indexing(Rules(props, IndexContext()).of, now)


def test_other_source_types_follow_props_conf(tmp_path: Path):
    path = write(tmp_path / "a.log", "2026-03-03T09:00:00Z a;2026-03-03T09:00:01Z b")
    os.utime(path, (T / 1e6, T / 1e6))
    (part,) = load(path, sourcetype="mine")
    props = parse(b"[default]\nSHOULD_LINEMERGE = false\n[mine]\nLINE_BREAKER = (;)\n", "props.conf")
    events = [(T, "2026-03-03T09:00:00Z a", None), (T + 1_000_000, "2026-03-03T09:00:01Z b", None)]
    assert list(part.events(indexing(props, T / 1e6))) == events
    by_source = parse(b"[mine]\nLINE_BREAKER = (;)\n[source::....log]\nDATETIME_CONFIG = CURRENT\n", "props.conf")
    assert [time for time, *_ in part.events(indexing(by_source, 5.0))] == [5_000_000]


def test_other_source_types_need_props_conf(tmp_path: Path):
    (part,) = load(write(tmp_path / "a.log", "a"), sourcetype="mine")
    with pytest.raises(DataError, match=r"a\.log: mine becomes events by props\.conf"):
        list(part.events())
    props, notes = parse(b"[mine]\nTRANSFORMS-x = y\n", "props.conf"), Notes()
    assert [raw for _, raw, _ in part.events(indexing(props), notes)] == ["a"]
    assert next(iter(notes)) == "props.conf:2: TRANSFORMS-x: there is no transform [y]"


def test_what_is_sent_to_another_splunk_is_not_changed_here(tmp_path: Path):
    (part,) = load(write(tmp_path / "a.log", "2026-03-03T09:00:00Z a"), sourcetype="mine")
    rules = indexing(parse(b"[mine]\nSEDCMD-x = s/a/b/\n", "props.conf"))
    assert [raw for _, raw, _ in part.events(rules)] == ["2026-03-03T09:00:00Z a"]
    assert [raw for _, (_, raw, _) in part.indexed("main", rules, Notes())] == ["2026-03-03T09:00:00Z b"]


def test_directives_are_for_the_splunk_that_reads_the_file(tmp_path: Path):
    (part,) = load(write(tmp_path / "a.log", "a\n***SPLUNK*** host=x\nb"), sourcetype="mine", host="h")
    rules = indexing(parse(b"[mine]\nHEADER_MODE = always\n", "props.conf"))
    found = [(kind.host, raw) for kind, (_, raw, _) in part.indexed("main", rules, Notes())]
    assert found == [("h", "a"), ("x", "b")]
    with pytest.raises(UnsupportedConf, match=r"a\.log: \*\*\*SPLUNK\*\*\* lines"):
        list(part.events(rules))


def test_a_git_lfs_pointer_is_refused_for_any_source_type(tmp_path: Path):
    path = write(tmp_path / "a.log", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    rules = indexing(parse(b"", "props.conf"))
    for sourcetype in ("aws:cloudtrail", "mine"):
        (part,) = load(path, sourcetype=sourcetype)
        with pytest.raises(DataError, match="git lfs pull"):
            list(part.events(rules))
