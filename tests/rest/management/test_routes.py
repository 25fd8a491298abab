"""All routes together: which need a session, and that nothing is answered without being served."""

from __future__ import annotations

import re

import pytest

from minisplunk.engine import Splunk
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.instance import Splunkd
from minisplunk.rest.instance.users import User, Users
from minisplunk.rest.management.documented import documented
from minisplunk.rest.management.port import ManagementPort
from minisplunk.rest.management.routes import routes

OPEN = {("POST", "auth/login"), ("GET", "server/info"), ("GET", "server/info/{name}")}


@pytest.fixture(scope="module")
def management():
    with Splunk() as splunk:
        users = Users()
        users.put(User("nothing", (), ""), "secret")
        yield ManagementPort(Splunkd(splunk, users))


def path_of(route):
    return "/services/" + re.sub(r"\{\w+(\.\.\.)?\}", "x", route.path)


def name_of(route):
    return f"{route.method} {route.path}"


def test_only_login_and_info_are_open():
    assert {(route.method, route.path) for route in routes() if route.open} == OPEN


@pytest.mark.parametrize("route", [route for route in routes() if not route.open], ids=name_of)
@pytest.mark.parametrize("headers", [{}, {"authorization": "Splunk guess"}, {"cookie": "splunkd_8089=guess"}])
def test_every_other_route_needs_a_session(management, route, headers):
    answer = management.respond(Incoming(route.method, path_of(route), headers))
    assert answer.status == 401
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("route", [route for route in routes() if route.capability], ids=name_of)
def test_every_capability_is_asked_for(management, route):
    headers = {"authorization": f"Splunk {management.splunkd.sessions.begin('nothing')}"}
    answer = management.respond(Incoming(route.method, path_of(route), headers))
    assert answer.status == 403
    assert f"(requires capability: {route.capability}).".encode() in answer.body


def test_the_administrator_has_every_capability_that_is_asked_for(management):
    held = management.splunkd.capabilities(("admin",))
    assert {route.capability for route in routes() if route.capability} <= held


def test_no_route_is_there_twice():
    served = [(route.method, re.sub(r"\{\w+", "{", route.path)) for route in routes()]
    assert len(served) == len(set(served))


@pytest.mark.parametrize("route", routes(), ids=name_of)
def test_every_route_is_splunkds(route):
    """What is served here is served there, so that no test comes to rely on what a Splunk does not have."""
    path = path_of(route).removeprefix("/services/")
    assert not path or documented().find(route.method, path) is not None


def test_no_documented_endpoint_is_answered_empty(management):
    """Each is served, or 501 says that it is not."""
    management.splunkd.users.put(User("admin", ("admin",), ""), "secret")
    headers = {"authorization": f"Splunk {management.splunkd.sessions.begin('admin')}"}
    for route in documented().routes:
        path = path_of(route)
        if management.table.find(route.method, path.removeprefix("/services/")) is None:
            answer = management.respond(Incoming(route.method, path, headers))
            assert answer.status == 501, path
            assert b"docs/SUPPORTED.md" in answer.body
