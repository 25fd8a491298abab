"""Conf bytes to stanzas, settings and errors."""

from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf.parser import Conf, parse, read
from minisplunk.errors import ConfError

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "cases" / "parser.yaml").read_text())
REPOSITORY = HERE.parent.parent


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    data = bytes.fromhex(case["bytes"]) if "bytes" in case else case["text"].encode()
    strict = case.get("strict", True)
    if "error" in case:
        with pytest.raises(ConfError) as raised:
            parse(data, "f.conf", strict=strict)
        assert str(raised.value) == case["error"]
        return
    conf = parse(data, "f.conf", strict=strict)
    assert values(conf) == case["stanzas"]
    assert [str(warning) for warning in conf.warnings] == case.get("warnings", [])


def test_settings_and_stanzas_know_their_place():
    conf = parse(b"\n[x]\na = 1 \\\n2\nb = 3\n[y]\n[x]\nc = 4", Path("f.conf"))
    assert (conf.stanzas["x"].file, conf.stanzas["x"].line) == (Path("f.conf"), 2)
    assert {key: (s.file, s.line) for key, s in conf.stanzas["x"].settings.items()} == {
        "a": (Path("f.conf"), 3),
        "b": (Path("f.conf"), 5),
        "c": (Path("f.conf"), 8),
    }


@pytest.mark.parametrize("text", ["1", "true", "True", "T", "YES", "y"])
def test_a_flag_is_true(text):
    assert stanza(text).flag("key") is True


@pytest.mark.parametrize("text", ["0", "false", "False", "F", "NO", "n"])
def test_a_flag_is_false(text):
    assert stanza(text).flag("key", True) is False


def test_a_flag_that_is_missing_or_empty_has_its_default():
    assert stanza("").flag("key", True) is True
    assert stanza("").flag("other") is False


def test_a_flag_is_neither():
    with pytest.raises(ConfError, match=r"^f:2: key is neither true nor false: 'maybe'$"):
        stanza("maybe").flag("key")


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("10000", 10000), ("-1", -1), ("007", 7)])
def test_a_whole_number(text, number):
    assert stanza(text).integer("key") == number


@pytest.mark.parametrize("text", ["1.5", "ten", "1e3", "--1", "٣", "9" * 5000])
def test_no_whole_number(text):
    with pytest.raises(ConfError, match=r"^f:2: key is not a whole number: "):
        stanza(text).integer("key")


def test_a_number_that_is_missing_or_empty_has_its_default():
    assert stanza("").integer("key", 7) == 7
    assert stanza("").integer("other") == 0


def test_reading_a_file_that_is_missing(tmp_path):
    with pytest.raises(ConfError, match=r"none\.conf: cannot be read: No such file or directory$"):
        read(tmp_path / "none.conf")


@pytest.mark.parametrize("path", sorted(REPOSITORY.glob("default/*.conf")), ids=lambda path: path.name)
def test_the_repository_s_own_files_are_read_strictly(path):
    assert read(path).stanzas


PIECES = st.sampled_from(
    ["[x]", "[", "]", "a", "=", " ", "\t", "\\", "\n", "\r\n", "#", ";", "b = 1", "\0", "é", "\u2028"]
)


@given(st.binary() | st.lists(PIECES).map("".join).map(str.encode), st.booleans())
def test_any_bytes_give_a_conf_or_a_conf_error(data, strict):
    try:
        conf = parse(data, "f.conf", strict=strict)
    except ConfError as error:
        assert error.line is not None
        assert 1 <= error.line <= data.count(b"\n") + 1
        return
    assert not (strict and conf.warnings)
    for found in conf.stanzas.values():
        for key, setting in found.settings.items():
            assert key == setting.key != ""
            assert "=" not in key
            assert 1 <= setting.line <= data.count(b"\n") + 1


@pytest.mark.parametrize("piece", [b"[", b"\\", b"a=1\n", b"a=1\\\n", b"[x]\n", b"\r", b"\\\r\n", b" \\ \n", b"#\\\n"])
def test_long_files_are_read_in_linear_time(piece):
    """A quadratic reading of these would take many minutes."""
    with suppress(ConfError):
        parse(piece * (400_000 // len(piece)), "f.conf", strict=False)


@given(st.lists(PIECES).map("".join).map(str.encode))
def test_what_is_read_strictly_is_read_alike_leniently(data):
    try:
        conf = parse(data, "f.conf")
    except ConfError:
        return
    assert parse(data, "f.conf", strict=False) == conf


def stanza(text):
    return parse(f"[x]\nkey = {text}".encode(), "f").stanzas["x"]


def values(conf: Conf):
    return {name: {k: s.value for k, s in found.settings.items()} for name, found in conf.stanzas.items()}
