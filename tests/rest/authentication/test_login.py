"""Logging in, by splunk-sdk and by hand: passwords, keys, cookies, and what is refused."""

from __future__ import annotations

import base64
import logging
import xml.etree.ElementTree as ET

import pytest
from splunklib import binding, client

from minisplunk.rest.instance.users import User

APPS = "/services/authentication/current-context"


def connected(server, **given):
    return client.connect(host=server.host, port=server.management_port, **given)


def who(service):
    return service.get("authentication/current-context", output_mode="json").status


@pytest.fixture
def reader(server):
    """A user who may look but not administrate."""
    server.splunkd.users.put(User("reader", ("user",), "", "A Reader"), "readers secret")
    return {"username": "reader", "password": "readers secret"}


def basic(name, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def messages(reply):
    return [(message["type"], message["text"]) for message in reply.json["messages"]]


# Ways in


def test_by_password(server):
    service = connected(server, username=server.username, password=server.password)
    assert service.token.startswith("Splunk ")
    assert who(service) == 200


def test_the_cookie_takes_over_from_the_key(server):
    service = connected(server, username=server.username, password=server.password)
    assert list(service.http._cookies) == [f"splunkd_{server.management_port}"]
    assert service.get_cookies()[f"splunkd_{server.management_port}"] == service.token.removeprefix("Splunk ")


@pytest.mark.parametrize("scheme", ["Splunk", "Bearer", "Basic"])
@pytest.mark.parametrize("path", [APPS, "/services/server/info", "/services/none"])
def test_who_comes_with_a_header_gets_no_cookie(server, rest, scheme, path):
    key = server.splunkd.sessions.begin(server.username)
    header = basic(server.username, server.password) if scheme == "Basic" else {"Authorization": f"{scheme} {key}"}
    assert rest("GET", path, headers=header).headers["Set-Cookie"] is None


def test_each_answer_to_a_cookie_sends_it_again(server):
    service = connected(server, username=server.username, password=server.password)
    kept = dict(service.get_cookies())
    service.http._cookies.clear()
    service.http._cookies["splunkd_none"] = kept[f"splunkd_{server.management_port}"]
    assert who(service) == 200
    assert kept.items() <= service.get_cookies().items()


def test_by_session_key(server):
    key = connected(server, username=server.username, password=server.password).token
    assert who(connected(server, token=key)) == 200


def test_by_cookie(server):
    key = server.splunkd.sessions.begin(server.username)
    assert who(connected(server, cookie=f"splunkd_{server.management_port}={key}")) == 200


def test_by_cookie_of_another_port_among_others(server):
    """What matters is that the name holds `splunkd_`."""
    key = server.splunkd.sessions.begin(server.username)
    assert who(connected(server, cookie=f"other=1; splunkd_8089={key}")) == 200


def test_by_bearer_token(server):
    key = server.splunkd.sessions.begin(server.username)
    assert who(connected(server, splunkToken=key)) == 200


def test_by_basic(server):
    assert who(connected(server, basic=True, username=server.username, password=server.password)) == 200


def test_requests_with_a_password_share_one_session(server, rest):
    before = dict(server.splunkd.sessions.items())
    for _ in range(3):
        assert rest("GET", APPS, headers=basic(server.username, server.password)).status == 200
    assert len(dict(server.splunkd.sessions.items()).keys() - before.keys()) <= 1


def test_autologin_begins_a_new_session_when_one_has_ended(server):
    service = connected(server, username=server.username, password=server.password, autologin=True)
    assert server.splunkd.sessions.end(service.token.removeprefix("Splunk "))
    service.http._cookies.clear()
    assert who(service) == 200


def test_without_autologin_an_ended_session_is_an_error(server):
    service = connected(server, username=server.username, password=server.password)
    assert server.splunkd.sessions.end(service.token.removeprefix("Splunk "))
    with pytest.raises(binding.AuthenticationError):
        who(service)


# Login itself


def test_login_as_xml(server, rest):
    reply = rest("POST", "/services/auth/login", headers={}, username=server.username, password=server.password)
    key = ET.fromstring(reply.body).findtext("./sessionKey")
    assert server.splunkd.sessions.use(key) == server.username
    assert reply.headers["Set-Cookie"] is None


def test_login_as_json_with_a_cookie(server, rest):
    given = {"username": server.username, "password": server.password, "cookie": "1", "output_mode": "json"}
    reply = rest("POST", "/services/auth/login", headers={}, **given)
    key = reply.json["sessionKey"]
    assert reply.json == {"sessionKey": key, "message": "", "code": ""}
    cookie = f"splunkd_{server.management_port}={key}; Path=/; Secure; HttpOnly; Max-Age=3600"
    assert reply.headers["Set-Cookie"] == cookie


def test_login_by_query(server, rest):
    """Not wise, but splunkd takes it."""
    path = f"/services/auth/login?username={server.username}&password={server.password}"
    assert rest("POST", path, headers={}).status == 200


@pytest.mark.parametrize(("name", "password"), [("admin", "wrong"), ("nobody", "changeme"), ("admin", ""), ("", "")])
def test_a_wrong_password(server, rest, name, password):
    reply = rest("POST", "/services/auth/login", headers={}, username=name, password=password, output_mode="json")
    assert (reply.status, messages(reply)) == (401, [("WARN", "Login failed")])
    assert reply.headers["Set-Cookie"] is None


def test_splunk_sdk_calls_a_wrong_password_by_its_name(server):
    with pytest.raises(binding.AuthenticationError, match=r"Login failed\."):
        connected(server, username="admin", password="wrong")


@pytest.mark.parametrize(("given", "named"), [({"username": "admin"}, "password"), ({}, "username")])
def test_a_missing_argument(rest, given, named):
    reply = rest("POST", "/services/auth/login", headers={}, output_mode="json", **given)
    assert (reply.status, messages(reply)) == (
        400,
        [("ERROR", f"The following required arguments are missing: {named}.")],
    )


def test_login_with_an_old_cookie(server, rest):
    """splunk-sdk sends it along when it logs in again."""
    given = {"username": server.username, "password": server.password}
    reply = rest("POST", "/services/auth/login", headers={"Cookie": "splunkd_1=ended"}, **given)
    assert reply.status == 200


# Refusals

UNAUTHORIZED = [("ERROR", "Unauthorized")]
NOT_AUTHENTICATED = [("WARN", "call not properly authenticated")]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, UNAUTHORIZED),
        (basic("admin", "wrong"), UNAUTHORIZED),
        ({"Authorization": "Basic not base64"}, UNAUTHORIZED),
        ({"Authorization": "Basic YWRtaW4\xff"}, UNAUTHORIZED),
        ({"Authorization": "Basic " + base64.b64encode(b"admin").decode()}, UNAUTHORIZED),
        ({"Authorization": "Negotiate x"}, UNAUTHORIZED),
        ({"Authorization": ""}, UNAUTHORIZED),
        ({"Authorization": "Splunk ended"}, NOT_AUTHENTICATED),
        ({"Authorization": "Splunk"}, NOT_AUTHENTICATED),
        ({"Authorization": "Bearer e30.e30.e30"}, NOT_AUTHENTICATED),
        ({"Cookie": "splunkd_8089=ended"}, NOT_AUTHENTICATED),
        ({"Cookie": "session=1"}, UNAUTHORIZED),
    ],
)
def test_two_shapes_of_401(rest, headers, said):
    reply = rest("GET", APPS, headers=headers, output_mode="json")
    assert (reply.status, messages(reply)) == (401, said)
    challenge = 'Basic realm="/splunk"' if said is UNAUTHORIZED else None
    assert reply.headers["WWW-Authenticate"] == challenge
    assert reply.headers["Set-Cookie"] is None


