"""Waiting, in a time that passes only in sleep."""

from __future__ import annotations

import pytest

from minisplunk.targets.faults import Overdue
from minisplunk.targets.waiting import NotYet, until


class Steady:
    def __init__(self):
        self.now, self.slept = 100.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time(monkeypatch):
    time = Steady()
    monkeypatch.setattr("minisplunk.targets.waiting.time", time)
    return time


def answers(*given):
    left = list(given)

    def check():
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return check


def test_what_is_there_at_once_is_not_waited_for(time):
    assert until("it", answers(0), seconds=0) == 0
    assert time.slept == []


def test_it_asks_soon_at_first_and_then_in_its_own_time(time):
    assert until("it", answers(None, NotYet("not yet"), None, None, "there"), seconds=10, every=0.05) == "there"
    assert time.slept == [0.01, 0.02, 0.04, 0.05]


def test_it_asks_once_more_at_the_very_end(time):
    assert until("it", answers(None, None, None, "there"), seconds=0.04) == "there"
    assert time.slept == pytest.approx([0.01, 0.02, 0.01])


@pytest.mark.parametrize(
    ("last", "hint", "message"),
    [
        (None, "", "Waited 3 s for the moon."),
        (NotYet("it is new"), "", "Waited 3 s for the moon: it is new."),
        (NotYet("It is new."), "Look again tomorrow.", "Waited 3 s for the moon: It is new. Look again tomorrow."),
    ],
    ids=["nothing seen", "something seen", "a sentence seen, and a hint"],
)
def test_it_says_what_it_waited_for_and_what_was_there_last(time, last, hint, message):
    def look():
        if time.now < 102.9:
            raise NotYet("it is full")
        return answers(last)()

    with pytest.raises(Overdue) as raised:
        until("the moon", look, seconds=3, hint=hint)
    assert raised.value.message == message
    assert raised.value.exit_code == 2


def test_what_else_a_check_raises_ends_it(time):
    with pytest.raises(ZeroDivisionError):
        until("it", answers(None, ZeroDivisionError()), seconds=10)
    assert time.slept == [0.01]
