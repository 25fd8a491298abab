"""A served minisplunk that stands for somebody's Splunk, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from minisplunk.rest.server import Address, serve

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "attack_data" / "aws_failed_mfa"
APP = "DA-ESS-AwsConsoleMfa"


@dataclass(frozen=True)
class Somebody:
    """A Splunk with the app in it."""

    splunk: Splunk
    address: Address

    def state(self) -> dict[str, object]:
        """What a run must leave as it was: every conf file, and the indexes with their events."""
        etc = self.splunk.folder / "etc"
        files = {path.relative_to(etc).as_posix(): path.read_text() for path in sorted(etc.rglob("*.conf"))}
        return {
            # a file whose stanzas are gone says nothing
            "files": {name: text for name, text in files.items() if text.strip()},
            "events": {name: total.events for name, total in self.splunk.store.counts().items() if name[0] != "_"},
        }


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Somebody]:
    """It has the app; the environment says how to come in."""
    with Splunk() as splunk:
        splunk.install(ROOT)
        with serve(splunk, scheduler=False) as address:
            monkeypatch.setenv("SPLUNK_USERNAME", address.username)
            monkeypatch.setenv("SPLUNK_PASSWORD", address.password)
            monkeypatch.setenv("SPLUNK_HEC_TOKEN", address.hec_token)
            monkeypatch.setenv("SPLUNK_HEC_URL", address.hec)
            yield Somebody(splunk, address)
