"""Settings written to a conf file."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf.local import without, write
from minisplunk.conf.parser import parse
from minisplunk.errors import ConfError, NotWritten

FOLDER = Path(__file__).parent / "cases"
CASES = yaml.safe_load((FOLDER / "local.yaml").read_text())
REMOVALS = yaml.safe_load((FOLDER / "local_remove.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, tmp_path):
    path = tmp_path / "local" / "x.conf"
    if case["before"] is not None:
        path.parent.mkdir()
        path.write_text(case["before"])
    if "error" in case:
        with pytest.raises(ConfError, match=re.escape(case["error"])):
            write(path, case["stanza"], case["changes"])
        assert path.read_text() == case["before"]
    else:
        conf = write(path, case["stanza"], case["changes"])
        assert path.read_text() == case["after"]
        assert conf.stanzas == parse(path.read_bytes(), path, strict=False).stanzas
    assert [found.name for found in tmp_path.glob("local/*")] == ["x.conf"]


@pytest.mark.parametrize("case", REMOVALS, ids=lambda case: case["name"])
def test_removal(case):
    assert without(case["before"].encode(), Path("x.conf"), case["stanza"]).decode() == case["after"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "local").write_text("a file")
    with pytest.raises(NotWritten, match=r"^x\.conf cannot be written: .*\. Nothing was changed\.$"):
        write(tmp_path / "local" / "x.conf", "a", {"x": "1"})


BLANKS = " \t\r\f\v\n"
TEXT = st.text(st.sampled_from("ab =[]#;\\\n\té\u2028\0"), max_size=12)
VALUES = TEXT.map(lambda text: text.strip(BLANKS)).filter(lambda text: not text.endswith("\\"))
KEYS = TEXT.filter(
    lambda text: text.strip(BLANKS) == text != "" and not set("=\n\0") & set(text) and text[0] not in "[#;"
)
STANZAS = st.just("default") | TEXT.filter(lambda text: not set("\n\0") & set(text))
CHANGES = st.dictionaries(KEYS, VALUES, min_size=1, max_size=3)


@given(st.lists(st.tuples(STANZAS, CHANGES), min_size=1, max_size=4))
def test_what_is_written_is_read_back(tmp_path_factory, writes):
    path = tmp_path_factory.mktemp("local") / "x.conf"
    expected: dict[str, dict[str, str]] = {}
    for stanza, changes in writes:
        conf = write(path, stanza, changes)
        expected.setdefault(stanza, {}).update(changes)
        found = {name: {k: s.value for k, s in found.settings.items()} for name, found in conf.stanzas.items()}
        assert {name: changes for name, changes in found.items() if changes} == expected


@given(st.lists(st.tuples(STANZAS, CHANGES), min_size=1, max_size=4), st.data())
def test_what_is_taken_away_is_gone_and_the_rest_is_there(tmp_path_factory, writes, data):
    path = tmp_path_factory.mktemp("local") / "x.conf"
    before = None
    for stanza, changes in writes:
        before = write(path, stanza, changes)
    gone = data.draw(st.sampled_from([stanza for stanza, _ in writes]))
    after = parse(without(path.read_bytes(), path, gone), path)
    assert values(after) == {name: found for name, found in values(before).items() if name != gone}


def values(conf):
    return {name: {key: s.value for key, s in stanza.settings.items()} for name, stanza in conf.stanzas.items()}
