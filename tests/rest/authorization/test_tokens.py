"""Authentication tokens, as clients use them."""

from __future__ import annotations

import json

import pytest
import splunklib.client

from minisplunk.engine import Splunk
from minisplunk.rest.server import serve
from minisplunk.times import ManualClock
from tests.rest.conftest import send

NOW = 1_790_000_000.0
DAY = 86_400


@pytest.fixture
def clock():
    return ManualClock(NOW)


@pytest.fixture
def address(tmp_path, clock):
    with Splunk(tmp_path, clock=clock) as splunk, serve(splunk, scheduler=False) as address:
        service = connected(address)
        service.post("/services/admin/token-auth/tokens_auth", disabled="false")
        service.users.create("ann", "password-of-ann", roles=["power"])
        yield address


def connected(address, **credentials):
    given = credentials or {"username": address.username, "password": address.password}
    return splunklib.client.connect(host=address.host, port=address.management_port, **given)


def ask(address, text, path="/services/authentication/current-context"):
    return send(f"{address.management}{path}?output_mode=json", headers={"Authorization": f"Bearer {text}"})


def made(address, name="ann", **arguments):
    """The id and the text of a token."""
    body = connected(address).post("authorization/tokens", name=name, audience="tests", output_mode="json", **arguments)
    content = json.loads(body.body.read())["entry"][0]["content"]
    return content["id"], content["token"]


def test_splunk_sdk_signs_in_with_one(address):
    _, text = made(address)
    service = connected(address, splunkToken=text)
    assert service.get("authentication/current-context").status == 200
    assert ask(address, text).json["entry"][0]["content"]["username"] == "ann"


def test_what_a_token_says_is_shown_and_it_itself_is_not(address):
    name, text = made(address)
    ask(address, text)
    answer = send(
        f"{address.management}/services/authorization/tokens/{name}?output_mode=json",
        headers={"Authorization": f"Bearer {made(address, 'admin')[1]}"},
    )
    content = answer.json["entry"][0]["content"]
    claims = content["claims"]
    assert (claims["sub"], claims["aud"], claims["exp"]) == ("ann", "tests", NOW + 30 * DAY)
    assert (content["status"], content["lastUsed"], content["lastUsedIp"]) == ("enabled", NOW, "127.0.0.1")
    assert text.encode() not in answer.body


def test_one_that_is_disabled_or_removed_signs_nobody_in(address):
    service = connected(address)
    name, text = made(address)
    service.post("authorization/tokens/ann", id=name, status="disabled")
    assert ask(address, text).status == 401
    service.post(f"authorization/tokens/{name}", status="enabled")
    assert ask(address, text).status == 200
    service.delete("authorization/tokens/ann", id=name)
    assert ask(address, text).status == 401


def test_one_that_has_expired_or_does_not_begin_yet(address, clock):
    _, brief = made(address, expires_on="+1h")
    _, later = made(address, not_before="+2h")
    _, always = made(address, expires_on="never")
    assert [ask(address, text).status for text in (brief, later, always)] == [200, 401, 200]
    clock.set(NOW + 3 * 3_600)
    assert [ask(address, text).status for text in (brief, later, always)] == [401, 200, 200]


def test_an_ephemeral_one_is_not_listed(address, clock):
    name, text = made(address, type="ephemeral")
    assert ask(address, text).status == 200
    listed = connected(address).get("authorization/tokens").body.read()
    assert name.encode() not in listed
    clock.set(NOW + 3_700)
    assert ask(address, text).status == 401


def test_none_counts_where_tokens_are_disabled(address):
    _, text = made(address)
    connected(address).post("/services/admin/token-auth/tokens_auth", disabled="true")
    assert ask(address, text).status == 401


def test_a_user_of_the_name_of_a_removed_one_has_none_of_its_tokens(address):
    service = connected(address)
    _, text = made(address)
    service.users.delete("ann")
    service.users.create("ann", "another-password", roles=["user"])
    assert ask(address, text).status == 401


@pytest.mark.parametrize("changed", ["{}x", "x{}", "{}.", ".{}", "..", "a.b.c", "ü.ü.ü", "a.b." + "x" * 9_000])
def test_any_other_text_is_none(address, changed):
    _, text = made(address)
    assert ask(address, changed.format(text).encode().decode("latin-1")).status == 401


def test_they_outlive_the_process(tmp_path, clock):
    with Splunk(tmp_path, clock=clock) as splunk, serve(splunk, scheduler=False) as address:
        connected(address).post("/services/admin/token-auth/tokens_auth", disabled="false")
        _, text = made(address, "admin")
    assert text.encode() not in (tmp_path / "etc" / "auth" / "tokens").read_bytes()
    with Splunk(tmp_path, clock=clock) as splunk, serve(splunk, scheduler=False) as address:
        assert ask(address, text).status == 200
