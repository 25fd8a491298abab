"""What cannot be read is mended line by line; what was found is what kept it from being read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf import mended, parse

PIECES = st.sampled_from([b"[", b"]", b"\\", b"\n", b" ", b"a", b"=", b"\xff", b"\xc3", b"\xfe", b"#", b"\xef\xbb\xbf"])


@pytest.mark.parametrize(
    ("data", "mended_data", "lines"),
    [
        (b"[a]\nb = 1\n", b"[a]\nb = 1\n", []),
        (b"no setting\n", b"no setting\n", []),
        (b"[a\nb = 1\n[c\n", b"[a]\nb = 1\n[c]\n", [1, 3]),
        (b"[a\\\nb = 1\n", b"[a]\nb = 1\n", [1]),
        (b"[a]\nb = \xff\n", "[a]\nb = \ufffd\n".encode(), [2]),
        ("[a]\n".encode("utf-16"), b"[a]\n", [1]),
    ],
)
def test_mended(data, mended_data, lines):
    found, faults = mended(data, "x.conf")
    assert (found, [fault.line for fault in faults]) == (mended_data, lines)


@given(st.lists(PIECES, max_size=30).map(b"".join))
def test_whatever_it_is_it_can_be_read_then(data):
    found, _ = mended(data, "x.conf")
    parse(found, "x.conf", strict=False)
