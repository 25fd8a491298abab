"""saved/searches through splunk-sdk: made, read, changed, shared, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import splunklib.client
from splunklib.binding import HTTPError

from minisplunk.rest.instance.users import User
from minisplunk.rest.server import Address

Service = splunklib.client.Service
Connect = Callable[..., Service]
Ask = Callable[..., tuple[int, Any]]
ALERT = {
    "alert_type": "number of events",
    "alert_comparator": "greater than",
    "alert_threshold": "5",
    "alert.severity": "5",
    "alert.suppress": "True",
    "alert.suppress.period": "1h",
    "cron_schedule": "*/15 * * * *",
    "is_scheduled": "true",
    "actions": "probe,email",
    "action.probe.param.text": "a b",
    "dispatch.earliest_time": "-1h",
    "dispatch.latest_time": "now",
    "description": "a test",
}


def test_what_an_app_brings_is_listed(saved: Service) -> None:
    names = [search.name for search in saved.saved_searches]
    assert "Shipped Alert" in names
    assert "default" not in names
    search = saved.saved_searches["Shipped Alert"]
    assert (search["disabled"], search["is_scheduled"], search["next_scheduled_time"]) == ("1", "1", None)
    assert (search.access.app, search.access.owner, search.access.sharing) == ("acme", "nobody", "global")
    assert search["search"] == '| makeresults count=2 | eval user="dana"'
    assert search["qualifiedSearch"] == ' makeresults count=2 | eval user="dana"'


@pytest.mark.parametrize(
    ("name", "since"), [("Errors in the last 24 hours", "-1d"), ("Errors in the last hour", "-1h")]
)
def test_the_reports_that_every_splunk_has(service: Service, name: str, since: str) -> None:
    report = service.saved_searches[name]
    assert (report.access.app, report.access.sharing) == ("search", "app")
    assert (report["dispatch.earliest_time"], report["disabled"], report["is_scheduled"]) == (since, "0", "0")


def test_a_saved_search_is_made_with_all_its_settings(saved: Service, address: Address) -> None:
    search = saved.saved_searches.create("my/alert ü+", "index=main | head 1", **ALERT)
    assert search.name == "my/alert ü+"
    shown = {key: search.content[key] for key in ALERT} | {key: search[key] for key in ("action.probe", "action.email")}
    assert shown == {
        **ALERT,
        "alert.suppress": "1",
        "is_scheduled": "1",
        "action.probe": "1",
        "action.email": "1",
        "actions": "probe,email",
    }
    assert search["qualifiedSearch"] == "search index=main | head 1"
    assert search["next_scheduled_time"] == "2026-03-03 10:00:00 UTC"
    written = address.splunk.layers.app("acme").local["savedsearches"].stanzas["my/alert ü+"].settings
    assert written["counttype"].value == "number of events"
    assert written["enableSched"].value == "1"
    assert "actions" not in written


def test_the_json_of_a_saved_search_has_kinds_of_values(ask: Ask) -> None:
    status, document = ask("POST", "saved/searches", name="kinds", search="| makeresults", **ALERT)
    assert status == 201
    (entry,) = document["entry"]
    content = entry["content"]
    assert (
        content
        | {
            "is_scheduled": True,
            "disabled": False,
            "alert.suppress": True,
            "alert.track": False,
            "alert.digest_mode": True,
            "alert.severity": 5,
            "alert_threshold": "5",
            "alert_condition": "",
            "action.email": True,
            "action.probe": "1",
            "action.rss": False,
            "dispatch.max_count": 500000,
            "dispatch.lookups": True,
            "dispatch.ttl": "2p",
            "realtime_schedule": True,
            "schedule_window": "0",
            "max_concurrent": 1,
            "eai:appName": "acme",
            "eai:acl": None,
        }
        == content
    )
    assert not content.keys() & {"counttype", "relation", "quantity", "enableSched"}
    assert entry["links"].keys() >= {"alternate", "edit", "remove", "disable", "dispatch", "history", "move", "_reload"}
    assert entry["fields"]["required"] == ["search"]
    assert {"actions", "cron_schedule", "disabled", "dispatch.ttl"} <= set(entry["fields"]["optional"])


def test_an_update_keeps_what_it_does_not_name(saved: Service) -> None:
    search = saved.saved_searches.create("kept", "| makeresults", **ALERT)
    search.update(description="other", is_visible=False).refresh()
    assert (search["description"], search["is_visible"]) == ("other", "0")
    assert (search["search"], search["alert_threshold"], search["cron_schedule"]) == (
        "| makeresults",
        "5",
        "*/15 * * * *",
    )


def test_actions_are_switched_by_their_list(saved: Service) -> None:
    search = saved.saved_searches.create("actions", "| makeresults", actions="probe")
    search.update(actions="email").refresh()
    assert (search["actions"], search["action.probe"], search["action.email"]) == ("email", "0", "1")
    search.update(actions="").refresh()
    assert (search["actions"], search["action.email"]) == (None, "0")
    search.update(**{"action.probe": "1"}).refresh()
    assert search["actions"] == "probe"


def test_it_is_switched_on_and_off(saved: Service, address: Address) -> None:
    search = saved.saved_searches["Shipped Alert"]
    search.enable().refresh()
    assert (search["disabled"], search["next_scheduled_time"]) == ("0", "2026-03-03 10:00:00 UTC")
    assert address.splunk.layers.app("acme").local["savedsearches"].stanzas["Shipped Alert"].settings.keys() == {
        "disabled"
    }
    search.disable().refresh()
    assert (search["disabled"], search["next_scheduled_time"]) == ("1", None)


def test_what_was_changed_of_an_app_s_own_can_be_taken_back(saved: Service) -> None:
    search = saved.saved_searches["Shipped Alert"]
    search.enable()
    search.delete()
    assert saved.saved_searches["Shipped Alert"]["disabled"] == "1"


def test_it_is_removed(saved: Service) -> None:
    saved.saved_searches.create("gone", "| makeresults")
    assert "gone" in saved.saved_searches
    saved.saved_searches.delete("gone")
    assert "gone" not in saved.saved_searches


def test_one_s_own_shadows_what_is_shared(connect: Connect) -> None:
    shared, own = connect(owner="nobody", app="acme"), connect(owner="admin", app="acme")
    shared.saved_searches.create("both", "| makeresults count=1")
    own.saved_searches.create("both", "| makeresults count=2")
    assert shared.saved_searches["both"]["search"] == "| makeresults count=1"
    assert own.saved_searches["both"]["search"] == "| makeresults count=2"
    assert own.saved_searches["both"].access.sharing == "user"
    anywhere = connect(owner="-", app="-")
    assert sum(search.name == "both" for search in anywhere.saved_searches) == 2
    with pytest.raises(splunklib.client.AmbiguousReferenceException):
        anywhere.saved_searches["both"]


def test_without_a_namespace_it_is_one_s_own_in_search(connect: Connect) -> None:
    search = connect().saved_searches.create("mine", "| makeresults")
    assert (search.access.app, search.access.owner, search.access.sharing) == ("search", "admin", "user")


def test_it_is_shared_and_moved(connect: Connect) -> None:
    own = connect(owner="admin", app="acme")
    search = own.saved_searches.create("to share", "| makeresults")
    search.acl_update(sharing="global", owner="admin", **{"perms.read": "*", "perms.write": "admin"})
    (found,) = [s for s in connect(owner="nobody", app="search").saved_searches if s.name == "to share"]
    assert (found.access.app, found.access.owner, found.access.sharing) == ("acme", "admin", "global")
    assert found.access.perms.write in ("admin", ["admin"])


@pytest.fixture
def eve(address: Address) -> Connect:
    """splunk-sdk as a user who may read, and write what is her own."""
    address.splunkd.users.put(User("eve", ("user",), ""), "secret")

    def connected(owner: str) -> Service:
        return splunklib.client.connect(
            host=address.host, port=address.management_port, username="eve", password="secret", owner=owner, app="acme"
        )

    return connected


@pytest.mark.parametrize(
    "change",
    [
        lambda search: search.enable(),
        lambda search: search.update(description="mine"),
        lambda search: search.suppress(60),
        lambda search: search.acknowledge(),
        lambda search: search.post("reschedule"),
        lambda search: search.delete(),
    ],
    ids=["enable", "update", "suppress", "acknowledge", "reschedule", "delete"],
)
def test_who_may_not_write_is_refused(eve: Connect, change: Callable[[Any], Any]) -> None:
    with pytest.raises(
        HTTPError, match=r"User 'eve' with roles \{ user \} cannot write: /nobody/acme/savedsearches"
    ) as no:
        change(eve("nobody").saved_searches["Shipped Alert"])
    assert no.value.status == 403


def test_who_may_not_schedule_saves_without_a_schedule(eve: Connect, address: Address) -> None:
    address.splunk.change("system", "authorize", "role_user", {"schedule_search": "disabled"})
    searches = eve("eve").saved_searches
    with pytest.raises(HTTPError, match=r"requires capability: schedule_search") as refused:
        searches.create("hers", "| makeresults", is_scheduled=1, cron_schedule="* * * * *")
    assert refused.value.status == 403
    assert searches.create("hers", "| makeresults", cron_schedule="* * * * *").access.owner == "eve"


def test_a_template_names_the_settings(saved: Service) -> None:
    assert {"name", "search"} <= set(saved.saved_searches.itemmeta().fields.required)


def test_pages_and_filters(ask: Ask) -> None:
    for number in range(3):
        ask("POST", "saved/searches", name=f"page {number}", search="| makeresults")
    _, document = ask("GET", "saved/searches", search="name=page*", count=2, sort_key="name", sort_dir="desc")
    assert [entry["name"] for entry in document["entry"]] == ["page 2", "page 1"]
    assert document["paging"] == {"total": 3, "perPage": 2, "offset": 0}


def test_scheduled_times(saved: Service, ask: Ask) -> None:
    search = saved.saved_searches["Shipped Alert"]
    assert [moment.minute for moment in search.scheduled_times("now", "+3h")] == [0, 0, 0]
    _, document = ask("GET", "saved/searches/Shipped+Alert/scheduled_times", earliest_time="-1h@h", latest_time="@h")
    assert document["entry"][0]["content"]["scheduled_times"] == [1_772_524_800, 1_772_528_400]
    _, document = ask("GET", "saved/searches/Shipped+Alert", earliest_time="now", latest_time="+1h")
    assert document["entry"][0]["content"]["scheduled_times"] == [1_772_532_000]
    saved.saved_searches.create("unscheduled", "| makeresults")
    _, document = ask("GET", "saved/searches/unscheduled/scheduled_times")
    assert document["entry"][0]["content"]["scheduled_times"] == []


def test_a_stanza_that_somebody_broke_is_shown_as_it_stands(ask: Ask, address: Address) -> None:
    address.splunk.change("acme", "savedsearches", "Shipped Alert", {"counttype": "bananas", "alert.severity": "dire"})
    status, document = ask("GET", "saved/searches/Shipped+Alert")
    content = document["entry"][0]["content"]
    assert (status, content["alert_type"], content["alert.severity"]) == (200, "bananas", "dire")
    status, document = ask("POST", "saved/searches/Shipped+Alert/enable")
    assert (status, document["messages"][0]["text"][:25]) == (400, "counttype must be one of ")
