"""The merged conf files, as btool prints them."""

from minisplunk.conf import home
from minisplunk.conf.btool import btool

FILES = {
    "a/default/macros.conf": "[m]\ndefinition = index=x \\\n  | head\ndescription = shipped\n[b]\ndefinition = 1\n",
    "a/local/macros.conf": "[m]\ndescription = mine\n[mm(1)]\nargs = x\n",
}


def test_stanzas_and_settings_in_order(tmp_path):
    assert btool(view(tmp_path), "macros") == [
        "[b]",
        "definition = 1",
        "[comment(1)]",
        "args = text",
        'definition = ""',
        "iseval = 1",
        "[m]",
        "definition = index=x ",
        "  | head",
        "description = mine",
        "[mm(1)]",
        "args = x",
    ]


def test_stanzas_that_begin_alike(tmp_path):
    assert btool(view(tmp_path), "macros", "mm") == ["[mm(1)]", "args = x"]


def test_with_the_files(tmp_path):
    assert btool(view(tmp_path), "macros", "m", debug=True) == [
        "etc/apps/a/local/macros.conf   [m]",
        "etc/apps/a/default/macros.conf definition = index=x ",
        "etc/apps/a/default/macros.conf   | head",
        "etc/apps/a/local/macros.conf   description = mine",
        "etc/apps/a/local/macros.conf   [mm(1)]",
        "etc/apps/a/local/macros.conf   args = x",
    ]


def test_the_columns_are_even_when_the_files_are_shown_shortly(tmp_path):
    view_ = view(tmp_path, "[x]\nTZ = UTC\n")
    lines = btool(view_, "props", "x", debug=True)
    assert {line[: len("etc/apps/a/default/props.conf ")].rstrip() for line in lines} == {
        "etc/apps/a/default/props.conf",
        "system/default/props.conf",
    }
    assert "etc/apps/a/default/props.conf TZ = UTC" in lines
    assert "system/default/props.conf     TRUNCATE = 10000" in lines


def test_the_system_s_own_files_are_named_shortly(tmp_path):
    assert "system/default/limits.conf [kv]" in btool(view(tmp_path), "limits", debug=True)


def test_what_a_stanza_inherits_is_printed_with_it(tmp_path):
    assert "TRUNCATE = 10000" in btool(view(tmp_path, "[x]\nTZ = UTC\n"), "props", "x")


def test_nothing(tmp_path):
    assert btool(view(tmp_path), "nothing", debug=True) == []


def view(tmp_path, props=""):
    for name, text in (FILES | {"a/default/app.conf": "", "a/default/props.conf": props}).items():
        path = tmp_path / "etc" / "apps" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return home(tmp_path / "etc").context("a")
