"""Who is locked out after wrong passwords, for how long, and who never is."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from minisplunk.engine import Splunk
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.instance import Splunkd
from minisplunk.rest.instance.lockout import Lockout
from minisplunk.rest.instance.users import User, Users
from minisplunk.rest.management.port import ManagementPort

RIGHT, WRONG = "the right one", "a wrong one"


class Watch:
    def __init__(self) -> None:
        self.seconds, self.paused = 0.0, 0.0

    def __call__(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> None:
        self.paused += seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def splunkd(watch: Watch) -> Iterator[Splunkd]:
    """ann is a user, and root an administrator."""
    users = Users()
    for name, role in (("ann", "user"), ("bob", "user"), ("root", "admin")):
        users.put(User(name, (role,), ""), RIGHT)
    with Splunk() as splunk:
        yield Splunkd(splunk, users, lockout=Lockout(watch, watch.pause))


def tried(splunkd: Splunkd, user: str, *passwords: str) -> list[bool]:
    return [splunkd.sign_in(user, password) is not None for password in passwords]


def test_five_wrong_passwords_lock_a_user_out_for_half_an_hour(splunkd: Splunkd, watch: Watch) -> None:
    assert tried(splunkd, "ann", *[WRONG] * 4, RIGHT) == [False] * 4 + [True]
    assert tried(splunkd, "ann", *[WRONG] * 5, RIGHT) == [False] * 6
    assert tried(splunkd, "bob", RIGHT) == [True]
    watch.seconds += 1799
    assert tried(splunkd, "ann", RIGHT) == [False]
    watch.seconds += 1
    assert tried(splunkd, "ann", *[WRONG] * 4, RIGHT) == [False] * 4 + [True]


def test_what_was_tried_long_before_does_not_count(splunkd: Splunkd, watch: Watch) -> None:
    tried(splunkd, "ann", *[WRONG] * 4)
    watch.seconds += 300
    assert tried(splunkd, "ann", *[WRONG] * 4, RIGHT) == [False] * 4 + [True]


def test_many_at_once_are_no_more_than_one_after_the_other(splunkd: Splunkd) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(lambda number: splunkd.sign_in("ann", WRONG), range(8)))
    assert tried(splunkd, "ann", RIGHT) == [False]


def test_who_is_never_locked_out_is_slowed_down(splunkd: Splunkd, watch: Watch) -> None:
    assert tried(splunkd, "root", *[WRONG] * 4, RIGHT) == [False] * 4 + [True]
    assert watch.paused == 0
    assert tried(splunkd, "root", *[WRONG] * 10) == [False] * 10
    assert watch.paused == 6
    assert tried(splunkd, "root", RIGHT, WRONG) == [True, False]
    assert watch.paused == 6


def test_an_administrator_is_locked_out_where_the_role_says_so(splunkd: Splunkd) -> None:
    splunkd.splunk.change("system", "authorize", "role_admin", {"never_lockout": "disabled"})
    assert tried(splunkd, "root", *[WRONG] * 5, RIGHT) == [False] * 6


@pytest.mark.parametrize(
    ("setting", "value", "attempts", "seconds"),
    [
        ("lockoutAttempts", "2", 2, 1800),
        ("lockoutAttempts", "0", 5, 1800),
        ("lockoutAttempts", "many", 5, 1800),
        ("lockoutAttempts", "1000", 64, 1800),
        ("lockoutMins", "1", 5, 60),
        ("lockoutMins", "100000", 5, 86400),
    ],
)
def test_settings(splunkd: Splunkd, watch: Watch, setting: str, value: str, attempts: int, seconds: int) -> None:
    splunkd.splunk.change("system", "authentication", "splunk_auth", {setting: value})
    splunkd.users.check = lambda name, password: splunkd.users.find(name) if password == RIGHT else None  # type: ignore[method-assign]
    tried(splunkd, "ann", *[WRONG] * (attempts - 1))
    assert not splunkd.lockout.is_locked("ann")
    tried(splunkd, "ann", WRONG)
    watch.seconds += seconds - 1
    assert splunkd.lockout.is_locked("ann")
    watch.seconds += 1
    assert not splunkd.lockout.is_locked("ann")


def test_the_time_in_which_they_count_is_a_setting(splunkd: Splunkd, watch: Watch) -> None:
    splunkd.splunk.change("system", "authentication", "splunk_auth", {"lockoutThresholdMins": "1"})
    tried(splunkd, "ann", *[WRONG] * 4)
    watch.seconds += 60
    tried(splunkd, "ann", WRONG)
    assert not splunkd.lockout.is_locked("ann")


def test_nobody_is_locked_out_where_users_are_not(splunkd: Splunkd) -> None:
    splunkd.splunk.change("system", "authentication", "splunk_auth", {"lockoutUsers": "false"})
    assert tried(splunkd, "ann", *[WRONG] * 6, RIGHT) == [False] * 6 + [True]


def test_nothing_is_remembered_of_names_that_nobody_has(splunkd: Splunkd) -> None:
    tried(splunkd, "eve", WRONG)
    assert not splunkd.lockout.knows("eve")


def test_each_way_to_sign_in_counts_and_an_administrator_unlocks(splunkd: Splunkd) -> None:
    port = ManagementPort(splunkd)
    session = splunkd.sessions.begin("ann")

    def asked(path: str, authorization: str = "", **form: str) -> int:
        headers = {"authorization": authorization} if authorization else {}
        method, body = ("POST", urlencode(form).encode()) if form else ("GET", b"")
        return port.respond(Incoming(method, path, headers, body)).status

    def basic(password: str) -> str:
        return "Basic " + base64.b64encode(f"ann:{password}".encode()).decode()

    here = "/services/authentication/current-context"
    login = {"username": "ann", "password": WRONG}
    assert [asked("/services/auth/login", **login) for _ in range(2)] == [401] * 2
    assert [asked(here, basic(WRONG)) for _ in range(2)] == [401] * 2
    own = {"password": "of her own", "oldpassword": WRONG}
    assert asked("/services/authentication/users/ann", f"Splunk {session}", **own) == 400
    assert asked("/services/auth/login", **{**login, "password": RIGHT}) == 401
    assert asked(here, basic(RIGHT)) == 401
    assert asked(here, f"Splunk {session}") == 200  # a session goes on
    assert asked("/services/authentication/users/ann", f"Splunk {session}", **{"locked-out": "0"}) == 200
    assert asked(here, basic(RIGHT)) == 401
    root = f"Splunk {splunkd.sessions.begin('root')}"
    assert (
        b'"locked-out":true'
        in port.respond(
            Incoming("GET", "/services/authentication/users/ann?output_mode=json", {"authorization": root})
        ).body
    )  # type: ignore[union-attr]
    assert asked("/services/authentication/users/ann", root, **{"locked-out": "false"}) == 200
    assert asked(here, basic(RIGHT)) == 200