def test_who_may_not_is_told_what_it_takes(rest, reader):
    headers = basic(reader["username"], reader["password"])
    reply = rest("GET", "/services/authentication/httpauth-tokens", headers=headers, output_mode="json")
    needed = "(requires capability: list_httpauths)"
    said = f"You (user=reader) do not have permission to perform this operation {needed}."
    assert (reply.status, messages(reply)) == (403, [("ERROR", said)])


def test_a_removed_user_is_let_in_no_more(server, reader):
    service = connected(server, **reader)
    server.splunkd.users.remove("reader")
    with pytest.raises(binding.AuthenticationError):
        who(service)


# Who one is, and which sessions there are


def test_current_context(server, reader):
    service = connected(server, **reader)
    content = client.data.load(service.get("authentication/current-context").body.read())["feed"]["entry"]["content"]
    assert (content["username"], content["realname"], content["roles"]) == ("reader", "A Reader", ["user"])
    assert "search" in content["capabilities"]
    assert "edit_user" not in content["capabilities"]


def test_the_context_has_one_name(rest):
    assert rest("GET", f"{APPS}/context", output_mode="json").json["entry"][0]["name"] == "context"
    assert rest("GET", f"{APPS}/else").status == 404


def test_sessions_are_listed_and_ended(server, rest):
    path = "/services/authentication/httpauth-tokens"
    key = server.splunkd.sessions.begin("somebody")
    (entry,) = rest("GET", path, search="userName=somebody", output_mode="json").json["entry"]
    assert (entry["name"], entry["content"]["authString"], entry["content"]["userName"]) == (key, key, "somebody")
    assert rest("GET", f"{path}/{key}", output_mode="json").json["entry"][0]["name"] == key
    assert rest("DELETE", f"{path}/{key}").status == 200
    assert server.splunkd.sessions.use(key) is None
    assert [rest(method, f"{path}/{key}").status for method in ("GET", "DELETE")] == [404, 404]


def test_everybody_may_end_the_own_session_and_no_other(server, reader):
    service = connected(server, **reader)
    own, other = service.token.removeprefix("Splunk "), server.splunkd.sessions.begin(server.username)
    with pytest.raises(binding.HTTPError, match="404"):
        service.delete(f"authentication/httpauth-tokens/{other}")
    assert server.splunkd.sessions.use(other) == server.username
    assert service.delete(f"authentication/httpauth-tokens/{own}").status == 200
    assert server.splunkd.sessions.use(own) is None


def test_no_log_ever_has_a_key_or_a_password(server, rest, caplog):
    caplog.set_level(logging.DEBUG)
    service = connected(server, username=server.username, password=server.password)
    key = service.token.removeprefix("Splunk ")
    path = f"/services/authentication/httpauth-tokens/{key}"
    assert rest("GET", path, headers={"Cookie": f"splunkd_1={key}"}).status == 200
    assert rest("POST", path, headers={"Authorization": f"Bearer {key}"}).status == 405
    assert rest("GET", f"{path}%00", headers={"Authorization": f"Splunk {key}"}).status == 400
    assert rest("GET", path, headers=basic(server.username, server.password)).status == 200
    assert rest("DELETE", path, headers={"Authorization": f"Splunk {key}"}).status == 200
    assert key not in caplog.text
    assert server.password not in caplog.text
