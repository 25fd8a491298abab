"""A server whose clock stands still until a test sets it, and an app of its own in it."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import splunklib.client

from minisplunk.engine import Splunk
from minisplunk.rest.server import Address, serve
from minisplunk.times import ManualClock

TLS = ssl._create_unverified_context()
START = 1_772_531_100.0  # 2026-03-03 09:45:00 UTC
SHIPPED = """\
[Shipped Alert]
search = | makeresults count=2 | eval user="dana"
cron_schedule = 0 * * * *
enableSched = 1
disabled = 1
dispatch.earliest_time = -70m@m
dispatch.latest_time = -10m@m
counttype = number of events
relation = greater than
quantity = 0
alert.track = 1
alert.severity = 4
action.probe = 1
action.probe.param.text = $result.user$
"""
ACTION = """\
[probe]
is_custom = 1
payload_format = json
label = Probe
param.text = nothing
"""
SCRIPT = """\
import json, ssl, sys, urllib.request
payload = json.load(sys.stdin)
request = urllib.request.Request(
    payload["server_uri"] + "/services/authentication/current-context?output_mode=json",
    headers={"Authorization": "Splunk " + payload["session_key"]},
)
with urllib.request.urlopen(request, context=ssl._create_unverified_context()) as response:
    user = json.load(response)["entry"][0]["content"]["username"]
print("INFO", payload["configuration"]["text"], "called back as", user, file=sys.stderr)
"""


Ask = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="session")
def make_app() -> Callable[[Path], Path]:
    """Writes an app with a saved search, and an alert action that calls splunkd back, below a folder."""

    def made(folder: Path) -> Path:
        files = {
            "default/app.conf": "[launcher]\nversion = 1.0.0\n",
            "default/savedsearches.conf": SHIPPED,
            "default/alert_actions.conf": ACTION,
            "bin/probe.py": SCRIPT,
            "metadata/default.meta": "[]\naccess = read : [ * ], write : [ admin ]\nexport = system\n",
        }
        for name, text in files.items():
            path = folder / "acme" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return folder / "acme"

    return made


@pytest.fixture(scope="session")
def asking() -> Callable[[Address], Ask]:
    """`asking(address)("POST", "saved/searches", name="x")`: status and JSON document."""

    def of(address: Address) -> Ask:
        key = address.splunkd.sessions.begin(address.username)

        def ask(method: str, path: str, *, namespace: str = "/servicesNS/nobody/acme", **fields: object) -> Any:
            form = urlencode({"output_mode": "json", **fields}, doseq=True)
            url = f"{address.management}{namespace}/{path}" + ("" if method == "POST" else f"?{form}")
            request = urllib.request.Request(url, form.encode() if method == "POST" else None, method=method)
            request.add_header("Authorization", f"Splunk {key}")
            try:
                with urllib.request.urlopen(request, context=TLS) as response:
                    return response.status, json.load(response)
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, json.load(error)

        return ask

    return of


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def acme(tmp_path: Path, make_app: Callable[[Path], Path]) -> Path:
    return make_app(tmp_path)


@pytest.fixture
def address(clock: ManualClock, acme: Path) -> Iterator[Address]:
    with Splunk(clock=clock) as splunk:
        splunk.install(acme)
        with serve(splunk, scheduler=False) as made:
            yield made


@pytest.fixture
def ask(address: Address, asking: Callable[[Address], Ask]) -> Ask:
    return asking(address)


@pytest.fixture
def connect(address: Address) -> Callable[..., splunklib.client.Service]:
    """`connect(owner="nobody", app="acme")`: splunk-sdk in a namespace."""

    def made(**namespace: str) -> splunklib.client.Service:
        return splunklib.client.connect(
            host=address.host,
            port=address.management_port,
            username=address.username,
            password=address.password,
            **namespace,
        )

    return made


@pytest.fixture
def saved(connect: Callable[..., splunklib.client.Service]) -> splunklib.client.Service:
    """splunk-sdk in the app, for all its users."""
    return connect(owner="nobody", app="acme")
