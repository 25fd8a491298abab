"""A client that makes, changes and removes objects by REST until the server is gone; what must be there then."""

from __future__ import annotations

import http.client
import json
import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from .served import PASSWORD, unverified

KINDS = {"saved/searches": ("savedsearches", "search"), "configs/conf-macros": ("macros", "definition")}
"""Paths of collections, and where their objects are written: the conf file and the setting that is changed."""
_NAMES = 12
_SPACE = "/servicesNS/admin/search/"

Name = tuple[str, str]
"""The path of a collection, and a name in it."""


@dataclass
class Promised:
    """What was acknowledged: the value of each object, None for one that was removed. `open`: what was sent last and
    was not acknowledged, so it may have happened or not. `lost`: what was not so after a restart."""

    values: dict[Name, str | None] = field(default_factory=dict)
    open: tuple[Name, str | None] | None = None
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)

    def check(self, stored: Mapping[Name, str]) -> None:
        """Compare with what is there, and go on from that."""
        for name, value in self.values.items():
            found = stored.get(name)
            if found != value and self.open != (name, found):
                self.lost.append(f"{'/'.join(name)} is {found!r} and was acknowledged as {value!r}")
        self.values = {name: stored.get(name) for name in {*self.values, *stored}}
        self.open = None


class Changer(threading.Thread):
    def __init__(self, port: int, promised: Promised, seed: float) -> None:
        super().__init__()
        self._promised, self._chance = promised, random.Random(seed)
        self._connection = http.client.HTTPSConnection("127.0.0.1", port, context=unverified())
        self._fault: BaseException | None = None
        self._headers: dict[str, str] = {}

    def run(self) -> None:
        try:
            self._sign_in()
            self._promised.check(self._stored())
            while True:
                self._change()
        except (OSError, http.client.HTTPException):  # the server is gone
            pass
        except BaseException as fault:
            self._fault = fault
        finally:
            self._connection.close()

    def finish(self) -> None:
        """Wait for the end. Raises what the server did that it must not do."""
        self.join()
        if self._fault is not None:
            raise self._fault

    def _sign_in(self) -> None:
        form = {"username": "admin", "password": PASSWORD, "output_mode": "json"}
        status, reply = self._asked("POST", "auth/login", form)
        assert status == 200, reply
        self._headers = {"Authorization": f"Splunk {json.loads(reply)['sessionKey']}"}

    def _change(self) -> None:
        path, name = self._chance.choice(list(KINDS)), f"n{self._chance.randrange(_NAMES)}"
        there = self._promised.values.get((path, name)) is not None
        value = None if there and self._chance.random() < 0.3 else f"index=main {self._chance.getrandbits(64)}"
        self._promised.open = ((path, name), value)
        setting = {} if value is None else {KINDS[path][1]: value}
        if value is None:
            status, reply = self._asked("DELETE", f"{path}/{name}")
        elif there:
            status, reply = self._asked("POST", f"{path}/{name}", setting)
        else:
            status, reply = self._asked("POST", path, {"name": name, **setting})
        assert status in (200, 201), reply
        self._promised.values[path, name] = value
        self._promised.open = None
        self._promised.acknowledged += 1

    def _stored(self) -> dict[Name, str]:
        stored: dict[Name, str] = {}
        for path, (_, key) in KINDS.items():
            status, reply = self._asked("GET", f"{path}?count=0&search={quote('name=n*')}&output_mode=json")
            assert status == 200, reply
            for entry in json.loads(reply)["entry"]:
                if entry["acl"]["sharing"] == "user":
                    stored[path, entry["name"]] = entry["content"][key]
        return stored

    def _asked(self, method: str, path: str, form: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        self._connection.request(method, _SPACE + path, urlencode(form or {}) or None, self._headers)
        response = self._connection.getresponse()
        return response.status, response.read()
