"""Sessions: begun, used, ended, forgotten."""

from __future__ import annotations

from minisplunk.rest.instance.sessions import MOST, TIMEOUT, Sessions


class Watch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_session_is_known_by_its_key_alone():
    sessions = Sessions()
    key = sessions.begin("ann")
    assert sessions.use(key) == "ann"
    assert sessions.use(key[:-1]) is None
    assert sessions.use("") is None


def test_no_two_keys_are_the_same_and_none_is_short():
    sessions = Sessions()
    keys = {sessions.begin("ann") for _ in range(100)}
    assert len(keys) == 100
    assert min(map(len, keys)) >= 64


def test_a_session_ends_an_hour_after_its_last_use():
    watch = Watch()
    sessions = Sessions(watch)
    key = sessions.begin("ann")
    for _ in range(3):
        watch.seconds += TIMEOUT - 1
        assert sessions.use(key) == "ann"
    watch.seconds += TIMEOUT
    assert sessions.use(key) is None


def test_a_session_is_ended_once():
    sessions = Sessions()
    key = sessions.begin("ann")
    assert sessions.end(key)
    assert not sessions.end(key)
    assert sessions.use(key) is None


def test_all_sessions_of_a_user_end_together():
    sessions = Sessions()
    ann, anns_other, bob = sessions.begin("ann"), sessions.shared("ann"), sessions.begin("bob")
    sessions.end_of("ann")
    assert [sessions.use(key) for key in (ann, anns_other, bob)] == [None, None, "bob"]


def test_requests_with_a_password_share_a_session_while_it_lasts():
    watch = Watch()
    sessions = Sessions(watch)
    key = sessions.shared("ann")
    assert sessions.shared("ann") == key
    assert sessions.shared("bob") != key
    watch.seconds += TIMEOUT
    assert sessions.shared("ann") != key


def test_a_user_s_session_unused_for_longest_makes_room_for_another_of_that_user():
    sessions = Sessions()
    bob, first, second = sessions.begin("bob"), sessions.begin("eve"), sessions.begin("eve")
    assert sessions.use(first)
    for _ in range(MOST - 1):
        sessions.begin("eve")
    assert sessions.use(second) is None
    assert sessions.use(first) == "eve"
    for _ in range(2 * MOST):
        sessions.begin("eve")
    assert sessions.use(first) is None
    assert sessions.use(bob) == "bob"
    assert len(list(sessions.items())) == MOST + 1
    sessions.end_of("eve")
    assert len({sessions.begin("eve") for _ in range(MOST)}) == MOST
    assert len(list(sessions.items())) == MOST + 1


def test_sessions_are_listed_with_how_long_they_are_idle():
    watch = Watch()
    sessions = Sessions(watch)
    key = sessions.begin("ann")
    watch.seconds += 5
    (found,) = sessions.items()
    assert (found[0], found[1].user, found[1].idle) == (key, "ann", 5)
