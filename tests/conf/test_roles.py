"""Roles, what they import and what they may do."""

import pytest

from minisplunk.conf import home, roles

AUTHORIZE = """
[role_reader]
importRoles = base
search = enabled
srchJobsQuota = 3

[role_base]
importRoles = reader;gone
edit_tcp = enabled
edit_user = disabled

[capability::fly]
"""


@pytest.fixture
def view(tmp_path):
    path = tmp_path / "system" / "local" / "authorize.conf"
    path.parent.mkdir(parents=True)
    path.write_text(AUTHORIZE)
    return home(tmp_path).global_context()


def test_imported_roles_come_once_even_in_a_circle(view):
    assert roles.with_imported(view, ["reader"]) == ("reader", "base", "gone")
    assert roles.with_imported(view, ["base", "reader"]) == ("base", "reader", "gone")


def test_capabilities_are_those_that_are_enabled_in_any_role(view):
    assert roles.capabilities(view, ["base"]) == {"search", "edit_tcp"}
    assert roles.capabilities(view, ["gone"]) == frozenset()
    assert roles.capabilities(view, []) == frozenset()


def test_all_capabilities_are_those_declared_and_those_held(view):
    assert {"fly", "search", "edit_tcp"} <= roles.all_capabilities(view)
    assert "edit_user" in roles.all_capabilities(view)  # the system's admin has it
    assert "srchJobsQuota" not in roles.all_capabilities(view)


@pytest.mark.parametrize(
    ("role", "capability", "held"),
    [
        ("admin", "admin_all_objects", True),
        ("admin", "search", True),
        ("admin", "edit_tcp", True),
        ("power", "schedule_search", True),
        ("power", "admin_all_objects", False),
        ("user", "schedule_search", False),
        ("user", "edit_tcp", False),
        ("user", "delete_by_keyword", False),
        ("can_delete", "delete_by_keyword", True),
        ("splunk-system-role", "admin_all_objects", True),
        ("sc_admin", "admin_all_objects", False),
        ("sc_admin", "edit_user", True),
    ],
)
def test_the_roles_that_each_splunk_has(view, role, capability, held):
    assert (capability in roles.capabilities(view, [role])) is held


def test_names(view):
    assert {"base", "reader", "admin", "user"} <= set(roles.names(view))
    assert roles.find(view, "none") is None
