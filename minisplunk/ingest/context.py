"""What index-time rules read beside the settings of their own kind of event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import timezone, tzinfo

from ..conf.parser import Stanza
from ..dataclass import dataclass
from ..functions import Environment
from ..spl.environment import Lookup


@dataclass(frozen=True, slots=True)
class IndexContext:
    """The server's time zone, and transforms.conf and the lookups of the global context."""

    zone: tzinfo = timezone.utc
    transforms: Mapping[str, Stanza] = field(default_factory=dict)
    lookup: Callable[[str], Lookup] | None = None

    def environment(self, now: float) -> Environment:
        """Of an expression that is evaluated now."""
        return Environment(now, self.zone, lookup=self.lookup)
