"""Clients that post batches until the server is gone, and remember which of them it acknowledged."""

from __future__ import annotations

import http.client
import json
import random
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from .served import unverified


@dataclass
class Batch:
    """`sends`: how often it was sent, wholly or in part."""

    time: int
    events: list[str]
    acknowledged: bool = False
    sends: int = 0

    def body(self) -> bytes:
        return "".join(json.dumps({"time": self.time, "event": event}) for event in self.events).encode()


class Client(threading.Thread):
    """`again`: batches to send first. `acked`: asks for each batch whether it is safe, where others trust success.

    `sent` has the batches that were to be sent too; `interrupted`: the server died over the last one.
    """

    def __init__(self, ready: Mapping[str, str], again: list[Batch], *, acked: bool, time: int, seed: float) -> None:
        super().__init__()
        self.sent: list[Batch] = []
        self.interrupted = False
        self._fault: BaseException | None = None
        self._again, self._acked, self._time = again, acked, time
        self._chance = random.Random(seed)
        self._connection = http.client.HTTPSConnection("127.0.0.1", int(ready["port"]), context=unverified())
        self._headers = {"Authorization": f"Splunk {ready['acked' if acked else 'plain']}"}
        if acked:
            self._headers["X-Splunk-Request-Channel"] = str(uuid.UUID(int=self._chance.getrandbits(128)))

    def run(self) -> None:
        try:
            while True:
                batch = self._again.pop() if self._again else self._new()
                self.sent.append(batch)
                batch.sends += 1
                reply = self._post("/services/collector/event", batch.body())
                batch.acknowledged = self._safe(reply["ackId"]) if self._acked else True
        except (OSError, http.client.HTTPException):  # the server is gone
            self.interrupted = bool(self.sent) and not self.sent[-1].acknowledged
            self.sent += self._again
        except BaseException as fault:
            self._fault = fault
        finally:
            self._connection.close()

    def finish(self) -> None:
        """Wait for the end. Raises what the server did that it must not do."""
        self.join()
        if self._fault is not None:
            raise self._fault

    def _new(self) -> Batch:
        name = f"{self._chance.getrandbits(64):016x}"
        size = self._chance.choice((1, 10, 100, 1000))
        return Batch(self._time, [f"{name} event {number} {'x' * 200}" for number in range(size)])

    def _safe(self, number: object) -> bool:
        reply = self._post("/services/collector/ack", json.dumps({"acks": [number]}).encode())
        assert reply["acks"] == {str(number): True}, reply
        return True

    def _post(self, path: str, body: bytes) -> dict[str, object]:
        self._connection.request("POST", path, body, self._headers)
        response = self._connection.getresponse()
        reply = json.loads(response.read())
        assert response.status == 200, reply
        return reply
