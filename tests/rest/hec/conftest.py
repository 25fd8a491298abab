"""HEC without a network: its port, tokens of each kind, and what is in the store afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.rest.hec import Collector, HecPort
from minisplunk.rest.http import Response
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.instance.bulletins import BulletinBoard
from minisplunk.times import ManualClock, TimeRange

NOW = 1_700_000_000.25
TOKENS: dict[str, dict[str, str]] = {
    "plain": {},
    "acked": {"useACK": "1"},
    "restricted": {"index": "summary", "indexes": "summary, history"},
    "disabled": {"disabled": "1"},
    "query": {"allowQueryStringAuth": "true"},
    "defaults": {"index": "history", "host": "th", "source": "ts", "sourcetype": "tst"},
    "by_ip": {"connection_host": "ip"},
    "misplaced": {"index": "nosuch"},
    "query_fields": {"customMetadataMode": "query_string"},
    "by_proxy": {"connection_host": "proxied_ip"},
    "by_dns": {"connection_host": "dns"},
}
_INDEXES = "[gauges]\ndatatype = metric\n[fine]\ndatatype = metric\nmetric.timestampResolution = ms\n"
"""Of metric data points, whose times are whole seconds or milliseconds."""
VALUES = {name: f"{number:08}-0000-0000-0000-00000000000a" for number, name in enumerate(TOKENS)}


@dataclass
class Hec:
    splunk: Splunk
    port: HecPort

    def send(
        self,
        path: str = "/services/collector/event",
        body: str | bytes = b"",
        *,
        token: str = "plain",
        headers: Mapping[str, str] | None = None,
        method: str = "POST",
    ) -> Response:
        given = {"host": "localhost:8088", **(headers or {})}
        if token and "authorization" not in given:
            given["authorization"] = f"Splunk {VALUES.get(token, token)}"
        data = body.encode() if isinstance(body, str) else body
        return self.port.respond(Incoming(method, path, given, data))

    def reply(self, *args: Any, **more: Any) -> tuple[int, dict[str, Any]]:
        response = self.send(*args, **more)
        assert response.media_type.startswith("application/json")
        return response.status, json.loads(response.body)

    def stored(self) -> list[dict[str, Any]]:
        """Every event, the oldest first."""
        metas = {number: meta for number, (meta, _) in self.splunk.store.kinds().items()}
        return [
            {
                **metas[event.kind]._asdict(),
                "time": event.time / 1_000_000,
                "indextime": event.indextime / 1_000_000,
                "fields": json.loads(event.fields or "null") or None,
                "raw": event.raw,
            }
            for event in self.splunk.store.events(TimeRange.ALL, metas)
        ][::-1]


@pytest.fixture
def local() -> Iterator[Hec]:
    with Splunk(clock=ManualClock(NOW)) as splunk:
        local = splunk.folder / "etc" / "apps" / "search" / "local"
        local.mkdir(parents=True)
        (local / "inputs.conf").write_text("\n".join(_stanza(name, settings) for name, settings in TOKENS.items()))
        (local / "indexes.conf").write_text(_INDEXES)
        splunk.reload()
        yield Hec(splunk, HecPort(Collector(splunk, BulletinBoard())))


def _stanza(name: str, settings: Mapping[str, str]) -> str:
    lines = (f"{key} = {value}" for key, value in {"token": VALUES[name], **settings}.items())
    return "\n".join((f"[http://{name}]", *lines))
