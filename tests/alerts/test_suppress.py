"""Throttling: what may act, given what has acted before."""

from __future__ import annotations

import errno
import os

import pytest

from minisplunk.alerts.suppress import Suppressor
from minisplunk.errors import ConfError, DataError, NotWritten

NOW = 1_772_539_200.0  # conftest.py

USERS = '| makeresults | eval user=split("{}", ",") | mvexpand user'
WHO = '| makeresults | eval user=split(`who`, ",") | mvexpand user'
RISK = [{"risk_object_field": "user", "risk_object_type": "user", "risk_score": 10}]
ALWAYS = {"action.risk": "1", "action.risk.param._risk": RISK, "alert.suppress": "1", "alert.suppress.period": "1h"}


@pytest.fixture
def run(alerting):
    """Dispatch the alert after some seconds, over these users: who scored, and how many were suppressed."""
    splunk = None

    def made(settings=None, users="al,bob", after=0):
        nonlocal splunk
        if splunk is None:
            splunk = alerting({**ALWAYS, "search": WHO, **(settings or {})})
        splunk.change("own", "macros", "who", {"definition": f'"{users}"'})
        splunk.clock.advance(after)
        done = splunk.dispatch("alert", app="own", trigger_actions=True)
        rows = splunk.search(f'search index=risk orig_sid="{done.job.sid}" | sort risk_object').results
        return [row["risk_object"] for row in rows], done.suppressed

    return made


def test_all_or_nothing_without_fields(run):
    assert run() == (["al", "bob"], 0)
    assert run(users="carol", after=3599) == ([], 1)
    assert run(users="carol,dan", after=1) == (["carol", "dan"], 0)


def test_a_suppressed_alert_does_not_prolong_it(run):
    run()
    run(after=3000)
    assert run(after=600) == (["al", "bob"], 0)


def test_each_row_by_its_fields(run):
    fields = {"alert.suppress.fields": "user"}
    assert run(fields, users="al,bob,al") == (["al", "bob"], 1)
    assert run(users="bob,carol", after=60) == (["carol"], 1)
    assert run(users="al,carol", after=3541) == (["al"], 1)


@pytest.mark.parametrize("fields", ["user, nosuch", '"user"', "user,,"])
def test_several_fields(run, fields):
    assert run({"alert.suppress.fields": fields}) == (["al", "bob"], 0)
    assert run(users="bob,carol", after=1) == (["carol"], 1)


def test_rows_without_the_field_are_one(run):
    assert run({"alert.suppress.fields": "nosuch"}) == (["al"], 1)


def test_without_digest_mode_too(run):
    assert run({"alert.suppress.fields": "user", "alert.digest_mode": "0"}) == (["al", "bob"], 0)
    assert run(users="bob,carol", after=1) == (["carol"], 1)


def test_switched_off(run):
    assert run({"alert.suppress": "0"}) == (["al", "bob"], 0)
    assert run() == (["al", "bob"], 0)


@pytest.mark.parametrize(
    ("period", "seconds"),
    [("60", 60), ("60s", 60), ("5m", 300), ("5 minutes", 300), ("2h", 7200), ("1d", 86400), ("", 60), ("0", 0)],
)
def test_periods(alerting, period, seconds):
    splunk = alerting({**ALWAYS, "alert.suppress.period": period})
    assert splunk.saved_search("alert", "own").suppression.period == seconds


@pytest.mark.parametrize("period", ["soon", "-1m", "1.5h", "1week", "1mon", "5 fortnights", "m"])
def test_what_is_no_period(alerting, period):
    splunk = alerting({**ALWAYS, "alert.suppress.period": period})
    with pytest.raises(ConfError, match=r"savedsearches.conf:\d+: "):
        splunk.saved_search("alert", "own")


def test_what_is_over_is_forgotten(alerting):
    splunk = alerting({**ALWAYS, "search": USERS.format("al,bob"), "alert.suppress.fields": "user"})
    for users in ("al,bob", "carol"):
        splunk.change("own", "savedsearches", "alert", {"search": USERS.format(users)})
        splunk.dispatch("alert", app="own", trigger_actions=True)
        splunk.clock.advance(3600)
    assert len(splunk.alerting.suppressor.until) == 1


def test_it_outlives_the_process(alerting, tmp_path):
    splunk = alerting({**ALWAYS, "search": USERS.format("al,bob"), "alert.suppress.fields": "user"})
    splunk.dispatch("alert", app="own", trigger_actions=True)
    (file,) = splunk.folder.rglob("suppression.json")
    later = Suppressor(file)
    saved = splunk.saved_search("alert", "own")
    assert later.silent_until(saved, NOW) == NOW + 3600
    assert later.admit(saved, [{"user": "bob"}, {"user": "carol"}], NOW + 60) == ([{"user": "carol"}], 1)
    later.lift(saved.key)
    later.silence(saved, NOW + 7200)
    assert Suppressor(file).until == {(saved.key, ()): NOW + 7200}
    later.lift(saved.key)
    assert Suppressor(file).until == {}


def test_so_many_values_are_kept_at_most(run, monkeypatch):
    monkeypatch.setattr("minisplunk.alerts.suppress.MOST", 2)
    fields = {"alert.suppress.fields": "user"}
    assert run(fields, users="al") == (["al"], 0)
    assert run(users="bob,carol", after=1) == (["bob", "carol"], 0)
    assert run(users="bob,carol", after=1) == ([], 2)
    assert run(users="al", after=1) == (["al"], 0)


@pytest.mark.parametrize("text", ["", "{}x", "[1]", '[["a", "b"]]', "[[[1, 2], [], 3]]"])
def test_a_file_that_says_something_else(text, tmp_path):
    file = tmp_path / "suppression.json"
    file.write_text(text)
    with pytest.raises(DataError, match="does not say which alerts are throttled"):
        Suppressor(file)


def test_what_cannot_be_written_down_suppresses_nothing(run, monkeypatch):
    def full(file, data):
        raise NotWritten(file, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    with monkeypatch.context() as patch:
        patch.setattr("minisplunk.alerts.suppress.replace_file", full)
        with pytest.raises(NotWritten, match=r"^suppression\.json cannot be written"):
            run()
    assert run() == (["al", "bob"], 0)
