"""Many who change settings and search at the same time."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from minisplunk import plain_files
from minisplunk.conf import home
from minisplunk.engine import Splunk
from minisplunk.rest.apps import local
from minisplunk.rest.eai.stanzas import StanzaStore

WRITERS, EACH = 8, 6


@pytest.fixture
def splunk():
    with Splunk() as made:
        yield made


def test_no_change_is_lost(splunk):
    start = Barrier(WRITERS)

    def write(writer):
        start.wait()
        for number in range(EACH):
            user = None if number % 2 else f"user{writer}"
            splunk.change("search", "macros", f"m{writer}_{number}", {"definition": "x"}, user=user)
            assert splunk.search(f"| makeresults | eval n={number}", user="somebody").results[0]["n"] == number

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    for layers in (splunk.layers, home(splunk.folder / "etc")):
        shared = set(layers.context("search").conf("macros").stanzas)
        written = {f"m{writer}_{number}" for writer in range(WRITERS) for number in range(1, EACH, 2)}
        assert shared == written | {"comment(1)"}
        for writer in range(WRITERS):
            own = set(layers.context("search", f"user{writer}").conf("macros").stanzas) - shared
            assert own == {f"m{writer}_{number}" for number in range(0, EACH, 2)}


def test_whoever_checks_and_then_changes_is_not_disturbed(splunk):
    start = Barrier(WRITERS)

    def count(_):
        start.wait()
        for _ in range(EACH):
            with splunk.changing:
                before = int(splunk.context()[0].conf("macros").get("counter", "definition", "0"))
                splunk.change("search", "macros", "counter", {"definition": str(before + 1)})

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(count, range(WRITERS)))
    assert splunk.context()[0].conf("macros").get("counter", "definition") == str(WRITERS * EACH)


def test_a_search_keeps_the_settings_that_it_began_with(splunk):
    splunk.change("search", "macros", "m", {"definition": "eval n=1"})
    run = splunk.run(splunk.request("| makeresults | `m`"))
    before = splunk.context()
    splunk.change("search", "macros", "m", {"definition": "eval n=2"})
    assert [row["n"] for row in run.rows()] == [1]
    assert before[0].conf("macros").get("m", "definition") == "eval n=1"
    assert splunk.search("| makeresults | `m`").results[0]["n"] == 2


def test_what_somebody_else_wrote_is_read_again(splunk):
    file = splunk.folder / "etc" / "apps" / "search" / "local" / "macros.conf"
    file.parent.mkdir(parents=True)
    file.write_text("[m]\ndefinition = eval n=3\n")
    splunk.reload()
    assert splunk.search("| makeresults | `m`").results[0]["n"] == 3


@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("POST", "data/inputs/http/threads", {"index": "main"}),
        ("POST", "data/inputs/http/threads/disable", {}),
        ("POST", "data/inputs/http/threads/rotate", {}),
        ("DELETE", "data/inputs/http/threads", {}),
        ("POST", "data/indexes/threads", {"maxDataSize": "auto"}),
        ("POST", "data/indexes/threads/disable", {}),
        ("POST", "data/indexes/threads/roll-hot-buckets", {}),
        ("DELETE", "data/indexes/threads", {}),
        ("POST", "apps/local/threads", {"label": "x"}),
        ("POST", "apps/local/threads/disable", {}),
        ("POST", "apps/local/threads/acl", {"sharing": "app", "owner": "nobody"}),
        ("DELETE", "apps/local/threads", {}),
    ],
)
def test_what_is_changed_is_looked_up_when_nobody_else_changes(server, rest, monkeypatch, method, path, form):
    kind = path.rpartition("/threads")[0]
    rest("POST", f"/services/{kind}", name="threads")
    module, name = _LOOKS_UP[kind]
    looks_up = getattr(module, name)
    free = []

    def watched(*given):
        with ThreadPoolExecutor(1) as other:
            free.append(other.submit(_can_change, server.splunk).result())
        return looks_up(*given)

    with monkeypatch.context() as patched:
        patched.setattr(module, name, watched)
        assert rest(method, f"/services/{path}", **form).status == 200
    rest("DELETE", f"/services/{kind}/threads")
    assert free[0] is False


@pytest.mark.parametrize("path", ["apps/local", "apps/appinstall"])
def test_nobody_waits_while_an_app_is_read(server, rest, monkeypatch, tmp_path, path):
    """It is somebody's file, on whatever disk."""
    (tmp_path / "read_slowly" / "default").mkdir(parents=True)
    (tmp_path / "read_slowly" / "default" / "app.conf").write_text("[ui]\nlabel = Slow\n")
    copy, free = plain_files.copy_folder, []

    def watched(*given):
        with ThreadPoolExecutor(1) as other:
            free.append(other.submit(_can_change, server.splunk).result())
        copy(*given)

    with monkeypatch.context() as patched:
        patched.setattr(plain_files, "copy_folder", watched)
        reply = rest("POST", f"/services/{path}", name=str(tmp_path / "read_slowly"), filename="1", update="1")
    rest("DELETE", "/services/apps/local/read_slowly")
    assert (reply.status, free) == (201, [True])


@pytest.mark.skipif(os.name != "posix", reason="there are no FIFOs")
@pytest.mark.parametrize("path", ["apps/local", "apps/appinstall"])
@pytest.mark.parametrize("place", ["pipe", "app/default/macros.conf", "app/bin/script.py"])
def test_what_is_no_plain_file_is_refused_at_once(rest, tmp_path, path, place):
    (tmp_path / "app" / "default").mkdir(parents=True)
    (tmp_path / "app" / "default" / "app.conf").write_text("[ui]\nlabel = A\n")
    (tmp_path / place).parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / place)
    reply = rest(
        "POST", f"/services/{path}", name=str(tmp_path / place.split("/")[0]), filename="1", output_mode="json"
    )
    assert reply.status == 400
    assert reply.json["messages"][0]["text"].endswith("it is a FIFO, not a plain file")


_LOOKS_UP = {
    "data/inputs/http": (StanzaStore, "one"),
    "data/indexes": (StanzaStore, "one"),
    "apps/local": (local, "find"),
}


def _can_change(splunk):
    if not splunk.changing.acquire(blocking=False):
        return False
    splunk.changing.release()
    return True
