"""Apps installed and upgraded, from folders and archives."""

import errno
import os
import tarfile

import pytest

from minisplunk.conf import AlreadyInstalled, install, load, prepared, uninstall
from minisplunk.errors import ConfError, NotWritten

OLD = {
    "default/app.conf": "[package]\nid = app\n[launcher]\nversion = 1.0.0\n",
    "default/macros.conf": "[m]\ndefinition = old\n",
    "default/tags.conf": "[a=b]\nc = enabled\n",
    "metadata/default.meta": "[]\nexport = none\n",
    "lookups/shipped.csv": "old\n",
}
NEW = {
    "default/app.conf": "[package]\nid = app\n[launcher]\nversion = 2.0.0\n",
    "default/macros.conf": "[m]\ndefinition = new\n",
    "metadata/default.meta": "[]\nexport = system\n",
    "lookups/shipped.csv": "new\n",
}
MADE_HERE = {
    "local/macros.conf": "[m]\ndefinition = mine\n",
    "local/data/ui/views/mine.xml": "<dashboard/>",
    "metadata/local.meta": "[macros/m]\nowner = ann\n",
    "lookups/mine.csv": "mine\n",
}
KINDS = ["folder", "archive"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_first_installation(tmp_path, kind):
    app = install(source(tmp_path / "new", kind, NEW), tmp_path / "etc" / "apps")
    assert (app.id, app.version, app.root) == ("app", "2.0.0", tmp_path / "etc" / "apps" / "app")
    assert app.default["macros"].find("m", "definition").file == app.root / "default" / "macros.conf"
    assert contents(app.root) == NEW


@pytest.mark.parametrize("kind", KINDS)
def test_an_upgrade_replaces_the_app_and_keeps_what_was_made_here(tmp_path, kind):
    apps = tmp_path / "apps"
    install(source(tmp_path / "old", "folder", OLD), apps)
    write(apps / "app", MADE_HERE)
    app = install(source(tmp_path / "new", kind, NEW), apps)
    assert contents(app.root) == NEW | MADE_HERE
    assert app.local["macros"].get("m", "definition") == "mine"


@pytest.mark.parametrize("kind", KINDS)
def test_an_app_that_is_there_and_not_to_be_upgraded(tmp_path, kind):
    apps = tmp_path / "apps"
    install(source(tmp_path / "old", "folder", OLD), apps)
    with pytest.raises(AlreadyInstalled, match=r'^App "app" already exists'):
        install(source(tmp_path / "new", kind, NEW), apps, upgrade=False)
    assert contents(apps / "app") == OLD


@pytest.mark.parametrize("kind", KINDS)
def test_an_app_of_another_name_than_said(tmp_path, kind):
    with pytest.raises(ConfError, match="is the app 'app', not 'other'"):
        install(source(tmp_path / "new", kind, NEW), tmp_path / "apps", name="other")
    assert install(source(tmp_path / "new", kind, NEW), tmp_path / "apps", name="app").id == "app"


def test_an_app_cannot_be_the_system(tmp_path):
    with pytest.raises(ConfError, match="an app cannot be named 'system'"):
        install(source(tmp_path / "new", "folder", {"default/app.conf": "[package]\nid = system\n"}), tmp_path / "apps")


def test_an_app_is_taken_away(tmp_path):
    app = install(source(tmp_path / "new", "folder", NEW), tmp_path / "apps")
    uninstall(app)
    assert list((tmp_path / "apps").iterdir()) == []
    with pytest.raises(NotWritten, match="app cannot be written"):
        uninstall(app)


@pytest.mark.parametrize("kind", KINDS)
def test_local_settings_that_an_app_brings_count_on_the_first_installation_only(tmp_path, kind):
    brought = {"local/macros.conf": "[m]\ndefinition = brought\n", "metadata/local.meta": "[]\nowner = bob\n"}
    apps = tmp_path / "apps"
    assert contents(install(source(tmp_path / "new", kind, NEW | brought), apps).root) == NEW | brought
    write(apps / "app", MADE_HERE)
    assert contents(install(source(tmp_path / "newer", kind, NEW | brought), apps).root) == NEW | MADE_HERE


def test_only_splunk_s_own_folders_are_taken(tmp_path):
    ours = {"bin/run.py": "", "README/x.conf.spec": "", "static/appIcon.png": "", "app.manifest": "{}", "lib/x.py": ""}
    other = {
        ".git/config": "",
        "README.md": "",
        "minisplunk/conf.py": "",
        "tests/x.py": "",
        "bin/__pycache__/run.pyc": "",
        "bin/.DS_Store": "",
    }
    app = install(source(tmp_path / "repository", "folder", NEW | ours | other), tmp_path / "apps")
    assert contents(app.root) == NEW | ours


def test_a_readme_file_is_no_folder_of_splunk_s(tmp_path):
    app = install(source(tmp_path / "repository", "folder", NEW | {"README": "text"}), tmp_path / "apps")
    assert contents(app.root) == NEW


def test_an_app_installed_where_it_lies_is_itself(tmp_path):
    app = install(source(tmp_path / "apps" / "app", "folder", NEW | MADE_HERE), tmp_path / "apps")
    assert contents(app.root) == NEW | MADE_HERE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({"default/app.conf": "[package]\nid = ..\n"}, "cannot name an app"),
        ({"default/app.conf": "[package]\nid = system\n"}, "named 'system'|says 'system'"),
    ],
    ids=["broken name", "reserved name"],
)
def test_a_broken_version_leaves_the_old_one_as_it_was(tmp_path, kind, files, error):
    apps = tmp_path / "apps"
    install(source(tmp_path / "old", "folder", OLD), apps)
    write(apps / "app", MADE_HERE)
    with pytest.raises(ConfError, match=error) as raised:
        install(source(tmp_path / "new", kind, NEW | files), apps)
    assert str(raised.value).startswith(str(tmp_path / "new"))
    assert contents(apps / "app") == OLD | MADE_HERE
    assert [path.name for path in apps.iterdir()] == ["app"]


