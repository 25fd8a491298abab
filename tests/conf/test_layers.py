"""Which of several settings counts, in which context."""

import errno
import os
from itertools import count
from pathlib import Path

import pytest
import yaml

from minisplunk.conf import Level, home, system
from minisplunk.conf.layers import BUILT_IN
from minisplunk.conf.metadata import access
from minisplunk.errors import ConfError, NotFound, NotWritten

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "layers.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, tmp_path):
    layers = write(tmp_path, case["files"])
    context = case["context"]
    view = layers.global_context() if context == "global" else layers.context(**context)
    conf = view.written(case["conf"]) if case.get("written") else view.conf(case["conf"])
    stanzas = {name: stanza for name, stanza in conf.stanzas.items() if name == case.get("stanza", name)}
    found = {}
    for name, stanza in stanzas.items():
        for key, setting in stanza.settings.items():
            if Path(setting.file).is_relative_to(tmp_path):
                found.setdefault(name, {})[key] = [setting.value, place(setting.file, tmp_path)]
    assert found == case["expect"]


def test_the_system_s_defaults_are_seen_everywhere(tmp_path):
    layers = write(tmp_path, {"a/default/macros.conf": ""})
    for view in (layers.global_context(), layers.context("a"), layers.context("search", "ann")):
        assert view.conf("limits").get("kv", "limit") == "100"


def test_a_conf_file_that_nobody_has_is_empty(tmp_path):
    assert not write(tmp_path, {}).context("search").conf("nothing").stanzas


def test_a_conf_file_is_merged_once(tmp_path):
    view = write(tmp_path, {}).context("search")
    assert view.conf("props") is view.conf("props")


def test_an_app_that_is_not_installed_has_no_context(tmp_path):
    with pytest.raises(NotFound, match=r"^The app 'none' is not installed\.$"):
        write(tmp_path, {}).context("none")


def test_an_access_that_cannot_be_read_is_an_error(tmp_path):
    files = {"a/default/macros.conf": "[m]\nx = 1", "a/metadata/default.meta": "[]\naccess = all\n"}
    view = write(tmp_path, files).context("a", "bob", roles=["user"])
    with pytest.raises(ConfError, match=r"default\.meta:2: access has no list of readers"):
        view.conf("macros")


LOOKUPS = {
    "a/lookups/own.csv": "a",
    "b/lookups/own.csv": "b",
    "b/lookups/shared.csv": "b",
    "b/lookups/kept.csv": "b",
    "b/metadata/default.meta": "[lookups]\nexport = system\n[lookups/kept.csv]\nexport = none\n",
    "c/lookups/shared.csv": "c",
    "c/metadata/default.meta": "[]\nexport = system\n",
    "users/ann/a/lookups/own.csv": "ann",
}


@pytest.mark.parametrize(
    ("name", "app", "user", "file"),
    [
        ("own.csv", "a", "bob", "a/lookups/own.csv"),
        ("own.csv", "a", "ann", "users/ann/a/lookups/own.csv"),
        ("own.csv", "search", "ann", "b/lookups/own.csv"),
        ("shared.csv", "a", "bob", "c/lookups/shared.csv"),
        ("shared.csv", "b", "bob", "b/lookups/shared.csv"),
        ("kept.csv", "b", "bob", "b/lookups/kept.csv"),
    ],
)
def test_a_lookup_file(tmp_path, name, app, user, file):
    path = write(tmp_path, LOOKUPS).context(app, user).lookup_file(name)
    assert place(path, tmp_path) == file


@pytest.mark.parametrize("name", ["kept.csv", "none.csv"])
def test_a_lookup_file_that_is_not_seen(tmp_path, name):
    with pytest.raises(NotFound, match=f"^The lookup file '{name}' does not exist or is not available.$"):
        write(tmp_path, LOOKUPS).context("a", "bob").lookup_file(name)


def test_settings_go_to_the_app_s_local(tmp_path):
    before = write(tmp_path, {"a/default/macros.conf": "[m]\ndefinition = shipped\n"})
    after = before.with_settings("a", "macros", "m", {"definition": "index=aws"}).saved()
    for layers in (after, home(tmp_path / "etc")):
        setting = layers.context("a").conf("macros").find("m", "definition")
        assert (setting.value, place(setting.file, tmp_path)) == ("index=aws", "a/local/macros.conf")
    assert before.context("a").conf("macros").get("m", "definition") == "shipped"


