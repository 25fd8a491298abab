"""Whatever is written by one request is read by the next, or was refused."""

import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.conf.parser import SPACE
from minisplunk.engine import Splunk
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.instance import Splunkd
from minisplunk.rest.instance.users import User, Users
from minisplunk.rest.management.port import ManagementPort

TEXT = st.text(st.sampled_from("ab 1/%+&=[]#;:.\\\n\t\r\"'<>é\u2028\0-_$"), min_size=1, max_size=10)


@pytest.fixture(scope="module")
def ask():
    users = Users()
    users.put(User("admin", ("admin",), "$scrypt$00$00"))
    with Splunk() as splunk:
        management = ManagementPort(Splunkd(splunk, users))
        headers = {"authorization": f"Splunk {management.splunkd.sessions.begin('admin')}"}

        def ask(verb, path, form=None, mode="json"):
            body = urlencode(form or {}).encode()
            answer = management.respond(
                Incoming(verb, f"/servicesNS/nobody/search/{path}?output_mode={mode}", headers, body)
            )
            return answer.status, answer.body.decode()

        yield ask


@given(name=TEXT, key=TEXT, value=TEXT)
def test_a_stanza(ask, name, key, value):
    entry = f"configs/conf-fuzz/{quote(name, safe='')}"
    status, body = ask("POST", "configs/conf-fuzz", {"name": name, key: value})
    if key in ("name", "output_mode"):
        return
    assert status in (201, 400), body
    if status == 400:
        assert ask("GET", entry)[0] in (400, 404)
        return
    try:
        found = json.loads(ask("GET", entry)[1])["entry"]
        assert [item["name"] for item in found] == [name]
        assert found[0]["content"][key] == value.strip(SPACE)
        assert ask("GET", f"properties/fuzz/{quote(name, safe='')}/{quote(key, safe='')}")[1] == value.strip(SPACE)
        for path in ("configs/conf-fuzz", "properties/fuzz", f"properties/fuzz/{quote(name, safe='')}"):
            assert ask("GET", path, mode="xml")[0] == 200
    finally:
        assert ask("DELETE", entry)[0] == 200
    assert json.loads(ask("GET", "configs/conf-fuzz")[1])["entry"] == []


SEGMENTS = ["configs", "conf-macros", "properties", "admin", "macros", "apps", "local", "authentication", "users"]
ACTIONS = ["authorization", "roles", "acl", "search", "move", "enable", "a%2Fb", "_new", "_acl", "_reload"]
ARGUMENTS = ["name", "sharing", "owner", "app", "user", "roles", "filename", "count", "search", "local_only"]


@given(
    path=st.lists(st.sampled_from(SEGMENTS + ACTIONS), min_size=1, max_size=5),
    verb=st.sampled_from(["GET", "POST", "DELETE"]),
    form=st.dictionaries(st.sampled_from(ARGUMENTS), TEXT),
)
def test_no_request_is_answered_500(ask, path, verb, form):
    status, body = ask(verb, "/".join(path), form)
    assert status != 500, body
