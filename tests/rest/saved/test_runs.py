"""Saved searches run through splunk-sdk: dispatched, by schedule, with alert actions; their history and throttling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import splunklib.client
from splunklib.binding import HTTPError
from splunklib.results import JSONResultsReader

from minisplunk.rest.server import Address
from minisplunk.times import ManualClock
from tests.waiting import until

Service = splunklib.client.Service
Ask = Callable[..., tuple[int, Any]]
HOUR = 3600


def done(job: splunklib.client.Job) -> splunklib.client.Job:
    until(job.is_done)
    return job.refresh()


def rows(job: splunklib.client.Job) -> list[Any]:
    return list(JSONResultsReader(done(job).results(output_mode="json")))


@pytest.fixture
def alert(saved: Service) -> splunklib.client.SavedSearch:
    return saved.saved_searches["Shipped Alert"].enable().refresh()


def test_it_is_dispatched(alert: splunklib.client.SavedSearch, clock: ManualClock) -> None:
    job = alert.dispatch()
    assert job.sid.startswith("admin__admin__acme__RMD5")
    assert [row["user"] for row in rows(job)] == ["dana", "dana"]
    assert (job["label"], job["isSavedSearch"]) == ("Shipped Alert", "0")
    assert job["searchEarliestTime"] == str(int(clock.now()) - 70 * 60)
    assert job["searchLatestTime"] == str(int(clock.now()) - 10 * 60)


def test_json_answers_the_sid(alert: splunklib.client.SavedSearch, ask: Ask) -> None:
    status, document = ask("POST", "saved/searches/Shipped+Alert/dispatch")
    assert (status, document.keys()) == (201, {"sid"})


def test_settings_can_be_others_for_one_run(saved: Service, clock: ManualClock) -> None:
    search = saved.saved_searches.create(
        "template", '| makeresults | eval who="$who$", then=now() | fields - _time', **{"args.who": "somebody"}
    )
    assert [row["who"] for row in rows(search.dispatch())] == ["somebody"]
    job = search.dispatch(
        **{"args.who": "dana", "dispatch.now": "1772500000", "dispatch.earliest_time": "-1h", "dispatch.ttl": "77"}
    )
    assert rows(job) == [{"who": "dana", "then": "1772500000"}]
    assert (job["searchEarliestTime"], job["ttl"]) == (str(1_772_500_000 - HOUR), "77")
    assert search.refresh()["dispatch.earliest_time"] is None


def test_a_wrong_search_is_refused_or_fails_as_any_other(saved: Service) -> None:
    with pytest.raises(HTTPError, match="Unknown search command 'nosuch'"):
        saved.saved_searches.create("unknown command", "| nosuch").dispatch()
    job = saved.saved_searches.create("bad arguments", "| makeresults | eval x=").dispatch()
    until(job.is_ready)
    assert job.refresh()["isFailed"] == "1"


def test_without_trigger_actions_nothing_is_triggered(alert: splunklib.client.SavedSearch, address: Address) -> None:
    done(alert.dispatch())
    assert alert.refresh().alert_count == 0
    assert address.splunk.search("search index=_internal sourcetype=splunkd component=sendmodalert").results == []


def test_its_script_runs_and_calls_back(alert: splunklib.client.SavedSearch, address: Address) -> None:
    done(alert.dispatch(trigger_actions=1))
    found = address.splunk.search('search index=_internal component=sendmodalert action="probe" STDERR').results
    assert [row["event_message"] for row in found] == ["action=probe STDERR -  dana called back as splunk-system-user"]


def test_the_history_is_that_of_its_jobs(alert: splunklib.client.SavedSearch, ask: Ask) -> None:
    assert alert.history() == []
    first, second = done(alert.dispatch()), done(alert.dispatch())
    assert [job.sid for job in alert.history()] == [second.sid, first.sid]
    assert [job.sid for job in alert.history(count=1)] == [second.sid]
    first.cancel()
    assert [job.sid for job in alert.history()] == [second.sid]
    _, document = ask("GET", "saved/searches/Shipped+Alert/history")
    assert document["entry"][0]["content"] == {
        "eai:acl": None,
        "isDone": True,
        "isFinalized": False,
        "isRealTimeSearch": False,
        "isSaved": False,
        "isScheduled": False,
        "isZombie": False,
        "start": 1_772_531_100,
        "ttl": 2 * HOUR,
    }


def test_it_runs_by_its_schedule(
    alert: splunklib.client.SavedSearch, address: Address, clock: ManualClock, ask: Ask
) -> None:
    clock.advance(2 * HOUR)
    runs = address.splunkd.scheduler.tick()
    assert [(run.saved[2], run.status) for run in runs] == [("Shipped Alert", "skipped"), ("Shipped Alert", "success")]
    assert [job.sid for job in alert.history()] == [runs[1].sid]
    _, document = ask("GET", "saved/searches/Shipped+Alert/history")
    assert document["entry"][0]["content"]["isScheduled"] is True
    assert alert.refresh()["next_scheduled_time"] == "2026-03-03 12:00:00 UTC"


def test_a_search_that_is_enabled_is_due_from_then_on(saved: Service, address: Address, clock: ManualClock) -> None:
    address.splunkd.scheduler.look()
    clock.advance(10 * HOUR)
    saved.saved_searches["Shipped Alert"].enable()
    clock.advance(HOUR)
    assert len(address.splunkd.scheduler.tick()) == 1


def test_it_is_rescheduled(alert: splunklib.client.SavedSearch, address: Address, clock: ManualClock, ask: Ask) -> None:
    status, document = ask("POST", "saved/searches/Shipped+Alert/reschedule", schedule_time="+5s")
    assert (status, document["entry"][0]["content"]["next_scheduled_time"]) == (200, "2026-03-03 09:45:05 UTC")
    clock.advance(5)
    assert [run.status for run in address.splunkd.scheduler.tick()] == ["success"]
    ask("POST", "saved/searches/Shipped+Alert/reschedule", schedule_time=1_772_531_999)
    assert alert.refresh()["next_scheduled_time"] == "2026-03-03 09:59:59 UTC"
    ask("POST", "saved/searches/Shipped+Alert/reschedule")
    assert [run.status for run in address.splunkd.scheduler.tick()] == ["success"]


def test_triggered_alerts(
    saved: Service, alert: splunklib.client.SavedSearch, address: Address, clock: ManualClock, ask: Ask
) -> None:
    assert (alert.alert_count, len(alert.fired_alerts), "Shipped Alert" in saved.fired_alerts) == (0, 0, False)
    for _ in range(2):
        clock.advance(HOUR)
        address.splunkd.scheduler.tick()
    assert (alert.refresh().alert_count, len(alert.fired_alerts)) == (2, 2)
    groups = {group.name: group.count for group in saved.fired_alerts}
    assert groups == {"-": 2, "Shipped Alert": 2}
    _, document = ask("GET", "alerts/fired_alerts/Shipped+Alert")
    newest, oldest = document["entry"]
    sid = newest["content"]["sid"]
    assert sid.startswith("scheduler__nobody__acme__RMD5")
    assert newest["name"] == f"{sid}_1772538300"
    assert newest["content"] == {
        "actions": "probe",
        "alert_type": "historical",
        "digest_mode": True,
        "eai:acl": None,
        "expiration_time_rendered": "2026-03-04 11:45:00 UTC",
        "savedsearch_name": "Shipped Alert",
        "severity": 4,
        "sid": sid,
        "trigger_time": 1_772_538_300,
        "trigger_time_rendered": "2026-03-03 11:45:00 UTC",
        "triggered_alerts": 1,
    }
    assert ask("DELETE", f"alerts/fired_alerts/{newest['name']}")[0] == 200
    _, document = ask("GET", "alerts/fired_alerts/-")
    assert [entry["name"] for entry in document["entry"]] == [oldest["name"]]
    clock.advance(24 * HOUR)
    assert alert.refresh().alert_count == 0


def test_a_dispatched_alert_is_listed_but_not_to_be_deleted(alert: splunklib.client.SavedSearch, ask: Ask) -> None:
    done(alert.dispatch(trigger_actions=1))
    _, document = ask("GET", "alerts/fired_alerts/Shipped+Alert")
    (entry,) = document["entry"]
    status, document = ask("DELETE", f"alerts/fired_alerts/{entry['name']}")
    assert (status, document["messages"][0]["text"]) == (400, f"Unexpected pattern for alert_id={entry['name']}")


def test_its_alerts_are_suppressed_by_hand(
    alert: splunklib.client.SavedSearch, address: Address, clock: ManualClock, ask: Ask
) -> None:
    assert alert.suppressed == 0
    assert alert.suppress(100).suppressed == 100
    clock.advance(40)
    assert alert.suppressed == 60
    done(alert.dispatch(trigger_actions=1))
    assert alert.refresh().alert_count == 0
    _, document = ask("GET", "saved/searches/Shipped+Alert/suppress")
    assert document["entry"][0]["content"] == {
        "eai:acl": None,
        "suppressed": True,
        "suppressionKey": "nobody;acme;Shipped Alert;;",
        "expiration": 60,
    }
    assert alert.unsuppress().suppressed == 0
    alert.suppress(100)
    assert alert.acknowledge().suppressed == 0
    done(alert.dispatch(trigger_actions=1))
    assert alert.refresh().alert_count == 1


def test_throttling_shows_as_suppression(alert: splunklib.client.SavedSearch) -> None:
    alert.update(**{"alert.suppress": "1", "alert.suppress.period": "30m"})
    for _ in range(2):
        done(alert.dispatch(trigger_actions=1))
    assert (alert.suppressed, alert.refresh().alert_count) == (1800, 1)


def test_editing_it_lifts_its_throttling(alert: splunklib.client.SavedSearch, ask: Ask) -> None:
    alert.update(**{"alert.suppress": "1", "alert.suppress.period": "30m"})
    done(alert.dispatch(trigger_actions=1))
    assert alert.suppressed == 1800
    ask("POST", "saved/searches/Shipped+Alert", namespace="/servicesNS/admin/acme", description="one of admin's own")
    assert alert.suppressed == 1800
    alert.disable()
    alert.enable()
    assert alert.suppressed == 1800
    alert.update(**{"alert.suppress.period": "20m"})
    assert alert.suppressed == 0
    done(alert.dispatch(trigger_actions=1))
    assert (alert.suppressed, alert.refresh().alert_count) == (1200, 2)


def test_alert_actions(saved: Service, address: Address, ask: Ask) -> None:
    _, document = ask("GET", "alerts/alert_actions/probe")
    (entry,) = document["entry"]
    shown = {
        "command": 'sendalert $action_name$ results_file="$results.file$" results_link="$results.url$"',
        "label": "Probe",
        "is_custom": "1",
        "payload_format": "json",
        "maxresults": "10000",
        "maxtime": "5m",
        "track_alert": "0",
        "ttl": "10p",
        "disabled": False,
        "param.text": "nothing",
    }
    assert entry["content"] | shown == entry["content"]
    assert ask("GET", "alerts/alert_actions/risk")[0] == 404
    address.splunk.install_enterprise_security()
    assert ask("GET", "alerts/alert_actions/risk", namespace="/services")[0] == 200
    address.splunk.change("SplunkEnterpriseSecuritySuite", "alert_actions", "risk", {"disabled": "1"})
    _, document = ask("GET", "alerts/alert_actions", search="disabled=1")
    assert [entry["name"] for entry in document["entry"]] == ["risk"]


def test_what_has_an_owner_runs_as_that_owner(address: Address, connect: Callable[..., Service]) -> None:
    from minisplunk.rest.instance.users import User

    address.splunkd.users.put(User("bob", ("user",), ""), "secret")
    bob = connect(owner="bob", app="acme").saved_searches.create("bob's", "| makeresults")
    assert bob.access.owner == "bob"
    assert bob.dispatch().sid.startswith("admin__bob__acme__")
    assert bob.dispatch(dispatchAs="user").sid.startswith("admin__admin__acme__")


def test_the_scheduler_runs_while_the_server_does(acme: Any) -> None:
    from minisplunk.engine import Splunk
    from minisplunk.rest.server import serve

    with Splunk() as splunk:
        splunk.install(acme)
        splunk.change(
            "acme",
            "savedsearches",
            "Shipped Alert",
            {"disabled": "0", "cron_schedule": "* * * * *", "action.probe": "0"},
        )
        with serve(splunk) as address:
            assert splunk.host.server is not None
            address.splunkd.scheduler.move(("nobody", "acme", "Shipped Alert"), splunk.clock.now())
            until(lambda: splunk.jobs.of("nobody", "acme", "Shipped Alert"))
        assert splunk.host.server is None
