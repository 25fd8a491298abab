"""A server of its own, whose clock stands still, with a few events in the index `jobs`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
import splunklib.client

from minisplunk.engine import Splunk
from minisplunk.rest.http import Namespace, Request, Session
from minisplunk.rest.server import Address, serve
from minisplunk.times import ManualClock

NOW = 1_700_000_000.0
USERS = 5

Ask = Callable[..., Request]


@pytest.fixture(scope="package")
def address() -> Iterator[Address]:
    """100 events, a second apart, of the users u0 to u4 in turn."""
    with Splunk(clock=ManualClock(NOW)) as splunk, serve(splunk, scheduler=False) as address:
        splunk.store.create_index("jobs")
        events = ((round((NOW - 200 + n) * 1_000_000), f'{{"n":{n},"u":"u{n % USERS}"}}') for n in range(100))
        splunk.ingest(events, index="jobs", sourcetype="json", source="test", host="host")
        yield address


@pytest.fixture
def clock(address: Address) -> Iterator[ManualClock]:
    """The server's; what a test does to it is undone."""
    clock = address.splunk.clock
    assert isinstance(clock, ManualClock)
    yield clock
    clock.set(NOW)


@pytest.fixture
def sdk(address: Address) -> splunklib.client.Service:
    return splunklib.client.connect(
        host=address.host, port=address.management_port, username=address.username, password=address.password
    )


@pytest.fixture
def ask() -> Ask:
    """A request of an admin, as handlers get it."""

    def ask(method: str, endpoint: str, params: Mapping[str, str] | None = None, **args: str) -> Request:
        return Request(
            method,
            endpoint,
            Namespace(),
            params={name: [value] for name, value in (params or {}).items()},
            args=args,
            session=Session("admin", ("admin",), "key"),
        )

    return ask
