"""CloudTrail files in all their forms, and what is none."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import DataError, NotFound
from minisplunk.ingest.archive import event_time, files, records, timed_records
from minisplunk.ingest.notes import Notes

A = '{"eventTime":"2026-03-03T09:00:00Z","eventName":"A","n":1.10,"big":12345678901234567890123,"u":"\\u00e9\\/é"}'
B = '{"eventTime":"2026-03-03T09:00:01Z","eventName":"B","requestParameters":{"x":[1,null,{}]}}'
TIMES = [1_772_528_400_000_000, 1_772_528_401_000_000]
LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:fc2ad6fb8f5b\nsize 16397\n"


def pretty(*texts: str) -> str:
    """As json.dumps lays out, but with numbers and escapes as they stand."""
    return "\n".join(text.replace(",", ",\n  ").replace('":', '": ').replace("{", "{\n ", 1) + "\n" for text in texts)


LOOKED_UP = json.dumps({"Events": [{"EventId": "1", "CloudTrailEvent": A}, {"CloudTrailEvent": B}]}, indent=4)
FORMS = {
    "one record per line": f"{A}\n{B}\n",
    "without a last newline": f"{A}\n{B}",
    "with DOS line ends and blank lines": f"\r\n{A}\r\n\r\n  \r\n{B}\r\n",
    "with a byte order mark": f"\ufeff{A}\n{B}\n",
    "as S3 delivers it": f'{{"Records":[{A},{B}]}}',
    "as S3 delivers it, laid out": f'{{\n  "Records": [\n{pretty(A)},{pretty(B)}]\n}}\n',
    "delivered files one after the other": f'{{"Records":[{A}]}}{{"Records":[]}}{{"Records":[{B}]}}',
    "delivered files, one per line": f'{{"Records":[{A}]}}\n{{"Records":[{B}]}}\n',
    "an array": f"[{A}, {B}]",
    "an array, laid out": f"[\n{pretty(A)},\n{pretty(B)}]\n",
    "arrays, one per line": f"[{A}]\n[{B}]\n",
    "records laid out, one after the other": pretty(A, B),
    "records and delivered files mixed": f'{A}\n{{"Records":[{B}]}}\n',
    "what lookup-events prints": LOOKED_UP,
}


def write(path: Path, content: str | bytes, *, zipped: bool = False) -> Path:
    data = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data) if zipped else data)
    return path


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("form", FORMS)
def test_form(form: str, zipped: bool, tmp_path: Path):
    path = write(tmp_path / "file", FORMS[form], zipped=zipped)
    assert list(timed_records(path)) == list(zip(TIMES, [A, B], strict=True))
    assert list(records(path)) == [A, B]


def test_a_record_on_one_line_stays_as_it_is(tmp_path: Path):
    line = '{ "eventTime" : "2026-03-03T09:00:00Z",\t"a":1,"a":2 }'
    assert list(records(write(tmp_path / "a.json", f"{line}\n{A}\n"))) == [line, A]


def test_a_single_record_laid_out(tmp_path: Path):
    assert list(records(write(tmp_path / "a.json", pretty(A)))) == [A]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
json_records = st.dictionaries(st.text(max_size=5), json_values, max_size=4).map(
    lambda fields: {"eventTime": "2026-03-03T09:00:00Z", **fields}
)


@given(st.lists(json_records, min_size=1, max_size=4), st.sampled_from([None, 0, 2]), st.sampled_from("las"))
def test_any_records_come_through(tmp_path_factory, values: list[dict[str, Any]], indent: int | None, form: str):
    texts = [json.dumps(value, ensure_ascii=False) for value in values]
    laid_out = [json.dumps(value, ensure_ascii=False, indent=indent) for value in values]
    content = {"l": "\n".join(laid_out), "a": f"[{', '.join(laid_out)}]", "s": f'{{"Records": [{",".join(laid_out)}]}}'}
    path = write(tmp_path_factory.mktemp("any") / "a.json", content[form])
    assert [json.loads(record) for record in records(path)] == [json.loads(text) for text in texts]
    assert all("\n" not in record for record in records(path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"{A}\nnot json\n{B}\n", ":2: not JSON: "),
        (f'{A}\n\n{B}\n{{"eventTime":"2026', ":4: not JSON: Input data was truncated"),
        ("Mar  3 09:00:00 host sshd: hello\n", ":1: not JSON: "),
        (f"{A}\n1\n", ":2: JSON, but no record: "),
        ('"text"\n', ":1: JSON, but no record: "),
        (f"[{A}, 7]", ":1: JSON, but no record: "),
        (f'{{"Records":[{A},]}}', ":1: not JSON: "),
        ('{\n "a": 1,\n "b": oops\n}\n', ":3: not JSON: "),
        ("{\n", ":1: not JSON: Input data was truncated"),
        (f"{A} {B}\n", ":1: not JSON: trailing characters"),
        (b'{"eventTime":"2026-03-03T09:00:00Z","a":"\xe9"}\n', ":1: not UTF-8: "),
        ('{"a":' * 100_000, ":1: not JSON: "),
        ("[" * 100_000, ":1: not JSON: "),
        (b"\x00\x01\x02\x03" * 50, ":1: not JSON: "),
        (A.encode("utf-16"), ": UTF-16 text; save it as UTF-8"),
        (b"PK\x03\x04" + b"\0" * 50, ": a zip archive; unpack it"),
        (gzip.compress(A.encode(), mtime=0)[:-10], ": the gzip data is damaged or cut short: "),
        (gzip.compress(A.encode() * 50, mtime=0)[:20] + b"\xff" * 40, ": the gzip data is damaged or cut short: "),
    ],
)
def test_what_is_no_cloudtrail_is_said_with_its_place(content: str | bytes, message: str, tmp_path: Path):
    path = write(tmp_path / "file.json", content)
    with pytest.raises(DataError) as caught:
        list(records(path))
    assert str(caught.value).startswith(f"{path}{message}")


def test_a_git_lfs_pointer_is_refused_with_what_to_do(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    path = write(tmp_path / "datasets" / "T1621" / "cloudtrail.json", LFS)
    with pytest.raises(DataError, match=r'a Git LFS pointer.*git lfs pull --include="datasets/T1621/cloudtrail.json"'):
        list(records(path))


def test_a_git_lfs_pointer_outside_a_repository(tmp_path: Path):
    path = write(tmp_path / "cloudtrail.json", LFS)
    with pytest.raises(DataError, match=r'git lfs pull --include="cloudtrail.json"'):
        list(records(path))


@pytest.mark.parametrize("content", ["", "\n \r\n", "\ufeff"])
def test_an_empty_file_has_no_records_and_a_note(content: str, tmp_path: Path):
    path, notes = write(tmp_path / "a.json", content), Notes()
    assert list(records(path, notes)) == []
    assert list(notes) == [f"{path} is empty"]


def test_a_record_without_a_time_is_noted(tmp_path: Path):
    lines = ['{"a":1}', '{"eventTime":"soon"}', '{"eventTime":17}', A]
    path, notes = write(tmp_path / "a.json", "\n".join(lines)), Notes()
    assert list(timed_records(path, notes)) == list(zip([None, None, None, TIMES[0]], lines, strict=True))
    assert list(notes) == [f"{path}:1: a record has no eventTime; is this CloudTrail? (2 more like this)"]


def test_digest_files_beside_the_logs_are_passed_over_with_a_note(tmp_path: Path):
    digest = write(
        tmp_path / "CloudTrail-Digest" / "d.json.gz", '{"digestStartTime":"2026-03-03T08:00:00Z"}', zipped=True
    )
    write(tmp_path / "CloudTrail" / "l.json.gz", f'{{"Records":[{A}]}}', zipped=True)
    notes = Notes()
    assert list(records(tmp_path, notes)) == [A]
    assert list(notes) == [f"{digest}:1 is a digest of CloudTrail log files, which holds no events"]


def test_a_folder_is_read_in_order_of_names_and_by_endings(tmp_path: Path):
    for name in (
        "b/2.json",
        "b/1.JSONL",
        "a/x.ndjson",
        "c.log",
        "d/deep/er.gz",
        "e.bz2",
        "README.md",
        "b/1.txt",
        "noending",
    ):
        write(tmp_path / name, A)
    found = [path.relative_to(tmp_path).as_posix() for path in files(tmp_path)]
    assert found == ["a/x.ndjson", "b/1.JSONL", "b/2.json", "c.log", "d/deep/er.gz", "e.bz2"]
    assert list(records(tmp_path)) == [A] * 6


@pytest.mark.parametrize("path", ["missing.json", "missing/folder", "empty"])
def test_what_is_not_there(path: str, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFound):
        list(records(tmp_path / path))


@pytest.mark.parametrize(
    ("record", "time"),
    [
        (A, TIMES[0]),
        ('{"eventTime":"2026-03-03T09:00:00.123456Z"}', TIMES[0] + 123_456),
        ('{"eventTime":"2026-03-03T10:00:00+01:00"}', TIMES[0]),
        ('{"eventTime":"2026-03-03T09:00:00"}', TIMES[0]),
        ('{"x":{"eventTime":"2026-03-03T09:00:00Z"}}', None),
        ('{"eventTime":null}', None),
    ],
)
def test_event_time(record: str, time: int | None):
    assert event_time(record) == time


@pytest.mark.parametrize("record", ["", "nothing", "[]", "7"])
def test_event_time_of_what_is_no_record(record: str):
    with pytest.raises(DataError, match="record:1: "):
        event_time(record)


def test_one_record_per_line_takes_constant_memory(tmp_path: Path):
    path = write(tmp_path / "a.json", f"{A}\n" * 60_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in records(path)) == 60_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000 < path.stat().st_size


REAL = Path(__file__).parents[3] / "shared" / "data" / "cloudtrail"


@pytest.mark.skipif(not REAL.is_dir(), reason="no public CloudTrail records at hand")
def test_public_records_come_through_byte_for_byte():
    for path in files(REAL):
        found = list(timed_records(path))
        assert [record for _, record in found] == path.read_text(encoding="utf-8").splitlines()
        assert all(time is not None for time, _ in found)


def test_a_record_that_ends_after_a_time_that_is_none_is_not_json(tmp_path):
    file = tmp_path / "cut.json"
    file.write_text('{"eventTime":0')
    with pytest.raises(DataError, match=r"cut\.json:1: not JSON"):
        list(records(file))
