"""The rest command: entries as rows, as the user of the search sees them; nothing but reading."""

from __future__ import annotations

from typing import Any

import pytest

from minisplunk.errors import DataError, SplError, UnsupportedSpl
from minisplunk.jobs import SearchJob
from minisplunk.rest.server import Address

NOT_READ = (
    *("indexing/preview", "properties", "saved/searches/_reload"),
    *("search/jobs/export", "search/jobs/x/results", "search/parser"),
)


def search(server: Address, spl: str, **asked: Any) -> SearchJob:
    return server.splunk.search(spl, **asked)


def rows(server: Address, spl: str, **asked: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in search(server, spl, **asked).results]


def messages(job: SearchJob) -> list[str]:
    return [f"{message.kind} {message.text}" for message in job.messages]


def test_an_entry_is_a_row(server: Address) -> None:
    (row,) = rows(server, "| rest splunk_server=local /services/server/info")
    assert row["title"] == "server-info"
    assert row["id"] == f"{server.management}/services/server/info/server-info"
    assert (row["isFree"], row["server_roles"], row["author"]) == (
        "0",
        ["indexer", "search_head", "kv_store", "license_master"],
        "system",
    )
    assert (row["updated"], row["splunk_server"]) == ("1970-01-01T00:00:00+00:00", "minisplunk")
    assert (row["eai:acl.can_list"], row["eai:acl.perms.read"], row["eai:acl.sharing"]) == ("1", "*", "system")


def test_all_entries_unless_count_says_otherwise(server: Address) -> None:
    roles = rows(server, "| rest /services/authorization/roles timeout=0")
    assert {"admin", "can_delete", "user"} <= {row["title"] for row in roles}
    assert len(rows(server, "| rest count=2 /services/authorization/roles offset=1")) == 2


def test_searches_must_all_match(server: Address) -> None:
    filters = 'search="title=can_delete OR title=user" search="title=u*"'
    assert rows(server, f"| rest /services/authorization/roles {filters} | fields title") == [{"title": "user"}]
    spl = "| rest /services/authorization/roles f=capabilities search=can_delete | table title capabilities srch*"
    assert rows(server, spl) == [{"title": "can_delete", "capabilities": "delete_by_keyword"}]


def test_it_asks_as_the_user_of_the_search(server: Address) -> None:
    asked = {"user": "ann", "roles": ("user",)}
    (row,) = rows(server, "| rest /services/authentication/current-context", **asked)
    assert (row["username"], row["roles"]) == ("ann", "user")
    job = search(server, "| rest /services/server/settings", **asked)
    assert (job.results, messages(job)) == (
        [],
        [
            "WARN Failed to fetch REST endpoint uri=/services/server/settings: You (user=ann) do not have permission "
            "to perform this operation (requires capability: list_settings). (HTTP status 403)"
        ],
    )


@pytest.mark.parametrize(("path", "why"), [("/services/nosuch", "Not Found"), ("/en-US/app", "Not Found")])
def test_an_error_is_a_warning_unless_strict(server: Address, path: str, why: str) -> None:
    text = f"Failed to fetch REST endpoint uri={path}: {why} (HTTP status 404)"
    job = search(server, f"| rest {path}")
    assert (job.results, messages(job)) == ([], [f"WARN {text}"])
    with pytest.raises(DataError) as caught:
        search(server, f"| rest strict=t {path}")
    assert caught.value.message == f"Error in 'rest' command: {text}"


def test_a_filter_that_cannot_be_read_is_an_error(server: Address) -> None:
    job = search(server, '| rest /services/authorization/roles search="("')
    assert job.results == []
    assert "HTTP status 400" in messages(job)[0]


@pytest.mark.parametrize(
    "endpoint",
    [
        "indexing/preview",
        "search/jobs/export",
        "search/jobs/x/results",
        "search/parser",
        "properties",
        "saved/searches/_reload",
    ],
)
def test_what_is_not_served_or_gives_no_entries_is_unsupported(server: Address, endpoint: str) -> None:
    with pytest.raises(UnsupportedSpl):
        search(server, f"| rest /services/{endpoint} search=x")


def test_it_only_reads(server: Address) -> None:
    before = len(rows(server, "| rest /services/saved/searches"))
    job = search(server, '| rest /services/saved/searches name=made search="search *"')
    assert messages(job) == []
    assert len(rows(server, "| rest /services/saved/searches")) == before
    with pytest.raises(SplError):
        search(server, "| rest method=DELETE")
