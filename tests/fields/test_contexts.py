"""Contexts of one state of the conf files."""

from minisplunk.conf import home
from minisplunk.fields import Contexts

FILES = {
    "apps/a/default/app.conf": "",
    "apps/a/default/macros.conf": "[open]\nx = 1\n[closed]\nx = 2\n",
    "apps/a/metadata/default.meta": "[macros/closed]\naccess = read : [ power ]\n",
    "users/ann/a/local/macros.conf": "[own]\nx = 3\n",
}


def contexts(folder):
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Contexts(home(folder))


def macros(found, *args):
    return sorted(found.context(*args)[0].conf("macros").stanzas)


def test_a_context_is_worked_out_once(tmp_path):
    found = contexts(tmp_path)
    assert found.context("a", "ann") is found.context("a", "ann")
    assert found.context("a", "bob") is found.context("a", "carl")
    assert found.everywhere is found.everywhere


def test_what_a_user_has_of_their_own(tmp_path):
    found = contexts(tmp_path)
    assert macros(found, "a", "ann") == ["closed", "comment(1)", "open", "own"]
    assert macros(found, "a", "bob") == ["closed", "comment(1)", "open"]


def test_roles_decide_what_is_readable(tmp_path):
    found = contexts(tmp_path)
    assert macros(found, "a", "bob", ("user",)) == ["comment(1)", "open"]
    assert macros(found, "a", "bob", ("power",)) == ["closed", "comment(1)", "open"]
    assert macros(found, "a", "bob", ("admin",)) == ["closed", "comment(1)", "open"]
    assert macros(found, "a", "bob", ("splunk-system-role",)) == ["closed", "comment(1)", "open"]


def test_what_roles_may_do(tmp_path):
    found = contexts(tmp_path)
    assert "admin_all_objects" in found.capabilities(["admin"])
    assert "admin_all_objects" not in found.capabilities(["user"])
    assert found.readers(["admin"]) is None
    assert found.readers(["power"]) == {"power", "user"}
