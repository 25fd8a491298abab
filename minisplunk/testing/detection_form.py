"""What a detection in YAML may say, in the three forms that github.com/splunk/security_content has had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

Entity = Mapping[str, Any]
"""An object of Enterprise Security's risk action, as `action.risk.param._risk` lists them."""


class Data(Struct, frozen=True):
    data: str
    sourcetype: str
    source: str = ""
    host: str = ""
    custom_index: str | None = None


class Test(Struct, frozen=True):
    attack_data: list[Data]
    name: str = "test"


class Scored(Struct, frozen=True):
    field: str
    type: str
    score: int = 0
    message: str = ""


class Threat(Struct, frozen=True):
    field: str
    type: str


class Rba(Struct, frozen=True):
    """Since 2025."""

    message: str = ""
    risk_objects: list[Scored] = []
    threat_objects: list[Threat] = []


class Intermediate(Struct, frozen=True):
    entities: list[Scored] = []


class FindingOf(Struct, frozen=True):
    title: str = ""
    entity: Scored | None = None


class Observable(Struct, frozen=True):
    name: str
    type: str = "Other"
    role: list[str] = []


class Tags(Struct, frozen=True):
    """Until 2024 they held the risk too."""

    manual_test: str | None = None
    mitre_attack_id: list[str] = []
    message: str = ""
    observable: list[Observable] = []
    risk_score: int = 0


class Drilldown(Struct, frozen=True):
    name: str
    search: str
    earliest_offset: str | int = ""
    latest_offset: str | int = ""


class Detection(Struct, frozen=True):
    """`finding` and `intermediate_findings`: since 2026."""

    name: str
    search: str
    tests: list[Test]
    type: str = "TTP"
    rba: Rba | None = None
    finding: FindingOf | None = None
    intermediate_findings: Intermediate | None = None
    threat_objects: list[Threat] = []
    mitre_attack_id: list[str] = []
    drilldown_searches: list[Drilldown] = []
    tags: Tags = Tags()

    @property
    def techniques(self) -> list[str]:
        return self.mitre_attack_id or self.tags.mitre_attack_id

    @property
    def message(self) -> str:
        """What the risk action says of objects that have no message of their own."""
        return self.tags.message if self.rba is None else self.rba.message

    def entities(self) -> Iterator[Entity]:
        """Who is at risk, then what threatens them."""
        rba = self.rba or Rba()
        inner = self.intermediate_findings.entities if self.intermediate_findings else []
        for one in (*rba.risk_objects, *inner):
            said = {"risk_object_field": one.field, "risk_object_type": one.type, "risk_score": one.score}
            yield said | ({"risk_message": one.message} if one.message else {})
        victims = [one for one in self.tags.observable if "Victim" in one.role]
        for old in victims:
            kind = _OBJECTS.get(old.type.lower(), "other")
            yield {"risk_object_field": old.name, "risk_object_type": kind, "risk_score": self.tags.risk_score}
        for threat in (*rba.threat_objects, *self.threat_objects):
            yield {"threat_object_field": threat.field, "threat_object_type": threat.type}

    @property
    def title(self) -> str:
        """Of the finding that it makes; empty where it makes none."""
        if self.finding is not None:
            return self.finding.title or self.name
        return self.name if self.type in _FINDINGS and self.intermediate_findings is None else ""


_FINDINGS = frozenset({"TTP", "Correlation"})
"""The types of detections that were findings by themselves; others were risk alone."""
_OBJECTS = {"user": "user", "user name": "user", "hostname": "system", "endpoint": "system", "ip address": "system"}
"""Types of observables -> those of risk objects."""
