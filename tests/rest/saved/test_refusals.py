"""What is refused of saved searches and alerts, with splunkd's status and text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.engine import Splunk
from minisplunk.rest.server import Address, serve
from minisplunk.times import ManualClock

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "refusals.yaml").read_text())


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, make_app: Callable[[Path], Path]) -> Iterator[Address]:
    """One server for all: what is refused changes nothing."""
    with Splunk(clock=ManualClock(1_772_531_100)) as splunk:
        splunk.install(make_app(tmp_path_factory.mktemp("refusals")))
        with serve(splunk, scheduler=False) as made:
            yield made


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: Mapping[str, Any], shared: Address, asking: Callable[[Address], Any]) -> None:
    disabled = "0" if case.get("enabled") else "1"
    shared.splunk.change("acme", "savedsearches", "Shipped Alert", {"disabled": disabled})
    method, path, fields = case["ask"]
    namespace = case.get("namespace", "/servicesNS/nobody/acme")
    status, document = asking(shared)(method, path, namespace=namespace, **fields)
    wanted, text = case["refused"]
    (message,) = document["messages"]
    assert (status, message["type"]) == (wanted, "ERROR")
    assert message["text"] == text or text is None
