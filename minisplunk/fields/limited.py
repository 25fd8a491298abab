"""What automatic extraction found in an event, and the limits of limits.conf in; what it keeps, and a message, out.

limits.conf.spec, [kv] limit and maxchars, [spath] extraction_cutoff: what lies beyond them is not extracted, and the
job gets a message when a wanted field is lost. [unverified]: the limit of fields holds for documents and for pairs
separately, and per event; the cutoff holds for XML as for JSON: [spath] speaks of both.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import field
from itertools import islice

from ..conf.parser import Conf
from ..dataclass import dataclass
from ..spl.fields import Fields
from ..values import Value
from .stage import Report

Extracted = Mapping[str, Value]

_LIMIT = "{} beyond the first {} fields of some events, where automatic extraction stops (limits.conf, [kv] limit)."


@dataclass(frozen=True, slots=True)
class Limits:
    """How many fields an event may get, and how much of its text is read; 0 in the conf file means no limit."""

    fields: int
    document_characters: int
    pair_characters: int

    @classmethod
    def of(cls, limits: Conf) -> Limits:
        return cls(
            _limit(limits, "kv", "limit"),
            _limit(limits, "spath", "extraction_cutoff"),
            _limit(limits, "kv", "maxchars"),
        )


def _limit(limits: Conf, stanza: str, key: str) -> int:
    return limits.number(stanza, key, 0) or sys.maxsize


@dataclass(slots=True)
class Losses:
    """Puts a message on the job, once for each wanted field that a limit has cut off."""

    wanted: Fields
    report: Report
    warned: set[tuple[str, str]] = field(default_factory=set)

    def tell(self, fields: Extracted, whole: Extracted, why: str, limit: int) -> None:
        """`why` has a place for what is lost, and for the limit."""
        lost = [name for name, value in whole.items() if fields.get(name) != value]
        for name in lost:
            if name in self.wanted.names:
                self._once(why, f"The field '{name}' lies", limit)
        if lost and self.wanted.patterns:
            self._once(why, "Fields lie", limit)

    def first(self, fields: Extracted, most: int) -> Extracted:
        """As many fields as an event may get."""
        if len(fields) <= most:
            return fields
        allowed = dict(islice(fields.items(), most))
        self.tell(allowed, fields, _LIMIT, most)
        return allowed

    def _once(self, why: str, what: str, limit: int) -> None:
        if (why, what) not in self.warned:
            self.warned.add((why, what))
            self.report("WARN", why.format(what, f"{limit:,}"))
