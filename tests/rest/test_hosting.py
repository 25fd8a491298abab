"""Where scripts call back, and whose session they get."""

from __future__ import annotations

import pytest

from minisplunk.rest.hosting import address, session
from minisplunk.rest.instance.info import ServerInfo
from minisplunk.rest.server import Address


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("127.0.0.1", "https://127.0.0.1:8089"),
        ("::1", "https://[::1]:8089"),
        ("0.0.0.0", "https://127.0.0.1:8089"),
        ("::", "https://[::1]:8089"),
        ("splunk.example.com", "https://splunk.example.com:8089"),
    ],
)
def test_the_address(host: str, wanted: str) -> None:
    assert address(ServerInfo(host=host, management_port=8089)) == wanted


@pytest.mark.parametrize(("owner", "user"), [("nobody", "splunk-system-user"), ("admin", "admin")])
def test_the_session(server: Address, owner: str, user: str) -> None:
    with session(server.splunkd, owner) as key:
        assert server.splunkd.sessions.use(key) == user
    assert server.splunkd.sessions.use(key) is None


def test_the_system_user_cannot_log_in(server: Address) -> None:
    assert server.splunkd.users.find("splunk-system-user") is None
