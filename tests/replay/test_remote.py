"""URLs as a person writes them."""

from __future__ import annotations

import pytest

from minisplunk.errors import DataError
from minisplunk.replay.remote import ATTACK_DATA, Remote, is_url, remote

HASH = "1e3ac75660a40010046fa2bf68865832a35da00869617344a1f0733c03f54408"


def test_with_and_without_a_hash():
    assert remote("https://host/a.json") == Remote("https://host/a.json")
    assert remote(f"https://host/a.json#sha256={HASH.upper()}") == Remote("https://host/a.json", HASH)
    assert remote(f"http://host/a.json?x=1#SHA256={HASH}") == Remote("http://host/a.json?x=1", HASH)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("http://host/a.json", "over http:// anybody on the way may change the data; use https://, or say its hash"),
        ("https:///a.json", "is no URL: it has to be like https://host/file.json"),
        ("https://[host/a.json", "is no URL: Invalid IPv6 URL"),
        ("https://host/a.json#sha256=1e3a", "its sha256 is not one: 64 hexadecimal digits are wanted"),
        ("https://host/a.json#sha256=", "its sha256 is not one"),
        (f"https://host/a.json#md5={HASH}", "after # only sha256=... is understood"),
        ("https://host/a.json#L10", "after # only sha256=... is understood"),
    ],
)
def test_what_is_refused(written: str, message: str):
    with pytest.raises(DataError) as caught:
        remote(written)
    assert message in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:80"])
def test_there_is_no_way_to_this_machine_itself(host: str):
    assert remote(f"http://{host}/a.json").sha256 is None


@pytest.mark.parametrize("host", ["localhost.example", "127.example", "10.0.0.1"])
def test_but_there_is_one_to_others(host: str):
    with pytest.raises(DataError, match="over http:// anybody"):
        remote(f"http://{host}/a.json")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://host/folder/a.json.gz", "a.json.gz"),
        ("https://host/a%2Fb%20c.json?d=e.gz", "b_c.json"),
        ("https://host/a:b.json", "a_b.json"),
        ("https://host/", "data"),
        ("https://host/..", "data"),
        ("https://host/.hidden", "hidden"),
        (f"https://host/{'x' * 300}.json", f"{'x' * 95}.json"),
    ],
)
def test_the_name_of_the_file(url: str, name: str):
    assert Remote(url).name == name


def test_what_counts_as_a_url():
    assert [is_url(text) for text in ("https://host/a", "HTTP://host", "file:///a", "https", "C:\\http", "a.json")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


def test_the_original_data_set():
    assert (ATTACK_DATA.name, ATTACK_DATA.sha256) == ("cloudtrail.json", HASH)
