"""What a program does with splunk-sdk for Python: data in, searches, saved searches, the KV store, confs, users.

It runs on 2.1 and on 3.x, which took away XML results and what had been deprecated.
"""

import json
import sys
import time

import splunklib.client
from splunklib.binding import AuthenticationError, HTTPError
from splunklib.results import JSONResultsReader

PLACE = json.loads(sys.argv[1])
LOGIN = {name: PLACE[name] for name in ("host", "port", "username", "password")}


def main():
    service = splunklib.client.connect(**LOGIN, autologin=True)
    assert service.info["licenseState"] == "OK" and service.splunk_version >= (9,), service.info
    done = [step(service) for step in (sends, searches, saves, stores, configures, admits, refused)]
    service.logout()
    print(", ".join(done))


def sends(service):
    index = service.indexes.create("sdk")
    for number in range(3):
        index.submit(
            f"2026-01-15T12:00:0{number}Z sdk event n={number}", host="web-1", source="s.log", sourcetype="sdk:log"
        )
    wait(lambda: int(service.indexes["sdk"].totalEventCount) == 3)
    token = service.inputs.create("sdk", "http", index="sdk", sourcetype="sdk:hec")
    assert len(token["token"]) == 36, token.content
    return "sent 3 events"


def searches(service):
    search = "search index=sdk | stats count by host, n | sort n"
    job = service.jobs.create(search, earliest_time="0", latest_time="now", adhoc_search_level="verbose")
    wait(job.is_done)
    assert (job["resultCount"], job["eventCount"], job["isFailed"]) == ("3", "3", "0"), job.content
    page = read(job.results(output_mode="json", count=2, offset=1))
    assert [row["n"] for row in page] == ["1", "2"], page
    assert len(read(job.preview(output_mode="json"))) == 3
    job.set_ttl(300)
    job.cancel()
    blocking = service.jobs.create("search index=sdk", exec_mode="blocking", earliest_time="0")
    assert len(read(blocking.events(output_mode="json"))) == 3
    oneshot = read(service.jobs.oneshot('| makeresults count=7 | eval a=split("x y", " ")', output_mode="json"))
    assert len(oneshot) == 7 and oneshot[0]["a"] == ["x", "y"], oneshot
    exported = read(service.jobs.export("search index=sdk", earliest_time="0", output_mode="json", preview=False))
    assert sorted(row["_raw"][-3:] for row in exported) == ["n=0", "n=1", "n=2"], exported
    parsed = json.loads(service.parse("search index=sdk | head 1", output_mode="json").body.read())
    assert [command["command"] for command in parsed["commands"]] == ["search", "head"], parsed
    failed = service.jobs.create("| makeresults | eval x=nosuch(1)")
    wait(failed.is_done)
    assert failed["isFailed"] == "1" and "nosuch" in str(failed["messages"]), failed.content
    return "searched in every mode"


def saves(service):
    saved = service.saved_searches.create(
        "sdk report", "search index=sdk | stats count", **{"dispatch.earliest_time": "0"}
    )
    job = saved.dispatch()
    wait(job.is_done)
    assert read(job.results(output_mode="json")) == [{"count": "3"}]
    assert [run.sid for run in saved.history()] == [job.sid]
    saved.update(description="counts", cron_schedule="*/5 * * * *", is_scheduled=True).refresh()
    assert saved["cron_schedule"] == "*/5 * * * *" and saved.scheduled_times("now", "+1h"), saved.content
    saved.acl_update(sharing="app", owner="admin", app="search", **{"perms.read": "power, user"})
    alert = service.saved_searches.create(
        "sdk alert",
        "index=sdk",
        alert_type="always",
        actions="",
        is_scheduled=True,
        cron_schedule="0 0 1 1 *",
        **{"alert.track": "1", "dispatch.earliest_time": "0"},
    )
    wait(alert.dispatch(trigger_actions=True).is_done)
    wait(lambda: [group.count for group in service.fired_alerts if group.name == "sdk alert"] == [1])
    service.saved_searches.delete("sdk alert")
    service.macros.create("sdk_macro(1)", "index=$i$", args="i")
    assert read(service.jobs.oneshot("search `sdk_macro(sdk)` | stats count", earliest_time="0", output_mode="json"))
    return "saved, dispatched and shared a search"


def stores(service):
    service = splunklib.client.connect(**LOGIN, owner="nobody", app="search")
    service.kvstore.create("sdk", fields={"n": "number", "name": "string"}, accelerated_fields={"by_n": {"n": 1}})
    data = service.kvstore["sdk"].data
    key = data.insert(json.dumps({"name": "one", "n": 1}))["_key"]
    data.batch_save({"_key": "two", "name": "two", "n": 2}, {"_key": "three", "name": "three", "n": 3})
    data.update(key, json.dumps({"name": "one", "n": 10}))
    assert [row["_key"] for row in data.query(query=json.dumps({"n": {"$gt": 2}}), sort="-n")] == [key, "three"]
    assert data.batch_find({"query": {"name": "two"}}, {"query": {"n": 3}})[1][0]["_key"] == "three"
    data.delete_by_id("three")
    return "kept documents"


def configures(service):
    conf = service.confs["props"]
    stanza = conf.create("sdk:log")
    stanza.submit({"EXTRACT-last": "n=(?<last>.)"})
    assert read(service.jobs.oneshot("search index=sdk last=2", earliest_time="0", output_mode="json"))
    app = service.apps.create("sdk_app", template="barebones", label="SDK")
    app.refresh()
    assert app["label"] == "SDK", app.content
    service.messages.create("sdk", value="a message")
    assert "sdk" in service.messages
    service.messages.delete("sdk")
    return "wrote a conf file and an app"


def admits(service):
    service.roles.create("sdk_role", srchIndexesAllowed="sdk", imported_roles="user")
    service.users.create(username="sdk-user", password="long enough", roles=["sdk_role"])
    other = splunklib.client.connect(**{**LOGIN, "username": "sdk-user", "password": "long enough"})
    assert read(other.jobs.oneshot("search index=sdk | stats count", earliest_time="0", output_mode="json"))
    expect(lambda: other.users.create(username="b", password="long enough", roles="user"), 403)
    return "made a user"


def refused(service):
    expect(lambda: service.indexes.create("sdk"), 409)
    expect(lambda: service.post("saved/searches", name="no search"), 400)
    expect(lambda: service.get("saved/searches/nosuch"), 404)
    expect(lambda: service.post("search/v2/jobs", search="nosuchcommand"), 400)
    try:
        splunklib.client.connect(**{**LOGIN, "password": "wrong"})
    except AuthenticationError:
        return "was refused where it had to be"
    raise AssertionError("a wrong password was taken")


def expect(request, status):
    try:
        request()
    except HTTPError as error:
        assert error.status == status, error
    else:
        raise AssertionError(f"{status} was expected")


def read(stream):
    """The rows of results, without messages."""
    return [row for row in JSONResultsReader(stream) if isinstance(row, dict)]


def wait(true):
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.02)


main()
