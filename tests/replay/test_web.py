"""What content names is fetched from the public internet alone, within bounds, and by one process at a time."""

from __future__ import annotations

import hashlib
import ipaddress
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from minisplunk.errors import DataError, NotWritten
from minisplunk.ingest.notes import Notes
from minisplunk.replay.fetching import fetch
from minisplunk.replay.turn import turn
from minisplunk.replay.web import PUBLIC, FetchError, Web, public

from .secure import MEDIA, OPEN, OTHER, RAW, Site, leads, secure_site

BODY = b'{"a":1}\n'
HASH = hashlib.sha256(BODY).hexdigest()
FILE = f"{OTHER}/a.json"
LFS = f"version https://git-lfs.github.com/spec/v1\noid sha256:{HASH}\nsize {len(BODY)}\n".encode()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    folder = tmp_path / "certificates"
    folder.mkdir()
    with secure_site(folder, monkeypatch) as made:
        made.files[FILE] = BODY
        yield made


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def left(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.rglob("*"))


def refused(site: Site, cache: Path, web: Web = OPEN, where: str = FILE, sha256: str | None = None) -> str:
    """Why a file is not fetched; nothing of it is left."""
    with pytest.raises(FetchError) as caught:
        fetch(site.remote(where, sha256), cache, Notes(), web)
    assert left(cache) == []
    return str(caught.value).replace(f":{site.port}", "")


def test_a_file_of_the_public_internet(site: Site, cache: Path):
    notes = Notes()
    assert fetch(site.remote(FILE, HASH), cache, notes, OPEN).read_bytes() == BODY
    assert list(notes) == []


def test_private_addresses_are_not_connected_to(site: Site, cache: Path):
    message = f"https://{FILE}: {OTHER} is at 127.0.0.1, which is no address of the public internet"
    assert refused(site, cache, PUBLIC) == message
    assert site.asked == []


