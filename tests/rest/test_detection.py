"""The same cases from outside: the app installed, fed, enabled, run and read by splunk-sdk and HEC, over https.

What comes back must be what the same case gives in process.
"""

from __future__ import annotations

import json
import ssl
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import splunklib.client
from splunklib.results import JSONResultsReader

from minisplunk.engine import Splunk
from minisplunk.rest.server import Address, serve
from minisplunk.times import ManualClock
from package.build import build
from tests.detection.records import Case, cases, events
from tests.detection.staging import (
    APP,
    FILTER,
    NOW,
    SEARCH,
    STAND_INS,
    dispatched,
    of_index,
    plain,
    prepared,
)

TLS = ssl._create_unverified_context()
ROOT = Path(__file__).parents[2]
OF_THE_RUN = frozenset({"_time", "orig_sid", "_raw", "_indextime", "info_search_time"})
"""Fields of risk events that differ from run to run."""


@pytest.fixture(scope="session")
def spl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("dist")).path


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
        self.service.post(f"configs/conf-macros/{FILTER}", owner="nobody", app=APP, definition=definition)

    def send(self, case: Case) -> None:
        """One HEC request with all events: their time in the envelope, the record as a string."""
        metadata = {"index": case.get("index", "main"), "sourcetype": case.get("sourcetype", "aws:cloudtrail")}
        found = [{"time": e.time, "event": e.raw, "source": "test", "host": "test", **metadata} for e in events(case)]
        request = urllib.request.Request(
            f"{self.address.hec}/services/collector/event",
            "".join(json.dumps(event) for event in found).encode(),
            {"Authorization": f"Splunk {self.address.hec_token}"},
        )
        with urllib.request.urlopen(request, context=TLS, timeout=30) as reply:
            assert json.load(reply) == {"text": "Success", "code": 0}

    def dispatch(self) -> list[dict[str, Any]]:
        job = self.saved().dispatch(trigger_actions=True)
        until = time.monotonic() + 60
        while not job.is_done():
            assert time.monotonic() < until, "the search does not end"
            time.sleep(0.01)
        return self.rows(job.results(output_mode="json", count=0))

    def of_index(self, index: str) -> list[dict[str, Any]]:
        return self.rows(
            self.service.jobs.oneshot(f"search index={index} | sort 0 eventID", output_mode="json", count=0)
        )

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
            splunk.install(STAND_INS / name)
        if case.get("enterprise_security", True):
            splunk.install_enterprise_security()
        for each in case.get("changes", ()):
            path = f"configs/conf-{each['conf']}/{each['stanza']}"
            service.post(path, owner="nobody", app=each.get("app", APP), **each["settings"])
        client.saved().enable()
        if "settings" in case:
            service.post(f"configs/conf-savedsearches/{SEARCH}", owner="nobody", app=APP, **case["settings"])
        if "filter" in case:
            client.set_filter(case["filter"])
        client.send(case)
        yield client


def comparable(rows: list[Any]) -> list[dict[str, Any]]:
    found = [{k: plain(v) for k, v in row.items() if k not in OF_THE_RUN and v is not None} for row in rows]
    return sorted(found, key=lambda row: json.dumps(row, sort_keys=True))


@pytest.mark.parametrize("case", [*cases("fires"), *cases("silent")], ids=lambda case: case["name"])
def test_over_https_as_in_process(case: Case, spl: Path) -> None:
    with prepared(case, spl) as splunk:
        results = comparable(dispatched(splunk).job.results)
        risk = comparable(of_index(splunk, "risk"))
    with connected(case, spl) as client:
        assert comparable(client.dispatch()) == results
        assert comparable(client.of_index("risk")) == risk


def test_the_filter_is_tuned_as_the_ui_does(spl: Path) -> None:
    case = {"events": [{"record": "iam_user_failed_mfa"}, {"record": "root_failed_mfa"}]}
    with connected(case, spl) as client:
        assert {row["user_name"] for row in client.dispatch()} == {"dana.reyes", "root"}
        client.set_filter('search NOT user_name="dana.reyes"')
        assert {row["user_name"] for row in client.dispatch()} == {"root"}
        client.install(spl)
        assert {row["user_name"] for row in client.dispatch()} == {"root"}
        client.service.delete(f"configs/conf-macros/{FILTER}", owner="nobody", app=APP)
        assert {row["user_name"] for row in client.dispatch()} == {"dana.reyes", "root"}


def test_without_enterprise_security_the_app_s_own_action_scores(spl: Path) -> None:
    """End to end: splunkd runs the script, which reads what scores from the search and writes through the receiver."""
    case = {"events": [{"record": "iam_user_failed_mfa"}, {"record": "root_failed_mfa"}]}
    with connected({**case, "enterprise_security": False}, spl) as alone:
        alone.service.indexes.create("risk")
        alone.dispatch()
        written = alone.of_index("risk")
        alone.dispatch()
        again = alone.of_index("risk")
    with connected(case, spl) as with_es:
        with_es.dispatch()
        of_es = with_es.of_index("risk")
    keys = (
        "risk_object",
        "risk_object_type",
        "risk_score",
        "risk_message",
        "threat_object",
        "annotations.mitre_attack",
    )
    assert [[row.get(key) for key in keys] for row in written] == [[row.get(key) for key in keys] for row in of_es]
    assert len(of_es) == 2
    ids = [row["risk_event_id"] for row in again]
    assert len(ids) == 4
    assert set(ids) == {row["risk_event_id"] for row in written}
