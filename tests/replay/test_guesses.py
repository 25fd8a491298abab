"""The source type of a file of which nobody says one: what it is, and how that is said."""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf import bare
from minisplunk.conf.parser import Conf, parse
from minisplunk.errors import DataError
from minisplunk.ingest.archive import CLOUDTRAIL
from minisplunk.ingest.files import Piped
from minisplunk.ingest.notes import Notes
from minisplunk.ingest.sample import SIZE
from minisplunk.ingest.sourcetypes import SourceTypes
from minisplunk.replay import load

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "guesses.yaml").read_text(encoding="utf-8"))


def props_of(text: str) -> Conf:
    """Those of a Splunk with an app that has this props.conf."""
    own = parse(text.encode(), "props.conf")
    return Conf({**bare().written("props").stanzas, **own.stanzas})


def write(folder: Path, case: dict[str, Any]) -> Path:
    path = folder / case.get("file", "data.log")
    path.parent.mkdir(parents=True, exist_ok=True)
    data = case["bytes"] if "bytes" in case else case["text"].encode() * case.get("times", 1)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, case).relative_to(tmp_path)
    notes = Notes()
    (part,) = load(path, types=SourceTypes(props_of(case.get("props", "")), notes))
    if "refused" in case:
        with pytest.raises(DataError) as raised:
            list(part.events())
        assert str(raised.value).startswith(case["refused"])
        assert str(raised.value).endswith(f". For another source type write {path}:SOURCETYPE")
        return
    assert part.sourcetype == case["sourcetype"]
    said = list(notes)
    if "also" in case:
        assert said.pop(0).startswith(case["also"])
    if case.get("why", "") is None:
        assert said == []
    else:
        assert len(said) == 1
        assert said[0].startswith(f"{path} is read as {part.sourcetype}, since {case.get('why', '')}")
        assert said[0].endswith(f". For another source type write {path}:SOURCETYPE")


HOSTILE = {
    "open text of quotation marks": b'{"eventTime' + b'\\"' * 40_000,
    "open text that ends in a backslash": b'{"eventTime' + b'\\"' * 30_000 + b"\\",
    "brackets": b'{"eventTime' + b"[" * 80_000,
    "braces": b'"eventTime"' + b"{" * 80_000,
    "objects within each other": b'{"eventTime":' * 8_000,
    "openings of XML": b"<?a?>" * 20_000,
    "comments": b"<!---->" * 20_000 + b"<",
    "an open comment": b"<!--" * 20_000,
    "blanks": b" " * 70_000,
    "blanks between": b'{"a"' + b" " * 70_000,
    "one line of commas": b"a,b" + b"," * 80_000,
    "one line of quotation marks": b'a,"b' + b'""' * 40_000,
    "pairs": b"a=" * 40_000,
    "points": b". " * 40_000 + b"=",
    "syslog that does not end": b"Mar  3 09:00:00 " + b"a" * 80_000,
    "an access log that does not end": b'a a a [a] "' + b"\\a" * 40_000,
    "backslashes": b'a a a [a] "' + b"\\" * 80_000,
    "empty lines": b"\n" * 80_000 + b"x",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_no_file_is_long_looked_at(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "data.log").write_bytes(data)
    notes = Notes()
    (part,) = load(tmp_path / "data.log", types=SourceTypes(props_of(""), notes))
    assert part.sourcetype
    assert "too costly" not in "".join(notes)


@given(st.binary(max_size=300) | st.text('{}[]":,<>!?-#=|\t\n\\ aeventTime10').map(str.encode))
def test_any_bytes_have_a_source_type_or_are_no_text(data: bytes) -> None:
    types = SourceTypes(bare().written("props"), Notes())
    try:
        found = types.of(Path("x.log"), "x.log", Piped(io.BytesIO(data)))
    except DataError:
        return
    assert found.sourcetype
    assert found.sourcetype == CLOUDTRAIL or found.why


def test_only_the_beginning_is_looked_at(tmp_path: Path) -> None:
    line = b'{"a": "%s"}\n' % (b"x" * 1_000)
    path = tmp_path / "data.json"
    path.write_bytes(line * (SIZE // len(line) + 1) + b'{"eventTime": "2026-03-03T09:00:00Z"}\n')
    assert load(path)[0].sourcetype == "_json"
    path.write_bytes(b'{"eventTime": "2026-03-03T09:00:00Z"}\n' + line * (SIZE // len(line) + 1))
    assert load(path)[0].sourcetype == "aws:cloudtrail"


def test_the_page_names_what_there_are_cases_of() -> None:
    page = (Path(__file__).parents[2] / "docs" / "source-types.md").read_text(encoding="utf-8")
    named = {name for line in re.findall(r"(?m)^\| (`.*?) \|", page) for name in re.findall(r"`([^`]+)`", line)}
    own = re.compile(r".*too_small|kern|data|syslog-2|mine|one|two|three")
    assert named == {
        case["sourcetype"] for case in CASES if "sourcetype" in case and not own.fullmatch(case["sourcetype"])
    }
