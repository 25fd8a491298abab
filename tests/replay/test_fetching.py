"""Downloads from a server on loopback: whole and verified, or not there."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import platformdirs
import pytest
import requests

from minisplunk.errors import NotFound
from minisplunk.ingest.notes import Notes
from minisplunk.replay import load, load_named
from minisplunk.replay.dataset import entries
from minisplunk.replay.fetching import cache_folder, fetch
from minisplunk.replay.remote import ATTACK_DATA, Remote
from minisplunk.replay.web import FetchError

RECORD = b'{"eventTime":"2026-03-03T09:00:00Z","a":1}\n'
HASH = hashlib.sha256(RECORD).hexdigest()


@dataclass
class Site:
    """`files`: what each path gives; a path that is not there is 404. `moved`: where a path leads. `asked`: the paths,
    as they were asked for. `cut`: each answer ends before its length."""

    url: str
    files: dict[str, bytes]
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    cut: bool = False

    def remote(self, path: str, sha256: str | None = None) -> Remote:
        return Remote(self.url + path, sha256)


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            made.asked.append(self.path)
            body = made.files.get(self.path)
            moved = made.moved.get(self.path)
            self.send_response(302 if moved else 404 if body is None else 200)
            if moved:
                self.send_header("Location", moved)
            if body is not None and self.headers["Accept-Encoding"] != "identity":
                body = gzip.compress(body)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body or b"") + 100 * made.cut))
            self.end_headers()
            self.wfile.write(body or b"")

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Site(f"http://127.0.0.1:{server.server_port}", {"/a.json": RECORD})
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


def offline(monkeypatch: pytest.MonkeyPatch):
    """Whatever is asked for over https goes to a proxy that is not there."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_once_and_for_all(site: Site, tmp_path: Path):
    notes = Notes()
    wanted = site.remote("/a.json", HASH)
    path = fetch(wanted, tmp_path, notes)
    assert (path.read_bytes(), path.name) == (RECORD, "a.json")
    assert fetch(wanted, tmp_path, notes) == path
    assert (site.asked, list(notes)) == (["/a.json"], [])
    assert len(files(tmp_path)) == 2


def test_a_download_that_was_changed_since_is_no_good(site: Site, tmp_path: Path):
    wanted = site.remote("/a.json", HASH)
    path = fetch(wanted, tmp_path, Notes())
    path.write_bytes(b"x")
    assert fetch(wanted, tmp_path, Notes()).read_bytes() == RECORD
    assert len(site.asked) == 2


def test_without_a_hash_it_is_said_that_it_is_not_fetched_again(site: Site, tmp_path: Path):
    notes = Notes()
    path = fetch(site.remote("/a.json"), tmp_path, notes)
    (unverified,) = notes
    assert unverified == (
        f"{site.url}/a.json: 43 bytes came, as many as its server has announced; no hash says that they are right"
    )
    site.files["/a.json"] = b"other"
    assert fetch(site.remote("/a.json"), tmp_path, notes).read_bytes() == RECORD
    _, note = notes
    assert note == f"{site.url}/a.json was fetched before, and {path} is used; remove that to fetch it again"


def test_urls_do_not_meet(site: Site, tmp_path: Path):
    site.files["/a.json?b"] = b"b"
    one, two = (fetch(site.remote(path), tmp_path, Notes()) for path in ("/a.json", "/a.json?b"))
    assert (one.read_bytes(), two.read_bytes()) == (RECORD, b"b")


@pytest.mark.parametrize(
    ("content", "sha256", "message"),
    [
        (b"other", HASH, f"the sha256 of what came is {hashlib.sha256(b'other').hexdigest()}, and not {HASH}"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            None,
            "a Git LFS pointer, not the data itself; GitHub gives that at https://media.githubusercontent.com/media/",
        ),
        (b"\n <!DOCTYPE html>\n<html></html>", None, "a web page, not data; give the address of the file itself"),
        (b"<HTML>", HASH, "a web page, not data"),
        (None, None, "the server answers 404 Not Found"),
    ],
    ids=["another hash", "a pointer", "a page", "a page instead of a known file", "nothing"],
)
def test_what_is_not_what_is_wanted(
    site: Site, tmp_path: Path, content: bytes | None, sha256: str | None, message: str
):
    site.files = {} if content is None else {"/a.json": content}
    with pytest.raises(FetchError) as caught:
        fetch(site.remote("/a.json", sha256), tmp_path, Notes())
    assert str(caught.value).startswith(f"{site.url}/a.json: {message}")
    assert files(tmp_path) == []


def test_a_download_that_is_cut_leaves_nothing(site: Site, tmp_path: Path):
    site.cut = True
    with pytest.raises(FetchError, match=r"a\.json: the connection was cut before all had come; try again"):
        fetch(site.remote("/a.json"), tmp_path, Notes())
    assert files(tmp_path) == []


