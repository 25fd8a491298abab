"""A folder read as an app."""

import os
from pathlib import Path

import pytest

from minisplunk.conf import load
from minisplunk.conf.app import found
from minisplunk.errors import ConfError

REPOSITORY = Path(__file__).parent.parent.parent
APP_CONF = "[launcher]\nversion = 1.2.3\n[ui]\nlabel = My App\n[package]\nid = my_app\n"


def test_the_repository_is_an_app():
    app = load(REPOSITORY)
    assert app.id == "DA-ESS-AwsConsoleMfa"
    assert app.version == app.default["app"].get("launcher", "version")
    assert app.label == "AWS Console MFA Detection"
    assert app.enabled
    assert not app.warnings
    assert app.metadata.exported(("macros", "cloudtrail"))


def test_an_app_is_read(tmp_path):
    app = load(
        folder(
            tmp_path,
            {
                "default/app.conf": APP_CONF,
                "default/macros.conf": "[m]\ndefinition = 1\n",
                "default/.macros.conf": "nonsense",
                "default/notes.txt": "nonsense",
                "local/macros.conf": "[m]\ndefinition = 2\n",
                "metadata/default.meta": "[]\nexport = system\n",
                "metadata/local.meta": "[macros/m]\nowner = ann\n",
                "lookups/hosts.csv": "host\n",
                "lookups/deep/other.csv": "host\n",
            },
        )
    )
    assert (app.id, app.version, app.label, app.root) == ("my_app", "1.2.3", "My App", tmp_path / "folder")
    assert sorted(app.default) == ["app", "macros"]
    assert app.default["macros"].get("m", "definition") == "1"
    assert app.local["macros"].get("m", "definition") == "2"
    assert app.metadata.exported(("macros", "m"))
    assert app.metadata.owner(("macros", "m")) == "ann"
    assert app.metadata.owner(("macros", "n")) == "nobody"
    assert dict(app.files["lookups"]) == {"hosts.csv": tmp_path / "folder" / "lookups" / "hosts.csv"}


def test_local_settings_of_app_conf_count_first(tmp_path):
    files = {"default/app.conf": APP_CONF, "local/app.conf": "[ui]\nlabel = Other\n[install]\nstate = disabled\n"}
    app = load(folder(tmp_path, files))
    assert (app.label, app.version, app.enabled) == ("Other", "1.2.3", False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "folder"),
        ("[package]\nid = app.one-2\n", "app.one-2"),
        ("[id]\nname = named\n", "named"),
        ("[id]\nname = named\n[package]\nid = package\n", "package"),
        ("[package]\nid =\n", "folder"),
    ],
)
def test_the_name_of_an_app(tmp_path, text, name):
    assert load(folder(tmp_path, {"default/app.conf": text})).id == name


@pytest.mark.parametrize("name", ["../x", "a/b", "a b", ".hidden", "dot.", "con", "LPT1.x", "Ä", "a" * 101, "-a"])
def test_a_name_that_splunk_does_not_take(tmp_path, name):
    with pytest.raises(ConfError, match=r"app\.conf:2: .* cannot name an app"):
        load(folder(tmp_path, {"default/app.conf": f"[package]\nid = {name}\n"}))


def test_the_folder_of_an_unnamed_app_has_to_name_it(tmp_path):
    (tmp_path / "my app" / "default").mkdir(parents=True)
    (tmp_path / "my app" / "default" / "app.conf").touch()
    with pytest.raises(ConfError, match="'my app' cannot name an app"):
        load(tmp_path / "my app")


def test_the_present_folder_may_name_an_app(tmp_path, monkeypatch):
    monkeypatch.chdir(folder(tmp_path, {"default/app.conf": ""}))
    assert load(Path()).id == "folder"


def test_no_app(tmp_path):
    with pytest.raises(ConfError, match=r"^.*/folder: is not a Splunk app: it has no default/app\.conf$"):
        load(folder(tmp_path, {"default/macros.conf": ""}))


def test_a_broken_file_is_named_with_its_line(tmp_path):
    app = folder(tmp_path, {"default/app.conf": APP_CONF, "local/macros.conf": "[m]\na = 1\na = 2\n"})
    with pytest.raises(ConfError, match=r"^.*/folder/local/macros\.conf:3: a is set twice in \[m\], first on line 2$"):
        load(app)
    assert [str(warning) for warning in load(app, strict=False).warnings] == [
        f"{app}/local/macros.conf:3: a is set twice in [m], first on line 2"
    ]


@pytest.mark.skipif(os.name != "posix", reason="there are no FIFOs")
def test_a_file_that_cannot_be_read_costs_its_settings(tmp_path):
    app = folder(tmp_path, {"default/app.conf": APP_CONF, "default/macros.conf": "[m]\ndefinition = x\n"})
    (app / "local").mkdir()
    os.mkfifo(app / "local" / "macros.conf")
    problem = "local/macros.conf: cannot be read: it is a FIFO, not a plain file"
    with pytest.raises(ConfError, match=problem):
        load(app)
    lenient = load(app, strict=False)
    assert [str(warning) for warning in lenient.warnings] == [f"{app}/{problem}"]
    assert lenient.default["macros"].get("m", "definition") == "x"


def test_a_folder_of_etc_apps_needs_no_app_conf(tmp_path):
    app = found(folder(tmp_path, {"local/macros.conf": "[m]\ndefinition = x\n"}))
    assert (app.id, app.local["macros"].get("m", "definition")) == ("folder", "x")
    assert found(folder(tmp_path, {"default/app.conf": "[package]\nid = no name\n"})).id == "folder"


def test_an_error_names_the_folder_it_is_told(tmp_path):
    app = folder(tmp_path, {"default/app.conf": "nonsense"})
    with pytest.raises(ConfError, match=r"^x\.spl/app/default/app\.conf:1: "):
        load(app, shown=Path("x.spl/app"))


def folder(tmp_path, files):
    for name, text in files.items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "folder"
