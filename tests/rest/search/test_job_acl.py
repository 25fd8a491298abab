"""Whose a search job is, and who else may see and control it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import splunklib.client
from splunklib.binding import HTTPError

from minisplunk.rest.instance.users import User
from minisplunk.rest.server import Address

ALL = "search index=jobs"


@pytest.fixture
def job(sdk: splunklib.client.Service) -> splunklib.client.Job:
    return sdk.jobs.create(ALL, exec_mode="blocking")


@pytest.fixture
def other(address: Address) -> splunklib.client.Service:
    """Somebody with the role user."""
    address.splunkd.users.put(User("acl_reader", ("user",), ""), "secret")
    return splunklib.client.connect(
        host=address.host, port=address.management_port, username="acl_reader", password="secret"
    )


def acl(answer: Any) -> dict[str, Any]:
    (entry,) = json.loads(answer.body.read())["entry"]
    return entry["acl"]


def refused(call: Any, *given: Any, **named: Any) -> int:
    with pytest.raises(HTTPError) as caught:
        call(*given, **named)
    return caught.value.status


def test_shown(sdk: splunklib.client.Service, job: splunklib.client.Job) -> None:
    shown = acl(sdk.get(f"search/jobs/{job.sid}/acl", output_mode="json"))
    assert (shown["owner"], shown["app"], shown["sharing"]) == ("admin", "search", "global")
    assert shown["perms"] == {"read": ["admin"], "write": ["admin"]}


def test_shared_to_be_seen(
    sdk: splunklib.client.Service, other: splunklib.client.Service, job: splunklib.client.Job
) -> None:
    path = f"search/jobs/{job.sid}"
    assert refused(other.get, path) == 404
    shared = {"sharing": "global", "owner": "admin", "perms.read": "user"}
    assert acl(sdk.post(f"{path}/acl", body={"output_mode": "json", **shared}))["perms"]["read"] == ["admin", "user"]
    assert len(json.loads(other.get(f"{path}/results", output_mode="json", count=0).body.read())["results"]) == 100
    assert job.sid in {one.sid for one in other.jobs.list()}
    assert refused(other.post, f"{path}/control", action="cancel") == 403
    assert refused(other.post, path, **{"custom.a": "1"}) == 403
    assert refused(other.delete, path) == 403
    assert refused(other.post, f"{path}/acl", body={"sharing": "user"}) == 403
    sdk.post(f"{path}/acl", body={"sharing": "user"})
    assert refused(other.get, path) == 404


def test_shared_with_everyone_to_be_controlled(
    sdk: splunklib.client.Service, other: splunklib.client.Service, job: splunklib.client.Job
) -> None:
    path = f"search/jobs/{job.sid}"
    sdk.post(f"{path}/acl", body={"sharing": "app", "perms.write": "*"})
    assert other.post(f"{path}/control", action="touch").status == 200
    assert other.delete(path).status == 200
    assert refused(sdk.get, path) == 404


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 400),
        ({"sharing": "world"}, 400),
        ({"sharing": "app", "colour": "red"}, 400),
        ({"sharing": "app", "owner": "nobody"}, 501),
        ({"sharing": "app", "app": "system"}, 501),
    ],
)
def test_what_cannot_be(
    sdk: splunklib.client.Service, job: splunklib.client.Job, given: dict[str, str], status: int
) -> None:
    assert refused(sdk.post, f"search/jobs/{job.sid}/acl", body=given) == status


def test_of_no_job(sdk: splunklib.client.Service) -> None:
    assert refused(sdk.get, "search/jobs/nosuch/acl") == 404