PRIVATE = """
10.0.0.1 169.254.169.254 192.168.1.1 0.0.0.0 100.64.0.1 224.0.0.1
::1 fe80::1%eth0 fd00::1 ff02::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_addresses_that_are_not_public(site: Site, cache: Path, monkeypatch: pytest.MonkeyPatch, address: str):
    leads(monkeypatch, "8.8.8.8", address)
    assert refused(site, cache, PUBLIC).endswith(f"is at {address}, which is no address of the public internet")


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_addresses_that_are(address: str):
    assert PUBLIC._is_public(address)


def test_a_name_that_leads_elsewhere_a_moment_later(site: Site, cache: Path, monkeypatch: pytest.MonkeyPatch):
    """It is looked up once, and that address is connected to."""
    asked = leads(monkeypatch, "127.0.0.1")
    fetch(site.remote(FILE, HASH), cache, Notes(), OPEN)
    assert asked == [OTHER]


def test_an_address_that_does_not_answer_is_passed_over(site: Site, cache: Path, monkeypatch: pytest.MonkeyPatch):
    leads(monkeypatch, "127.0.0.2", "127.0.0.1")
    assert fetch(site.remote(FILE, HASH), cache, Notes(), OPEN).read_bytes() == BODY


def test_a_name_that_is_unknown(site: Site, cache: Path, monkeypatch: pytest.MonkeyPatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    assert "nowhere..test is no host that is known here" in refused(site, cache, where="nowhere..test/a.json")
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert refused(site, cache).endswith(f"{OTHER} is no host that is known here: is there a network?")


def test_a_certificate_of_another_name(site: Site, cache: Path):
    assert "its certificate cannot be verified" in refused(site, cache, where="another.test/a.json")


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("http://files.test/b", f"{FILE} leads to http://files.test/b: what content names is fetched over https"),
        ("https://user@files.test/b", "leads to https://user@files.test/b: a URL that content names has a host"),
        (f"https://{FILE}", f"https://{FILE} leads on and on, more than 5 times"),
    ],
)  # fmt: skip
def test_where_a_way_may_not_lead(site: Site, cache: Path, to: str, message: str):
    site.moved[FILE] = to if to != f"https://{FILE}" else site.url(FILE)
    assert message in refused(site, cache, sha256=HASH)


def test_a_way_to_a_private_address(site: Site, cache: Path):
    site.moved[FILE] = f"https://10.0.0.1:{site.port}/latest"
    assert "10.0.0.1 is at 10.0.0.1, which is no address of the public internet" in refused(site, cache)


def test_a_way_is_followed(site: Site, cache: Path):
    site.moved[f"{OTHER}/old"] = "/a.json"
    assert fetch(site.remote(f"{OTHER}/old", HASH), cache, Notes(), OPEN).read_bytes() == BODY


def test_through_a_proxy_only_github_is_asked(
    site: Site, cache: Path, monkeypatch: pytest.MonkeyPatch, unused_port: int
):
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{unused_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    assert "through a proxy only GitHub is asked" in refused(site, cache)
    assert "through a proxy only GitHub is asked" in refused(site, cache, where="notgithub.com/a.json")
    assert "cannot be reached" in refused(site, cache, where=f"{RAW}/a.json")


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_that_is_too_large(site: Site, cache: Path, announced: bool):
    site.files[FILE], site.announced = b"x" * ((1 << 20) + 1), announced
    message = refused(site, cache, sha256=HASH)
    assert message == f"https://{FILE} is larger than 1 MB: set $MINISPLUNK_MAX_DOWNLOAD to more megabytes"


def test_a_file_whose_pointer_says_that_it_is(site: Site, cache: Path):
    site.files[f"{RAW}/a"] = LFS.replace(b"size 8", b"size 9999999")
    assert "is larger than 1 MB" in refused(site, cache, where=f"{MEDIA}/media/a")
    assert site.asked == [f"{RAW}/a"]


def test_how_large_one_may_be():
    assert public({}) == public({"MINISPLUNK_MAX_DOWNLOAD": ""}) == PUBLIC
    assert public({"MINISPLUNK_MAX_DOWNLOAD": "3"}) == replace(PUBLIC, most=3 << 20)
    with pytest.raises(DataError, match=r"\$MINISPLUNK_MAX_DOWNLOAD is '3G': a number of megabytes is wanted"):
        public({"MINISPLUNK_MAX_DOWNLOAD": "3G"})


def test_a_server_that_gives_a_byte_now_and_then(site: Site, cache: Path):
    site.pause, site.files[FILE] = 0.05, b"x" * 10_000
    assert "not all of it within 1 seconds" in refused(site, cache, replace(OPEN, seconds=1))


def test_a_download_that_is_cut(site: Site, cache: Path):
    site.cut = 1
    assert refused(site, cache).endswith("the connection was cut before all had come; try again")


def test_a_server_that_says_no_length(site: Site, cache: Path):
    site.announced = False
    assert "the server says no length, so nobody knows whether all comes; say its sha256" in refused(site, cache)
    assert fetch(site.remote(FILE, HASH), cache, Notes(), OPEN).read_bytes() == BODY


def test_a_file_of_git_lfs_is_verified_by_its_pointer(site: Site, cache: Path):
    notes = Notes()
    site.files |= {f"{RAW}/o/r/master/a.log": LFS, f"{MEDIA}/media/o/r/master/a.log": BODY}
    assert fetch(site.remote(f"{MEDIA}/media/o/r/master/a.log"), cache, notes, OPEN).read_bytes() == BODY
    assert list(notes) == []


def test_one_that_is_another(site: Site, cache: Path):
    site.files |= {f"{RAW}/a.log": LFS, f"{MEDIA}/media/a.log": b"other"}
    message = refused(site, cache, where=f"{MEDIA}/media/a.log")
    assert message.endswith(f"the sha256 of what came is {hashlib.sha256(b'other').hexdigest()}, and not {HASH}")


@pytest.mark.parametrize("there", [None, b"no pointer"])
def test_what_is_not_verified_says_so(site: Site, cache: Path, there: bytes | None):
    notes = Notes()
    site.files[f"{MEDIA}/media/a.log"] = BODY
    if there is not None:
        site.files[f"{RAW}/a.log"] = there
    fetch(site.remote(f"{MEDIA}/media/a.log"), cache, notes, OPEN)
    (note,) = notes
    assert note.endswith("8 bytes came, as many as its server has announced; no hash says that they are right")


def test_many_that_want_one_file_fetch_it_once(site: Site, cache: Path):
    site.pause = 0.02
    with ThreadPoolExecutor(8) as threads:
        paths = list(threads.map(lambda _: fetch(site.remote(FILE), cache, Notes(), OPEN), range(8)))
    assert {path.read_bytes() for path in paths} == {BODY}
    assert (site.asked, len(left(cache))) == ([FILE], 2)


def test_who_is_killed_leaves_nothing_that_counts(site: Site, cache: Path):
    """His turn goes with him, and what he had written is removed by the next one."""
    path = fetch(site.remote(FILE, HASH), cache, Notes(), OPEN)
    path.rename(path.parent / ".half")
    lock = path.parent.with_suffix(".lock")
    lock.touch()
    assert fetch(site.remote(FILE, HASH), cache, Notes(), OPEN) == path
    assert left(cache) == sorted([path.parent.name, path.name])


def test_a_turn_is_one_processes_own(tmp_path: Path):
    file = tmp_path / "turn"
    holds = f"""
import pathlib, sys
from minisplunk.replay.turn import turn
with turn(pathlib.Path({str(file)!r}), 60) as ours:
    print(ours, flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", holds], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        with turn(file, 0) as ours:
            assert not ours
        process.kill()
    with turn(file, 60) as ours:
        assert ours
    assert not file.exists()


def test_turns_come_one_after_the_other(tmp_path: Path):
    inside: list[int] = []
    together: list[int] = []
    guard = threading.Lock()

    def one(number: int) -> None:
        with turn(tmp_path / "turn", 60) as ours:
            assert ours
            with guard:
                inside.append(number)
            together.append(len(inside))
            with guard:
                inside.remove(number)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(one, range(12)))
    assert together == [1] * 12


def test_who_waits_for_too_long(site: Site, cache: Path):
    web = replace(OPEN, seconds=0.05)
    with turn(cache / f"{HASH[:36]}.lock", 0) as ours:
        assert ours
        with pytest.raises(FetchError, match="another process has been fetching it for a long time"):
            fetch(site.remote(FILE, HASH), cache, Notes(), web)


def test_a_cache_that_cannot_be_written(site: Site, cache: Path):
    cache.write_text("a file")
    with pytest.raises(NotWritten, match=r"cannot be written: "):
        fetch(site.remote(FILE, HASH), cache, Notes(), OPEN)


def test_the_networks_that_a_test_allows_are_no_one_elses():
    assert PUBLIC.also == ()
    assert ipaddress.ip_network("127.0.0.0/8") in OPEN.also