def test_settings_go_to_a_user_s_own(tmp_path):
    layers = write(tmp_path, {"a/default/macros.conf": "[m]\ndefinition = shipped\n"})
    layers = layers.with_settings("a", "macros", "m", {"definition": "own"}, user="ann")
    layers = layers.with_settings("a", "macros", "m", {"description": "mine"}, user="ann").saved()
    for found in (layers, home(tmp_path / "etc")):
        stanza = found.context("a", "ann").conf("macros").stanzas["m"]
        assert (stanza.get("definition"), stanza.get("description")) == ("own", "mine")
        assert found.context("a", "bob").conf("macros").get("m", "definition") == "shipped"


def test_a_setting_is_taken_away(tmp_path):
    layers = write(tmp_path, {"a/default/macros.conf": "[m]\nx = 1\n", "a/local/macros.conf": "[m]\nx = 2\n"})
    assert layers.with_settings("a", "macros", "m", {"x": None}).context("a").conf("macros").get("m", "x") == "1"


@pytest.mark.parametrize("name", ["../macros", "a/b", "", ".hidden", "a\\b"])
def test_settings_stay_in_their_folder(tmp_path, name):
    layers = write(tmp_path, {"a/default/macros.conf": ""})
    with pytest.raises(ConfError, match="cannot be named"):
        layers.with_settings("a", name, "m", {"x": "1"})
    with pytest.raises(ConfError, match="cannot be named"):
        layers.with_settings("a", "macros", "m", {"x": "1"}, user=name)


def test_settings_of_an_app_that_is_not_installed(tmp_path):
    for user in (None, "ann"):
        with pytest.raises(NotFound, match="The app 'none' is not installed"):
            write(tmp_path, {}).with_settings("none", "macros", "m", {"x": "1"}, user=user)


def test_settings_go_to_the_system_s_local(tmp_path):
    layers = write(tmp_path, {}).with_settings("system", "limits", "kv", {"limit": "50"}).saved()
    for found in (layers, home(tmp_path / "etc")):
        setting = found.context("search").conf("limits").find("kv", "limit")
        assert (setting.value, place(setting.file, tmp_path)) == ("50", "system/local/limits.conf")
    assert system().default["limits"].get("kv", "limit") == "100"


@pytest.mark.parametrize("app", BUILT_IN)
def test_settings_go_to_an_app_that_each_splunk_has(tmp_path, app):
    layers = write(tmp_path, {}).with_settings(app, "macros", "m", {"x": "1"})
    layers = layers.with_rules(app, ("macros", "m"), {"export": "system"}).saved()
    for found in (layers, home(tmp_path / "etc")):
        assert found.context("system").conf("macros").get("m", "x") == "1"


def test_an_app_may_be_installed_in_place_of_one_that_each_splunk_has(tmp_path):
    assert (
        write(tmp_path, {"search/default/macros.conf": "[m]\nx = 1\n"}).context("search").conf("macros").get("m", "x")
    )


def test_a_file_is_made_once(tmp_path):
    layers = write(tmp_path, {"a/default/macros.conf": "", "a/local/macros.conf": "[m]\nx = 1\n\n"})
    layers = layers.with_file(Level("a"), "macros").with_file(Level("a"), "mine").saved()
    assert layers.context("a").names() == home(tmp_path / "etc").context("a").names()
    assert (tmp_path / "etc/apps/a/local/macros.conf").read_text() == "[m]\nx = 1\n\n"
    assert (tmp_path / "etc/apps/a/local/mine.conf").read_text() == ""


def test_nothing_is_on_disk_until_all_is(tmp_path, monkeypatch):
    before = write(tmp_path, {"a/default/macros.conf": "", "a/local/macros.conf": "[m]\nx = 1\n"})
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    after = before.with_settings("a", "macros", "m", {"x": "2"}).with_settings("a", "tags", "t", {"y": "1"})
    after = after.with_rules("a", ("macros", "m"), {"owner": "ann"}).with_settings("a", "macros", "m", {"z": "3"})
    full = count(1)
    monkeypatch.setattr("minisplunk.disk.os.fsync", lambda handle: _fail() if next(full) == 3 else None)
    with pytest.raises(NotWritten, match="No space left on device"):
        after.saved()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == files
    after.saved()
    assert (tmp_path / "etc/apps/a/local/macros.conf").read_text() == "[m]\nx = 2\nz = 3\n"


