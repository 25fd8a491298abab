"""What keeps a run from another Splunk, told in one sentence that says what to change (cases/refusals.yaml)."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.detect.detecting import detect
from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError
from minisplunk.rest.hec.tokens import APP, CONF, DEFAULT_TOKEN, PREFIX
from minisplunk.rest.server import Address, serve
from minisplunk.targets.access import Access
from minisplunk.targets.options import RunOptions
from minisplunk.targets.refusals import refusal
from tests.targets.front import front

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "attack_data" / "aws_failed_mfa"
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "refusals.yaml").read_text())
PAGE = [{"when": "", "status": 200, "body": "<!doctype html><html><body>Splunk</body></html>"}]
RUN_ID = re.compile(r"minisplunk-[0-9a-f]{8}")


def closed() -> str:
    """An address at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@contextmanager
def splunk(case: dict[str, Any]) -> Iterator[Address]:
    with Splunk() as splunk:
        if case.get("app", True):
            splunk.install(ROOT)
        with serve(splunk, scheduler=False, version=case.get("version", "9.4.3")) as address:
            if "hec" in case:
                settings = {name: str(value) for name, value in case["hec"].items()}
                splunk.change(APP, CONF, f"{PREFIX}{DEFAULT_TOKEN}", settings)
            yield address


@contextmanager
def listening(case: dict[str, Any], address: Address) -> Iterator[str]:
    """The URL that the user gives."""
    at = case.get("at", "splunkd")
    with ExitStack() as stack:
        if "url" in case:
            yield case["url"]
        elif "script" in case:
            yield stack.enter_context(front(case["script"], address.management)).url
        elif at == "web":
            yield stack.enter_context(front(PAGE)).url
        elif at == "plain":
            yield stack.enter_context(front(PAGE, tls=False)).url.replace("http:", "https:")
        else:
            yield {"splunkd": address.management, "hec": address.hec, "closed": f"https://{closed()}"}[at]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_one_sentence_says_what_to_change(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with splunk(case) as address, listening(case, address) as url:
        environment = {
            "SPLUNK_USERNAME": address.username,
            "SPLUNK_PASSWORD": address.password,
            "SPLUNK_HEC_TOKEN": address.hec_token,
            "SPLUNK_HEC_URL": address.hec,
            **case.get("environment", {}),
        }
        if environment["SPLUNK_HEC_URL"] == "closed":
            environment["SPLUNK_HEC_URL"] = f"https://{closed()}"
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        trusting, index = case.get("trusting", True), case.get("index", "")
        options = RunOptions(ROOT, splunk=url, insecure=trusting, index=index, data=[DATA])
        with pytest.raises(MinisplunkError) as caught:
            detect(options, lambda _: None)
        run = RUN_ID.search(str(caught.value))
        told = {
            "url": url,
            "port": url.rpartition(":")[2],
            "hec": environment["SPLUNK_HEC_URL"],
            "run": run[0] if run else "",
        }
        assert str(caught.value) == case["says"].format(**told)
        assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("code", "words"),
    [(62, "for another name"), (64, "for another name"), (10, "has expired"), (23, "cannot be trusted: revoked")],
)
def test_certificates_that_are_not_trusted(code: int, words: str) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_code, error.verify_message = code, "revoked"
    assert words in str(refusal(error, Access("https://splunk:8089", username="admin")))