def test_a_refused_archive_leaves_nothing_behind(tmp_path):
    (tmp_path / "x.spl").write_bytes(b"no archive")
    with pytest.raises(ConfError, match=r"x\.spl: is not an app archive"):
        install(tmp_path / "x.spl", tmp_path / "apps")
    assert list((tmp_path / "apps").iterdir()) == []


def test_an_archive_whose_folder_has_another_name(tmp_path):
    path = write(tmp_path / "other", NEW)
    with tarfile.open(tmp_path / "x.spl", "w:gz") as archive:
        archive.add(path, "other")
    with pytest.raises(ConfError, match=r"x\.spl: its folder is 'other', and its app\.conf says 'app'"):
        install(tmp_path / "x.spl", tmp_path / "apps")


def test_a_source_that_does_not_exist(tmp_path):
    with pytest.raises(ConfError, match=r"none\.spl: does not exist: an app's folder or archive"):
        install(tmp_path / "none.spl", tmp_path / "apps")


def test_a_folder_that_is_no_app(tmp_path):
    with pytest.raises(ConfError, match="is not a Splunk app"):
        install(tmp_path, tmp_path / "apps")


def test_a_place_that_is_a_file(tmp_path):
    (tmp_path / "apps").write_text("")
    with pytest.raises(NotWritten, match=r"^apps cannot be written: "):
        install(source(tmp_path / "new", "folder", NEW), tmp_path / "apps")


def test_a_link_to_nowhere_in_a_folder(tmp_path):
    path = source(tmp_path / "new", "folder", NEW)
    (path / "bin").mkdir()
    (path / "bin" / "gone").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ConfError, match=r"bin/gone: cannot be installed: No such file"):
        install(path, tmp_path / "apps")
    assert list((tmp_path / "apps").iterdir()) == []


@pytest.mark.parametrize("kind", ["folder", "archive"])
def test_a_full_disk_leaves_all_as_it_was(tmp_path, kind, monkeypatch):
    install(source(tmp_path / "old", "folder", OLD), tmp_path / "apps")
    new = source(tmp_path / "new", kind, NEW)

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("shutil.copyfileobj" if kind == "folder" else "minisplunk.conf.archive._write", full)
    with pytest.raises(NotWritten, match=r"^apps cannot be written: No space left on device\. Nothing"):
        install(new, tmp_path / "apps")
    assert contents(tmp_path / "apps" / "app") == OLD
    assert [path.name for path in (tmp_path / "apps").iterdir()] == ["app"]


def test_what_fails_afterwards_takes_the_new_version_back(tmp_path):
    install(source(tmp_path / "old", "folder", OLD), tmp_path / "apps")
    new = prepared(source(tmp_path / "new", "folder", NEW), tmp_path / "apps")
    with pytest.raises(KeyError), new as app, app.in_place(upgrade=True):
        raise KeyError
    assert contents(tmp_path / "apps" / "app") == OLD
    assert [path.name for path in (tmp_path / "apps").iterdir()] == ["app"]


def test_faults_that_splunk_passes_over_are_warnings(tmp_path):
    path = source(tmp_path / "new", "folder", NEW | {"default/macros.conf": "[m]\na = 1\na = 2\n"})
    assert len(install(path, tmp_path / "apps").warnings) == 1
    assert load(tmp_path / "apps" / "app", strict=False).default["macros"].get("m", "a") == "2"


def source(path, kind, files):
    if kind == "folder":
        return write(path, files)
    write(path.parent / f"{path.name}.d", files)
    spl = path.with_suffix(".spl")
    with tarfile.open(spl, "w:gz") as archive:
        archive.add(path.parent / f"{path.name}.d", "app")
    return spl


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}
