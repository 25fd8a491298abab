"""Settings written to a conf file."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from minisplunk.conf.local import write
from minisplunk.conf.parser import parse
from minisplunk.errors import ConfError

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "local.yaml").read_text())


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
        assert conf == parse(path.read_bytes(), path)
    assert [found.name for found in tmp_path.glob("local/*")] == ["x.conf"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "local").write_text("a file")
    with pytest.raises(ConfError, match=r"x\.conf: cannot be written: "):
        write(tmp_path / "local" / "x.conf", "a", {"x": "1"})


BLANKS = " \t\r\f\v\n"
TEXT = st.text(st.sampled_from("ab =[]#;\\\n\té\u2028\0"), max_size=12)
VALUES = TEXT.map(lambda text: text.strip(BLANKS)).filter(lambda text: not text.endswith("\\"))
KEYS = TEXT.filter(
    lambda text: text.strip(BLANKS) == text != "" and not set("=\n") & set(text) and text[0] not in "[#;"
)
STANZAS = st.just("default") | TEXT.filter(lambda text: "\n" not in text)
CHANGES = st.dictionaries(KEYS, VALUES, min_size=1, max_size=3)


@settings(deadline=None)
@given(st.lists(st.tuples(STANZAS, CHANGES), min_size=1, max_size=4))
def test_what_is_written_is_read_back(tmp_path_factory, writes):
    path = tmp_path_factory.mktemp("local") / "x.conf"
    expected: dict[str, dict[str, str]] = {}
    for stanza, changes in writes:
        conf = write(path, stanza, changes)
        expected.setdefault(stanza, {}).update(changes)
        found = {name: {k: s.value for k, s in found.settings.items()} for name, found in conf.stanzas.items()}
        assert {name: changes for name, changes in found.items() if changes} == expected
