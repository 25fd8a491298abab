"""data/inputs, with splunk-sdk: the kinds of inputs, and those that minisplunk does not read."""

from __future__ import annotations

import os

import pytest
import splunklib.client
import splunklib.results
from splunklib.binding import HTTPError

from minisplunk.rest.data.inputs import UNREAD
from minisplunk.rest.data.outputs import UNSENT

KINDS = [
    *("ad", "http", "monitor", "oneshot", "registry", "script", "tcp/cooked", "tcp/raw", "tcp/splunktcptoken", "udp"),
    *("win-event-log-collections", "win-perfmon", "win-wmi-collections"),
]
STANZAS = {
    "monitor": ("monitor:///var/log/inputs test", "/var/log/inputs test"),
    "script": ("script://$SPLUNK_HOME/bin/inputs.sh", "$SPLUNK_HOME/bin/inputs.sh"),
    "splunktcp": ("splunktcp://19997", "19997"),
    "tcp": ("tcp://inputs.example:19998", "inputs.example:19998"),
    "udp": ("udp://19514", "19514"),
}


@pytest.fixture
def configured(server):
    """An input of each kind, as an app sets them up."""
    for stanza, _ in STANZAS.values():
        server.splunk.change("search", "inputs", stanza, {"sourcetype": "inputs-test", "disabled": "True"})
    yield
    for stanza, _ in STANZAS.values():
        item = server.splunk.contexts.everywhere.levels("inputs")[stanza]
        server.splunk.update(lambda layers, item=item, stanza=stanza: layers.without_stanza(item, "inputs", stanza))


def test_kinds(service):
    assert service.inputs.kinds == KINDS
    assert [kind for kind in KINDS if service.inputs.list(kind)] == ["http"]
    assert "http://splunk_hec_token" in [item.name for item in service.inputs]


@pytest.mark.parametrize("kind", STANZAS)
def test_what_an_app_sets_up_is_shown(service, configured, kind):
    name = STANZAS[kind][1]
    (found,) = service.inputs.list(kind)
    assert (found.name, found["sourcetype"], found["disabled"]) == (name, "inputs-test", "1")
    assert found.refresh().name == name
    assert service.inputs[name, kind].name == name
    assert (name, kind) in service.inputs
    assert name in [item.name for item in service.inputs]


@pytest.mark.parametrize("kind", ["tcp", "splunktcp", "udp"])
def test_a_port_is_made_changed_and_removed(service, kind):
    made = service.inputs.create("19999", kind, host="sdk-test", sourcetype="s")
    assert (made.name, made["host"], made["sourcetype"], made["index"]) == ("19999", "sdk-test", "s", "default")
    made.update(host="other")
    assert made.refresh()["host"] == "other"
    made.disable()
    assert made.refresh()["disabled"] == "1"
    service.inputs.delete("19999", kind)
    assert service.inputs.list(kind) == []


@pytest.mark.parametrize("kind", ["tcp", "splunktcp", "udp"])
def test_a_port_may_be_restricted_to_hosts(service, kind):
    made = [service.inputs.create("19999", kind, restrictToHost=host) for host in ("boris", "natasha")]
    assert [one.refresh().name for one in made] == ["boris:19999", "natasha:19999"]
    assert made[0]["restrictToHost"] == "boris"
    with pytest.raises(HTTPError, match=r"400 .*used by another input"):
        service.inputs.create("19999", kind)
    for one in made:
        one.delete()
    everybody = service.inputs.create("19999", kind)
    with pytest.raises(HTTPError, match=r"400 .*used by another input"):
        service.inputs.create("19999", kind, restrictToHost="boris")
    everybody.delete()


@pytest.mark.parametrize("name", ["boris:10000", "0", "65536", "9" * 400, "x", "-1", "\u0661"])
def test_a_name_that_is_no_port(service, name):
    with pytest.raises(HTTPError, match="no number from 1 to 65535"):
        service.inputs.create(name, "tcp")


def test_whoever_makes_one_is_told_that_nothing_is_read(rest):
    made = rest("POST", "/services/data/inputs/monitor", name="/var/log/x", output_mode="json", **{"crc-salt": "a"})
    assert [message["text"] for message in made.json["messages"]] == [UNREAD]
    assert made.json["entry"][0]["content"]["crcSalt"] == "a"
    assert rest("POST", "/services/data/inputs/monitor", name="/var/log/x").status == 409
    assert rest("POST", "/services/data/inputs/monitor", name="/y", unknown="a").status == 400
    members = rest("GET", "/services/data/inputs/monitor/%252Fvar%252Flog%252Fx/members", output_mode="json")
    assert members.json["entry"] == []
    assert rest("DELETE", "/services/data/inputs/monitor/%252Fvar%252Flog%252Fx").status == 200
    assert rest("GET", "/services/data/inputs/monitor/%252Fvar%252Flog%252Fx/members").status == 404


@pytest.mark.parametrize("path", ["tcp/syslog", "tcp/group", "tcp/server"])
def test_outputs(service, rest, path):
    given = {"servers": "a:9997"} if path == "tcp/group" else {}
    made = rest("POST", f"/services/data/outputs/{path}", name="out:1", output_mode="json", **given)
    assert [message["text"] for message in made.json["messages"]] == [UNSENT]
    found = splunklib.client.Entity(service, f"data/outputs/{path}/out:1")
    assert found.refresh().name == "out:1"
    assert found["disabled"] == "0"
    found.delete()
    assert rest("GET", f"/services/data/outputs/{path}/out:1").status == 404


def test_a_file_is_indexed_once(service, tmp_path):
    index = service.indexes.create("oneshot-test")
    file = tmp_path / "log.txt"
    file.write_text("".join(f"2026-03-03T10:00:0{n}Z line {n}\n" for n in range(4)))
    index.upload(str(file), sourcetype="lines", host="h")
    assert index.refresh()["totalEventCount"] == "4"
    search = "search index=oneshot-test | stats values(host) as host values(source) as source by sourcetype"
    rows = service.jobs.oneshot(search, output_mode="json")
    assert list(splunklib.results.JSONResultsReader(rows)) == [
        {"sourcetype": "lines", "host": "h", "source": str(file)}
    ]
    assert service.inputs.list("oneshot") == []
    service.indexes.delete("oneshot-test")


@pytest.mark.parametrize(
    ("made", "arguments", "text"),
    [
        (None, {}, "No such file"),
        (b"", {"index": "of-no-name"}, "There is no index 'of-no-name'"),
        (b"\0\1\2" * 50, {}, "not text"),
        (b"x", {"host_regex": "x"}, "minisplunk does not support the argument 'host_regex'"),
        (b"x", {"colour": "red"}, 'Argument "colour" is not supported'),
    ],
)
def test_a_file_that_cannot_be_indexed(service, tmp_path, made, arguments, text):
    file = tmp_path / "log"
    if made is not None:
        file.write_bytes(made)
    with pytest.raises(HTTPError, match=text):
        service.inputs.oneshot(str(file), **arguments)


def test_a_pipe_is_no_file(service, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(HTTPError, match="No such file"):
        service.inputs.oneshot(str(tmp_path / "pipe"))
