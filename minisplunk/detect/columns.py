"""Which fields a person is shown, for each source type: those that tell one event, or one finding, from the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Columns:
    """`event`: heading -> the fields of an event under it, for those that have any of them; `left_out`: fields of a
    finding that are long, or the same in each."""

    event: Mapping[str, tuple[str, ...]]
    left_out: frozenset[str]

    @property
    def read(self) -> tuple[str, ...]:
        """The fields of an event that are needed."""
        return ("_time", "_raw", *(name for names in self.event.values() for name in names))


COLUMNS: Mapping[str, Columns] = {
    "aws:cloudtrail": Columns(
        event={"event": ("eventName",), "identity": ("userIdentity.type", "user_name")},
        left_out=frozenset({"eventName", "eventSource", "errorMessage", "userAgent", "eventID"}),
    ),
}
"""Source type -> its columns. Those that are not here have those of CloudTrail."""
RISK = ("risk_object_type", "risk_object", "risk_score", "threat_object", "risk_message")
"""Of a risk event, whatever it is about."""
FINDING = ("rule_title", "security_domain", "severity", "rule_description")
"""Of a notable event, whatever it is about."""


def columns_of(sourcetypes: Iterable[str]) -> Columns:
    """Those of the first source type that has some."""
    return next((COLUMNS[name] for name in sourcetypes if name in COLUMNS), COLUMNS["aws:cloudtrail"])
