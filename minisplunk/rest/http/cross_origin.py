"""crossOriginSharingPolicy and a request's Origin -> the headers that let a browser's page read the answer (CORS).

inputs.conf.spec, [http], crossOriginSharingPolicy and crossOriginSharingHeaders (server.conf.spec, [httpServer], has
the same two). The fetch standard (fetch.spec.whatwg.org), "HTTP extensions", says what browsers look for.
[unverified]: an origin and a rule without a port mean the port of their scheme; a preflight is answered as any OPTIONS
is, with these headers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

from ...dataclass import dataclass

_ORIGIN = re.compile(r"([a-z*][a-z0-9+.*-]*)://(\[[0-9a-f:.]*\]|[^/:\[\]]+)(?::(\d{1,5}|\*))?", re.ASCII)
_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True, slots=True)
class OriginRule:
    """Each part may hold wildcards; `port` "" is that of the scheme. `denied`: the rule is of those who may not."""

    scheme: str
    host: str
    port: str
    denied: bool = False

    def fits(self, scheme: str, host: str, port: str) -> bool:
        of_scheme = _PORTS.get(scheme, "")
        return (
            fnmatchcase(scheme, self.scheme)
            and (_matches(host, self.host) or (self.host.startswith("*.") and host == self.host[2:]))
            and fnmatchcase(port or of_scheme, self.port or of_scheme)
        )


@dataclass(frozen=True, slots=True)
class OriginPolicy:
    """`rules`: the first that fits an origin counts. `headers`: those that a page may send, "*" for any."""

    rules: tuple[OriginRule, ...] = ()
    headers: str = ""

    @classmethod
    def of(cls, policy: str, headers: str) -> OriginPolicy:
        """What is no rule lets nobody in."""
        rules = (_rule(text) for text in re.split(r"[\s,]+", policy.lower()) if text)
        return cls(tuple(rule for rule in rules if rule is not None), headers.strip())

    def allows(self, origin: str) -> bool:
        found = _ORIGIN.fullmatch(origin.lower())
        if found is None:
            return False
        parts = (found[1], found[2], found[3] or "")
        rule = next((rule for rule in self.rules if rule.fits(*parts)), None)
        return rule is not None and not rule.denied

    def answer(self, request: Mapping[str, str], methods: str = "") -> dict[str, str]:
        """The headers of the answer to a request with these headers, none for an origin that is not let in. `methods`:
        what a preflight is told."""
        origin = request.get("origin", "")
        if not self.rules or not self.allows(origin):
            return {}
        told = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true", "Vary": "Origin"}
        if methods:
            told["Access-Control-Allow-Methods"] = methods
            asked = request.get("access-control-request-headers", "")
            if allowed := asked if self.headers == "*" else self.headers:
                told["Access-Control-Allow-Headers"] = allowed
        return told


def _rule(text: str) -> OriginRule | None:
    denied = text.startswith("!")
    text = text.removeprefix("!")
    if text == "*":
        return OriginRule("*", "*", "*", denied)
    found = _ORIGIN.fullmatch(text)
    return None if found is None else OriginRule(found[1], found[2], found[3] or "", denied)


def _matches(host: str, rule: str) -> bool:
    """A bracket is the beginning of an address, and of no class of characters."""
    return fnmatchcase(host, rule.replace("[", "[[]"))
