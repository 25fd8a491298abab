"""Triggered alerts are listed until they expire, by whichever process."""

from __future__ import annotations

import pytest
import splunklib.client

from minisplunk import disk
from minisplunk.alerts import fired
from minisplunk.alerts.fired import FiredAlert, FiredAlerts
from minisplunk.engine import Splunk
from minisplunk.errors import DataError, NotWritten
from minisplunk.rest.server import serve
from minisplunk.times import ManualClock

NOW = 1_772_539_200.0  # conftest.py
SEARCH = {
    "search": "| makeresults",
    "actions": "",
    "alert.track": "1",
    "alert.expires": "2h",
    "alert.suppress": "1",
    "alert.suppress.period": "1h",
}


def alert(number=0, expires=60.0):
    saved = ("nobody", "search", "ä")
    return FiredAlert(f"sid{number}", saved, NOW + number, NOW + number + expires, 3, True, ("risk",))


def test_they_outlive_the_process(tmp_path):
    file = tmp_path / "deep" / "fired.json"
    for number in range(3):
        FiredAlerts(file).add(alert(number))
    assert FiredAlerts(file).all(NOW) == [alert(2), alert(1), alert(0)]
    assert FiredAlerts(file).all(NOW + 61) == [alert(2)]
    assert FiredAlerts(file).remove(alert(1).name)
    assert not FiredAlerts(file).remove(alert(1).name)
    assert FiredAlerts(file).all(NOW) == [alert(2), alert(0)]


def test_what_has_expired_is_not_kept(tmp_path):
    listed = FiredAlerts(tmp_path / "fired.json")
    listed.add(alert(0, expires=1))
    listed.add(alert(5))
    assert FiredAlerts(listed.file).all(0) == [alert(5)]


def test_there_are_so_many_at_most(tmp_path, monkeypatch):
    monkeypatch.setattr(fired, "MOST", 3)
    listed = FiredAlerts(tmp_path / "fired.json")
    for number in range(5):
        listed.add(alert(number))
    assert FiredAlerts(listed.file).all(NOW) == listed.all(NOW) == [alert(4), alert(3), alert(2)]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"sid": 1}]', "\xff"])
def test_a_file_that_says_something_else(tmp_path, text):
    file = tmp_path / "fired.json"
    file.write_text(text, "latin-1")
    with pytest.raises(DataError, match="does not say which alerts have triggered"):
        FiredAlerts(file)


def test_one_that_cannot_be_written_is_listed_and_none_is_removed_then(tmp_path, monkeypatch):
    listed = FiredAlerts(tmp_path / "fired.json")
    listed.add(alert(0))
    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(NotWritten):
        listed.add(alert(1))
    with pytest.raises(NotWritten):
        listed.remove(alert(0).name)
    assert listed.all(NOW) == [alert(1), alert(0)]


def full(number):
    raise OSError(28, "No space left on device")


def test_what_has_been_done_has_triggered_though_it_cannot_be_written_down(alerting, monkeypatch):
    splunk = alerting({"alert.track": "1"})
    monkeypatch.setattr(disk.os, "fsync", full)
    job = splunk.dispatch("alert", app="own", trigger_actions=True).job
    assert [one.saved for one in splunk.alerting.fired.all(NOW)] == [("nobody", "own", "alert")]
    (message,) = [message.text for message in job.messages if "listed" in message.text]
    assert message.startswith("The triggered alert is listed until splunkd ends: fired_alerts.json cannot be written")


def test_a_server_that_starts_again_knows_what_has_triggered_and_what_is_throttled(tmp_path):
    clock = ManualClock(NOW)
    with Splunk(tmp_path, clock=clock) as splunk, serve(splunk, scheduler=False) as address:
        service(address).saved_searches.create("a", **SEARCH)
        assert splunk.dispatch("a", app="search", trigger_actions=True).suppressed == 0
        before = names(address)
    clock.advance(60)
    with Splunk(tmp_path, clock=clock) as splunk, serve(splunk, scheduler=False) as address:
        assert names(address) == before != []
        assert splunk.dispatch("a", app="search", trigger_actions=True).suppressed == 1
        clock.advance(7200)
        assert names(address) == []


def service(address):
    return splunklib.client.connect(
        host=address.host, port=address.management_port, username=address.username, password=address.password
    )


def names(address):
    groups = service(address).fired_alerts.list()
    return [alert.name for group in groups if group.name != "-" for alert in group.alerts]
