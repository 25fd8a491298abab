"""data/inputs/http, with splunk-sdk and without: tokens, and what HEC does with them then."""

from __future__ import annotations

import re

from minisplunk.engine import Splunk
from minisplunk.rest.hec import Tokens, ensured
from minisplunk.rest.server import serve

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
EVENT = "/services/collector/event"


def test_a_token_from_its_making_to_its_end(service, hec):
    token = service.inputs.create("sdk_life", "http", index="main", indexes="main,summary", sourcetype="t", useACK="1")
    assert token.name == "http://sdk_life"
    assert GUID.fullmatch(token["token"])
    assert (token["index"], token["indexes"], token["useACK"], token["disabled"]) == (
        "main",
        ["main", "summary"],
        "1",
        "0",
    )
    value = token["token"]
    assert hec(EVENT, {"event": "a"}, token=value).json["code"] == 10

    token.update(useACK="0", description="of a test")
    token.refresh()
    assert (token["useACK"], token["description"], token["index"]) == ("0", "of a test", "main")
    assert hec(EVENT, {"event": "a", "index": "summary"}, token=value).json == {"text": "Success", "code": 0}
    assert hec(EVENT, {"event": "a", "index": "history"}, token=value).json["code"] == 7

    token.disable()
    assert token.refresh()["disabled"] == "1"
    assert hec(EVENT, {"event": "a"}, token=value).json == {"text": "Token disabled", "code": 1}
    token.enable()
    assert hec(EVENT, {"event": "a"}, token=value).status == 200

    service.inputs.delete("sdk_life", "http")
    assert ("sdk_life", "http") not in service.inputs
    assert hec(EVENT, {"event": "a"}, token=value).json == {"text": "Invalid token", "code": 4}


def test_both_names_lead_to_a_token(service, rest):
    service.inputs.create("sdk_names", "http", token="a token of my own", indexes="main, history", index="history")
    listed = next(token for token in service.inputs.list("http") if token.name == "http://sdk_names")
    assert listed.refresh()["token"] == "a token of my own"
    assert listed["indexes"] == ["main", "history"]
    for name in ("sdk_names", "http:%2F%2Fsdk_names", "http%3A%252F%252Fsdk_names"):
        (entry,) = rest("GET", f"/services/data/inputs/http/{name}", output_mode="json").json["entry"]
        assert entry["name"] == "http://sdk_names"
        assert entry["links"]["alternate"] == "/servicesNS/nobody/search/data/inputs/http/http%3A%252F%252Fsdk_names"
    listed.delete()
    assert rest("GET", "/services/data/inputs/http/sdk_names").status == 404


def test_a_token_in_the_app_that_clients_name(rest):
    base = "/servicesNS/nobody/splunk_httpinput/data/inputs/http"
    created = rest("POST", base, name="sdk_app", output_mode="json", indexes=["main", "summary"])
    (entry,) = created.json["entry"]
    assert (created.status, entry["acl"]["app"]) == (201, "splunk_httpinput")
    assert entry["content"]["indexes"] == ["main", "summary"]
    assert (entry["content"]["disabled"], entry["content"]["useACK"], entry["content"]["index"]) == (
        False,
        False,
        "default",
    )
    assert rest("DELETE", f"{base}/sdk_app").status == 200


def test_rotate(rest, hec):
    def value(reply):
        return reply.json["entry"][0]["content"]["token"]

    before = value(rest("POST", "/services/data/inputs/http", name="sdk_rotate", output_mode="json"))
    after = value(rest("POST", "/services/data/inputs/http/sdk_rotate/rotate", output_mode="json"))
    assert before != after
    assert hec(EVENT, {"event": "a"}, token=before).json["code"] == 4
    assert hec(EVENT, {"event": "a"}, token=after).json["code"] == 0
    assert rest("DELETE", "/services/data/inputs/http/sdk_rotate").status == 200


def test_two_tokens_cannot_have_one_value(rest, server):
    reply = rest("POST", "/services/data/inputs/http", name="sdk_same", token=server.hec_token, output_mode="json")
    assert (reply.status, reply.json["messages"][0]["text"]) == (
        400,
        "The token is empty, or is that of another input.",
    )
    changed = rest("POST", "/services/data/inputs/http/splunk_hec_token", token=server.hec_token)
    assert changed.status == 200


