"""Users and their passwords."""

from __future__ import annotations

import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import ConfError, NotFound, NotWritten
from minisplunk.rest.instance import users as users_module
from minisplunk.rest.instance.users import User, Users

ANN = User("ann", ("admin", "power"), "", "Ann Other", "ann@example.com", "search", "Europe/Vienna")


def test_a_user_has_one_password():
    users = Users()
    users.put(ANN, "secret")
    assert users.check("ann", "secret") == users.user("ann")
    assert users.check("ann", "secret") is not None  # the second time it is known
    assert [users.check(*given) for given in (("ann", "Secret"), ("ann", ""), ("bob", "secret"), ("", ""))] == [
        None
    ] * 4


def test_a_new_password_ends_the_old_one():
    users = Users()
    users.put(ANN, "old")
    assert users.check("ann", "old")
    users.put(users.user("ann"), "new")
    assert users.check("ann", "old") is None
    assert users.check("ann", "new")


def test_a_change_without_a_password_keeps_it():
    users = Users()
    changed = users.put(ANN, "secret")
    users.put(User("ann", ("user",), changed.password_hash))
    assert users.check("ann", "secret") == User("ann", ("user",), changed.password_hash)


def test_a_removed_user_is_nobody():
    users = Users()
    users.put(ANN, "secret")
    users.remove("ann")
    assert users.check("ann", "secret") is None
    assert list(users) == []
    with pytest.raises(NotFound, match="Could not find object id=ann"):
        users.remove("ann")


def test_the_file_keeps_users_and_no_password(tmp_path):
    file = tmp_path / "etc" / "passwd"
    Users(file).put(ANN, "secret")
    text = file.read_text()
    assert text.startswith(":ann:$scrypt$")
    assert "secret" not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = Users(file)
    assert again.check("ann", "secret")
    assert (again.user("ann").roles, again.user("ann").time_zone) == (ANN.roles, ANN.time_zone)
    assert [path.name for path in file.parent.iterdir()] == ["passwd"]


def test_lines_of_the_file_that_are_no_user_of_ours_are_passed_over(tmp_path):
    file = tmp_path / "passwd"
    file.write_text(":eve:$6$salt$hash::Eve:admin:::\n\ngarbage\n:bob:\n")
    assert list(Users(file)) == []


def test_a_file_that_is_no_text_says_so(tmp_path):
    file = tmp_path / "passwd"
    file.write_bytes(b":ann:\xff")
    with pytest.raises(ConfError, match=r"passwd: is no UTF-8, so nobody knows who may log in$"):
        Users(file)


def test_a_change_that_cannot_be_written_has_not_happened(tmp_path):
    file = tmp_path / "etc" / "passwd"
    users = Users(file)
    users.put(ANN, "secret")
    file.rename(tmp_path / "kept")
    file.mkdir()
    for change in (
        lambda: users.put(ANN, "another"),
        lambda: users.put(User("bob", (), ""), "secret"),
        lambda: users.remove("ann"),
    ):
        with pytest.raises(NotWritten, match=r"^passwd cannot be written: .*\. Nothing was changed\.$"):
            change()
    assert [user.name for user in users] == ["ann"]
    assert (users.check("ann", "secret"), users.check("ann", "another")) == (users.user("ann"), None)
    assert [path.name for path in file.parent.iterdir()] == ["passwd"]


def test_the_same_password_has_another_hash_each_time():
    users = Users()
    hashes = {users.put(User(name, (), ""), "secret").password_hash for name in ("ann", "bob")}
    assert len(hashes) == 2


def test_a_hash_is_not_shown():
    assert "scrypt" not in repr(Users().put(ANN, "secret"))


@pytest.mark.parametrize("name", ["a:b", "a\nb", "a;b", "", ".", "..", ".hidden", "a/..", "a\\..", "a\0"])
def test_a_name_that_the_file_cannot_hold_is_refused(name):
    with pytest.raises(ConfError):
        Users().put(User(name, (), ""), "secret")


@given(st.text())
def test_any_text_may_be_a_password(password):
    users = Users()
    users.put(ANN, password)
    assert users.check("ann", password)
    assert users.check("ann", f"{password}x") is None


@pytest.mark.parametrize("name", ["nobody", "splunk-system-user", "Splunk-System-User", "a b", "a/b", "..", "a\\.."])
def test_names_that_stand_for_somebody_else_are_refused(rest, name):
    reply = rest("POST", "/services/authentication/users", name=name, password="a-long-password", roles="user")
    assert reply.status == 400
    assert b"cannot be named" in reply.body


def test_few_slow_hashes_are_made_at_the_same_time(monkeypatch):
    """However many clients ask for one: each takes a core and much memory."""
    made = users_module.hashed
    lock, now, most = threading.Lock(), 0, 0

    def counted(*given):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        try:
            return made(*given)
        finally:
            with lock:
                now -= 1

    monkeypatch.setattr(users_module, "hashed", counted)
    monkeypatch.setattr(users_module, "_AT_ONCE", 2)
    users = Users()
    with ThreadPoolExecutor(8) as clients:
        assert list(clients.map(lambda n: users.check(f"nobody{n}", "wrong"), range(8))) == [None] * 8
    assert most <= 2