def test_nor_does_one_that_is_stopped(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(requests.Response, "iter_content", stopped)
    with pytest.raises(KeyboardInterrupt):
        fetch(site.remote("/a.json"), tmp_path, Notes())
    assert files(tmp_path) == []


def test_one_that_fails_leaves_the_good_one(site: Site, tmp_path: Path):
    """Of the same bytes under another name."""
    fetch(site.remote("/a.json", HASH), tmp_path, Notes())
    with pytest.raises(FetchError):
        fetch(site.remote("/b.json", HASH), tmp_path, Notes())
    assert "a.json" in files(tmp_path)


def test_a_way_is_followed(site: Site, tmp_path: Path):
    site.moved["/moved"] = "/a.json"
    assert fetch(site.remote("/moved"), tmp_path, Notes()).read_bytes() == RECORD


def test_no_way_leads_over_plain_http(site: Site, tmp_path: Path):
    site.moved["/moved"] = "http://attacker.invalid/a.json"
    with pytest.raises(FetchError, match=r"/moved leads to http://attacker\.invalid/a\.json, where anybody"):
        fetch(site.remote("/moved"), tmp_path, Notes())


def test_offline(tmp_path: Path, unused_port: int):
    with pytest.raises(FetchError, match=r"a\.json cannot be reached: is there a network, and is this its address\?$"):
        fetch(Remote(f"http://127.0.0.1:{unused_port}/a.json"), tmp_path, Notes())


def test_offline_another_data_set_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    offline(monkeypatch)
    with pytest.raises(FetchError) as caught:
        fetch(ATTACK_DATA, tmp_path, Notes())
    assert str(caught.value) == (
        f"{ATTACK_DATA.url} cannot be reached: is there a network, and is this its address? "
        "The data set of this repository needs no network: tests/data/attack_data/aws_failed_mfa"
    )


def test_where_the_cache_is():
    assert cache_folder({"MINISPLUNK_CACHE": "somewhere"}) == Path("somewhere")
    for environment in ({}, {"MINISPLUNK_CACHE": ""}):
        assert cache_folder(environment) == platformdirs.user_cache_path("minisplunk", appauthor=False)


# From names to parts


def test_the_source_of_a_url_is_the_url(site: Site, tmp_path: Path):
    def fetched(remote: Remote) -> Path:
        return fetch(remote, tmp_path, Notes())

    name = f"{site.url}/a.json#sha256={HASH}"
    (part,) = load_named(name, fetched)
    assert (part.source, part.sourcetype, part.host) == (f"{site.url}/a.json", "aws:cloudtrail", "minisplunk")
    assert [raw for _, raw, _ in part.events()] == [RECORD.decode().strip()]
    (part,) = load_named(name, fetched, sourcetype="t", source="s", host="h")
    assert (part.source, part.sourcetype, part.host) == ("s", "t", "h")
    (part,) = load_named(f"{name}:aws:x", fetched, sourcetype="t")
    assert (part.source, part.sourcetype) == (f"{site.url}/a.json", "aws:x")


def test_the_word_is_the_original_data_set(tmp_path: Path):
    asked = []

    def fetched(remote: Remote) -> Path:
        asked.append(remote)
        path = tmp_path / remote.name
        path.write_bytes(RECORD)
        return path

    (part,) = load_named("attack_data", fetched)
    assert asked == [ATTACK_DATA]
    assert (part.source, part.sourcetype) == ("aws_cloudtrail", "aws:cloudtrail")


def test_a_data_set_may_say_a_url_and_its_hash(site: Site, tmp_path: Path):
    dataset = tmp_path / "data.yml"
    dataset.write_text(
        f"datasets:\n- {{name: n, path: '{site.url}/a.json', sha256: {HASH}, source: s, sourcetype: st}}\n"
    )
    (tmp_path / "a.json").write_text("another file of this name")
    (entry,) = entries(dataset, lambda remote: fetch(remote, tmp_path / "cache", Notes()))
    assert (entry.path.read_bytes(), entry.source, entry.host) == (RECORD, "s", "data")
    with pytest.raises(NotFound, match="`minisplunk replay` fetches it, or git lfs pull"):
        load(tmp_path)


def test_the_past_format_has_urls_of_what_is_not_there(site: Site, tmp_path: Path):
    dataset = tmp_path / "data_old.yml"
    dataset.write_text(f"dataset: ['{site.url}/datasets/T1/a.json']\nsourcetypes: [st]\n")
    site.files = {"/datasets/T1/a.json": RECORD}
    (entry,) = entries(dataset, lambda remote: fetch(remote, tmp_path / "cache", Notes()))
    assert (entry.path.read_bytes(), entry.source) == (RECORD, f"{site.url}/datasets/T1/a.json")
    (tmp_path / "a.json").write_text("{}")
    (entry,) = entries(dataset, lambda remote: fetch(remote, tmp_path / "cache", Notes()))
    assert entry.path == tmp_path / "a.json"


def test_a_hash_of_what_is_no_url_is_not_passed_over(tmp_path: Path):
    (tmp_path / "a.json").write_bytes(RECORD)
    dataset = tmp_path / "data.yml"
    dataset.write_text(f"datasets:\n- {{name: n, path: a.json, sha256: {HASH}, source: s, sourcetype: st}}\n")
    with pytest.raises(Exception, match=r"datasets\[0\] has a sha256, which only a URL can have"):
        entries(dataset)
