"""The objects of conf files in namespaces; shared and moved."""

import pytest

from minisplunk.conf import Level, home
from minisplunk.conf.objects import Scope, moved, objects, removed, shared
from minisplunk.errors import ConfError, NotFound

FILES = {
    "apps/a/default/app.conf": "",
    "apps/a/default/macros.conf": "[shipped]\nx = 1\n",
    "apps/a/local/macros.conf": "[shipped]\nx = 2\n[written]\nx = 3\n",
    "apps/b/default/app.conf": "",
    "apps/b/default/macros.conf": "[exported]\nx = 4\n[hidden]\nx = 5\n",
    "apps/b/metadata/default.meta": "[]\naccess = read : [ * ], write : [ power ]\n"
    "[macros/exported]\nexport = system\n",
    "users/ann/a/local/macros.conf": "[written]\nx = 6\n",
    "users/bob/b/local/macros.conf": "[own]\nx = 7\n",
    "system/local/macros.conf": "[base]\nx = 8\n",
}


@pytest.fixture
def layers(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return home(tmp_path)


def found(layers, app, owner):
    return list(objects(layers, layers.context, "macros", Scope(app, owner)))


def one(layers, app, owner, name):
    [item] = [item for item in found(layers, app, owner) if item.name == name]
    return item


@pytest.mark.parametrize(
    ("app", "owner", "expected"),
    [
        ("a", "nobody", ["base 8", "exported 4", "shipped 2", "written 3"]),
        ("a", "ann", ["base 8", "exported 4", "shipped 2", "written 6"]),
        ("a", None, ["base 8", "exported 4", "shipped 2", "written 3", "written 6"]),
        ("b", "nobody", ["base 8", "exported 4", "hidden 5"]),
        (None, "nobody", ["base 8", "exported 4", "hidden 5", "shipped 2", "written 3"]),
        (None, "bob", ["base 8", "exported 4", "hidden 5", "own 7", "shipped 2", "written 3"]),
        (None, None, ["base 8", "exported 4", "hidden 5", "own 7", "shipped 2", "written 3", "written 6"]),
    ],
)
def test_a_namespace(layers, app, owner, expected):
    ours = (item for item in found(layers, app, owner) if item.name != "comment(1)")
    assert sorted(f"{item.name} {item.stanza.get('x')}" for item in ours) == expected


@pytest.mark.parametrize(
    ("name", "level", "owner", "sharing", "write", "removable"),
    [
        ("shipped", Level("a"), "nobody", "app", ("admin",), True),
        ("exported", Level("b"), "nobody", "global", ("power",), False),
        ("written", Level("a", "ann"), "ann", "user", (), True),
        ("base", Level("system"), "nobody", "system", ("admin",), True),
    ],
)
def test_what_is_known_of_an_object(layers, name, level, owner, sharing, write, removable):
    item = one(layers, "a", "ann", name)
    assert (item.level, item.owner, item.sharing, item.access.write, item.removable) == (
        level,
        owner,
        sharing,
        write,
        removable,
    )


def test_an_app_that_is_not_installed(layers):
    with pytest.raises(NotFound):
        found(layers, "none", "nobody")


@pytest.mark.parametrize(
    ("name", "user", "roles", "writable"),
    [
        ("exported", "bob", ["power"], True),
        ("exported", "bob", ["user"], False),
        ("written", "ann", [], True),
        ("written", "bob", ["admin"], False),
    ],
)
def test_who_may_write(layers, name, user, roles, writable):
    assert one(layers, "a", "ann", name).writable(user, roles) is writable


def test_an_object_is_shared_and_made_private_again(layers):
    own = one(layers, "b", "bob", "own")
    everywhere = shared(moved(layers, own, Level("b")), own, "global", "bob", ["user"], None)
    item = one(everywhere, "a", "nobody", "own")
    assert (item.level, item.owner, item.sharing, item.access.read, item.access.write) == (
        Level("b"),
        "bob",
        "global",
        ("user",),
        ("power",),
    )
    private = shared(moved(everywhere, item, Level("b", "ann")), item, "user", "ann", None, None)
    assert one(private, "b", "ann", "own").level == Level("b", "ann")
    assert not private.app("b").metadata.local.stanzas


def test_an_object_that_is_there_is_not_overwritten(layers):
    with pytest.raises(ConfError, match="Cannot overwrite existing app object"):
        moved(layers, one(layers, "a", "ann", "written"), Level("a"))


@pytest.mark.parametrize("name", ["shipped", "exported"])
def test_what_came_with_an_app_stays_in_it(layers, name):
    with pytest.raises(ConfError, match=f"{name} came with the app"):
        moved(layers, one(layers, "a", "nobody", name), Level("search"))


def test_what_was_written_of_an_object_is_taken_away(layers):
    layers = removed(layers, one(layers, "a", "nobody", "shipped"))
    assert one(layers, "a", "nobody", "shipped").stanza.get("x") == "1"
    assert not one(layers, "a", "nobody", "shipped").removable