def test_the_settings_of_all_tokens(rest, hec, server):
    path = "/services/data/inputs/http/http"
    (entry,) = rest("GET", path, output_mode="json").json["entry"]
    assert (entry["name"], entry["content"]["disabled"], entry["content"]["enableSSL"]) == ("http", False, "1")
    assert entry["content"]["port"] == str(server.hec_port)
    assert rest("POST", path, disabled=1).status == 200
    try:
        assert hec(EVENT, {"event": "a"}).json == {"text": "Token disabled", "code": 1}
    finally:
        assert rest("POST", f"{path}/enable").status == 200
    assert hec(EVENT, {"event": "a"}).status == 200
    names = [entry["name"] for entry in rest("GET", "/services/data/inputs/http", output_mode="json").json["entry"]]
    assert "http" not in names


def test_tokens_last(tmp_path):
    values = set()
    for _ in range(2):
        with Splunk(tmp_path) as splunk, serve(splunk) as address:
            values.add(address.hec_token)
            values.add(ensured(splunk, "another").value)
    assert len(values) == 2


def test_tokens_of_an_apps_inputs(tmp_path):
    app = tmp_path / "app"
    (app / "default").mkdir(parents=True)
    (app / "default" / "app.conf").write_text("[launcher]\nversion = 1.0.0\n")
    (app / "default" / "inputs.conf").write_text(
        "[http]\nsourcetype = shared\nuseACK = 1\ntoken = not one\n"
        "[http://b]\ntoken = ABC\nsource = s\n[http://a]\ntoken = abc\n[http://none]\nindex = main\n"
    )
    with Splunk() as splunk:
        splunk.install(app)
        tokens = Tokens.of(splunk.contexts.everywhere)
    assert sorted(tokens.by_name) == ["a", "b"]
    found = tokens.find("Abc")
    assert (found.name, found.sourcetype, found.use_ack, found.disabled) == ("a", "shared", True, False)
    assert tokens.by_name["b"].source == "s"


def test_settings_for_all_tokens(rest, hec):
    settings = "/services/data/inputs/http/http"
    shown = rest("GET", settings, output_mode="json").json["entry"][0]["content"]
    assert (shown["ackIdleCleanup"], shown["backpressureState"]) == ("true", "disabled")
    changed = rest("POST", settings, maxEventSize="1KB", channel_cookie="lb", output_mode="json")
    assert changed.status == 200
    assert hec(EVENT, {"event": "x" * 2000}).json["code"] == 6
    channel = "00000000-0000-0000-0000-000000000000"
    assert hec(EVENT, {"event": "a"}, channel=channel).headers["Set-Cookie"] == f"lb={channel}"
    assert rest("POST", settings, maxEventSize="5MB", channel_cookie="").status == 200
    for name, value in (
        ("maxEventSize", "large"),
        ("channel_cookie", "a;b"),
        ("maxIdleTime", "-1"),
        ("ackIdleCleanup", "maybe"),
        ("token", "a"),
    ):
        assert rest("POST", settings, **{name: value}).status == 400
    assert rest("POST", settings, backpressureState="loud").status == 501
    assert rest("POST", "/services/data/inputs/http", name="sdk_all", maxIdleTime="5").status == 400
    assert hec(EVENT, {"event": "a"}).json["code"] == 0


def test_bodies_of_a_size_that_limits_conf_lets_in(rest, hec):
    """limits.conf, [http_input]: 800 MB unless it says so."""
    limits = "/servicesNS/nobody/system/configs/conf-limits/http_input"
    assert rest("POST", limits, max_content_length="100000").status == 200
    assert hec(EVENT, {"event": "x" * 99_000}).json["code"] == 0
    assert hec(EVENT, {"event": "x" * 101_000}).json == {"text": "Request Entity Too Large", "code": 413}
    assert rest("POST", limits, max_content_length="838860800").status == 200
    assert hec(EVENT, b'{"event":"a"}' + b" " * (65 << 20)).json["code"] == 0
