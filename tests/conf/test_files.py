"""The objects that are files: which of them count, and what is refused of a place to write one to."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.conf import Level
from minisplunk.conf.file_objects import file_exists, file_objects, path_to_write
from minisplunk.conf.files import LOOKUPS, MODELS, VIEWS
from minisplunk.conf.home import home
from minisplunk.conf.objects import Scope
from minisplunk.errors import ConfError

FILES = {
    "apps/a/default/app.conf": "",
    "apps/a/default/data/ui/views/both.xml": "shipped",
    "apps/a/default/data/ui/views/shipped.xml": "shipped",
    "apps/a/default/data/ui/views/.hidden.xml": "",
    "apps/a/default/data/ui/views/page.html": "",
    "apps/a/local/data/ui/views/both.xml": "written",
    "apps/a/local/data/models/m.json": "{}",
    "apps/a/lookups/l.csv": "a",
    "apps/a/metadata/default.meta": "[views/shipped]\nexport = system\naccess = read : [ power ]\n",
    "apps/b/default/app.conf": "",
    "users/ann/a/local/data/ui/views/both.xml": "ann's",
}


@pytest.fixture
def layers(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return home(tmp_path)


def seen(layers, app, owner, roles=None, kind=VIEWS):
    found = file_objects(layers, lambda app, user: layers.context(app, user, roles), kind, Scope(app, owner))
    return {
        (item.name, item.path.read_text(), item.sharing, item.removable) for item in found if item.level.app in "ab"
    }


def test_what_counts_of_one_name(layers):
    shipped = ("shipped", "shipped", "global", False)
    assert seen(layers, "a", "nobody") == {("both", "written", "app", True), shipped}
    assert seen(layers, "a", "ann") == {("both", "ann's", "user", True), shipped}
    assert seen(layers, "a", None) == {("both", "ann's", "user", True), ("both", "written", "app", True), shipped}
    assert seen(layers, "b", "nobody", ["power"]) == {shipped}
    assert seen(layers, "b", "nobody", ["user"]) == set()
    assert seen(layers, "a", "nobody", kind=MODELS) == {("m", "{}", "app", True)}
    assert seen(layers, "a", "nobody", kind=LOOKUPS) == {("l.csv", "a", "app", True)}


def test_a_file_at_a_level(layers, tmp_path):
    assert file_exists(layers, Level("a"), VIEWS, "shipped")
    assert not file_exists(layers, Level("a", "ann"), VIEWS, "shipped")
    assert not file_exists(layers, Level("b"), VIEWS, "both")
    path = path_to_write(layers, Level("a", "bob"), VIEWS, "new")
    assert path == tmp_path / "users/bob/a/local/data/ui/views/new.xml"


@pytest.mark.parametrize("name", ["", ".", "..", ".x", "a/b", "a\\b", "c:d", "\0", "\ud800", "n" * 201])
def test_what_no_file_is_called(layers, name):
    with pytest.raises(ConfError):
        path_to_write(layers, Level("a"), VIEWS, name)


@pytest.mark.parametrize("place", ["local", "local/data", "local/data/ui/views", "local/data/ui/views/x.xml"])
def test_nothing_is_written_through_a_link(layers, tmp_path, place):
    link = tmp_path / "apps/b" / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(Path("/tmp"))
    with pytest.raises(ConfError, match="is a link"):
        path_to_write(layers, Level("b"), VIEWS, "x")


def test_a_folder_is_no_file(layers, tmp_path):
    (tmp_path / "apps/b/local/data/ui/views/x.xml").mkdir(parents=True)
    with pytest.raises(ConfError, match="is no plain file"):
        path_to_write(layers, Level("b"), VIEWS, "x")