def _fail():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_stanza_is_taken_away(tmp_path):
    files = {"a/default/macros.conf": "[m]\nx = 1\n", "a/local/macros.conf": "[m]\nx = 2\n[n]\nx = 3\n"}
    layers = write(tmp_path, files).without_stanza(Level("a"), "macros", "m").saved()
    for found in (layers, home(tmp_path / "etc")):
        assert found.context("a").conf("macros").get("m", "x") == "1"
        assert found.context("a").conf("macros").get("n", "x") == "3"
    with pytest.raises(NotFound, match=r"^Could not find object id=m$"):
        layers.without_stanza(Level("a"), "macros", "m")
    with pytest.raises(NotFound):
        layers.without_stanza(Level("a", "ann"), "macros", "n")


def test_an_app_is_taken_away(tmp_path):
    layers = write(tmp_path, {"a/default/macros.conf": ""}).without_app("a")
    with pytest.raises(NotFound):
        layers.context("a")
    with pytest.raises(NotFound):
        layers.without_app("a")


def test_rules_are_written_and_taken_away(tmp_path):
    layers = write(tmp_path, {"a/default/macros.conf": "[m(1)]\nx = 1\n"})
    of = ("macros", "m(1)")
    layers = layers.with_rules("a", of, {"export": "system", "access": access(["ann", "bob"], ["ann"])}).saved()
    for found in (layers, home(tmp_path / "etc")):
        assert found.context("search").conf("macros").get("m(1)", "x") == "1"
        assert found.app("a").metadata.read(of) == ("ann", "bob")
        assert found.app("a").metadata.write(of) == ("ann",)
    assert "[macros/m%281%29]" in (tmp_path / "etc/apps/a/metadata/local.meta").read_text()
    layers = layers.without_rules("a", of).without_rules("a", of)
    assert "m(1)" not in layers.context("search").conf("macros").stanzas


def test_where_stanzas_stand(tmp_path):
    files = {
        "a/default/macros.conf": "[shipped]\n[both]\n",
        "a/local/macros.conf": "[written]\n",
        "b/default/macros.conf": "[exported]\n[hidden]\n[both]\n",
        "b/metadata/default.meta": "[macros]\nexport = system\n[macros/hidden]\nexport = none\n",
        "users/ann/a/local/macros.conf": "[own]\n[shipped]\n",
        "system/local/macros.conf": "[base]\n",
    }
    layers = write(tmp_path, files)
    levels = layers.context("a", "ann").levels("macros")
    assert levels == {
        "own": Level("a", "ann"),
        "shipped": Level("a", "ann"),
        "written": Level("a"),
        "both": Level("a"),
        "exported": Level("b"),
        "comment(1)": Level("search"),
        "base": Level("system"),
    }
    assert set(layers.local(Level("a", "ann"))["macros"].stanzas) == {"own", "shipped"}
    assert layers.local(Level("b", "ann")) == {}


def test_a_global_conf_file_is_the_same_in_each_context(tmp_path):
    files = {
        "a/default/authorize.conf": "[role_x]\nsearch = enabled\n",
        "users/ann/search/local/authorize.conf": "[role_x]\nsearch = disabled\n",
    }
    layers = write(tmp_path, files)
    for view in (layers.context("search", "ann"), layers.global_context()):
        assert view.conf("authorize").get("role_x", "search") == "enabled"
        assert "authorize" in view.names()
    assert layers.context("search", "ann").levels("authorize")["role_x"] == Level("a")


def test_the_conf_files_of_a_context(tmp_path):
    files = {"a/default/mine.conf": "", "b/default/theirs.conf": "", "users/ann/a/local/own.conf": ""}
    names = write(tmp_path, files).context("a", "ann").names()
    assert {"mine", "theirs", "own", "limits"} <= set(names)
    assert names == sorted(names)


def test_an_upgraded_app_takes_the_place_of_the_old_one(tmp_path):
    layers = write(tmp_path, {"a/default/macros.conf": "[m]\nx = 1\n", "b/default/macros.conf": ""})
    old = layers.app("a")
    (old.root / "default" / "macros.conf").write_text("[m]\nx = 2\n")
    layers = layers.with_app(home(tmp_path / "etc").app("a"))
    assert layers.context("a").conf("macros").get("m", "x") == "2"
    assert sorted(app.id for app in layers.apps) == ["a", "b", *BUILT_IN]


def write(folder, files):
    """The layers of `folder`/etc with these files."""
    etc = folder / "etc"
    for name, text in files.items():
        top = name.partition("/")[0]
        path = etc / name if top in ("system", "users") else etc / "apps" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if top not in ("system", "users"):
            app_conf = etc / "apps" / top / "default" / "app.conf"
            app_conf.parent.mkdir(parents=True, exist_ok=True)
            app_conf.touch()
    return home(etc)


def place(file, folder):
    return Path(file).relative_to(folder / "etc").as_posix().removeprefix("apps/")
