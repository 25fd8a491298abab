"""A Splunk that serves, and what a test harness has of it: the app installed, fed, enabled, run and read from outside.

That is splunk-sdk and HEC, over https.
"""

from __future__ import annotations

import json
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import splunklib.client
from splunklib.results import JSONResultsReader

from minisplunk.engine import Splunk
from minisplunk.rest.server import Address, serve
from minisplunk.times import ManualClock
from tests.detection.records import Case, events
from tests.detection.staging import APP, FILTER, NOW, SEARCH, STAND_INS, plain
from tests.waiting import PATIENCE, until

TLS = ssl._create_unverified_context()
OF_THE_RUN = frozenset({"_time", "orig_sid", "_raw", "_indextime", "info_search_time"})
"""Fields of risk events that differ from run to run."""


@dataclass(frozen=True)
class Client:
    """What a test harness has of a Splunk: splunk-sdk, and the address and token of its HEC."""

    service: splunklib.client.Service
    address: Address

    def install(self, spl: Path) -> None:
        self.service.post("apps/local", name=str(spl), filename=True, update=True)

    def saved(self) -> Any:
        return self.service.saved_searches[SEARCH]

    def set_filter(self, definition: str) -> None:
        """As Splunk Web does it: a POST to the macro in the app's namespace."""
        self.service.post(f"admin/macros/{FILTER}", owner="nobody", app=APP, definition=definition)

    def remove_filter(self) -> None:
        self.service.delete(f"admin/macros/{FILTER}", owner="nobody", app=APP)

    def send(self, case: Case) -> None:
        """One HEC request with all events: their time in the envelope, the record as a string."""
        metadata = {"index": case.get("index", "main"), "sourcetype": case.get("sourcetype", "aws:cloudtrail")}
        found = [{"time": e.time, "event": e.raw, "source": "test", "host": "test", **metadata} for e in events(case)]
        request = urllib.request.Request(
            f"{self.address.hec}/services/collector/event",
            "".join(json.dumps(event) for event in found).encode(),
            {"Authorization": f"Splunk {self.address.hec_token}"},
        )
        with urllib.request.urlopen(request, context=TLS, timeout=PATIENCE) as reply:
            assert json.load(reply) == {"text": "Success", "code": 0}

    def dispatch(self) -> list[dict[str, Any]]:
        return self.rows(self.run().results(output_mode="json", count=0))

    def run(self) -> splunklib.client.Job:
        """The detection dispatched with its actions; its job, when all is done."""
        job = self.saved().dispatch(trigger_actions=True)
        until(job.is_done)
        return job

    def search(self, spl: str, app: str = APP) -> list[dict[str, Any]]:
        return self.rows(self.service.jobs.oneshot(spl, owner="nobody", app=app, output_mode="json", count=0))

    def of_index(self, index: str) -> list[dict[str, Any]]:
        return self.search(f"search index={index} | sort 0 eventID")

    @staticmethod
    def rows(stream: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in JSONResultsReader(stream) if isinstance(row, dict)]


@contextmanager
def connected(case: Case, spl: Path) -> Iterator[Client]:
    """A served Splunk, set up through its API alone, save for what a person would install beside the app."""
    with Splunk(clock=ManualClock(NOW)) as splunk, serve(splunk, scheduler=False) as address:
        service = splunklib.client.connect(
            host=address.host,
            port=address.management_port,
            username=address.username,
            password=address.password,
            owner="nobody",
            app=APP,
        )
        client = Client(service, address)
        client.install(spl)
        for name in case.get("apps", ()):
            splunk.install(STAND_INS / Path(name).name)
        if case.get("enterprise_security", True):
            splunk.install_enterprise_security()
        for each in case.get("settings", ()):
            path = f"configs/conf-{each['conf']}/{each['stanza']}"
            service.post(path, owner="nobody", app=each.get("app", APP), **each["settings"])
        client.saved().enable()
        for macro, definition in case.get("macros", {}).items():
            assert macro == FILTER
            client.set_filter(definition)
        client.send(case)
        yield client


def comparable(rows: list[Any]) -> list[dict[str, Any]]:
    found = [{k: plain(v) for k, v in row.items() if k not in OF_THE_RUN and v is not None} for row in rows]
    return sorted(found, key=lambda row: json.dumps(row, sort_keys=True))
