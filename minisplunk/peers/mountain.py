"""Files of events that have not been ingested, and whether they can be searched as they lie."""

from __future__ import annotations

from collections.abc import Sequence

from ..dataclass import dataclass
from ..engine import Splunk
from ..files import File
from ..replay import Part
from ..sources import Meta


@dataclass(frozen=True, slots=True)
class Mountain:
    """`parts`: files as they are given, in the order in which they would be ingested; `index`: where to."""

    parts: Sequence[Part]
    index: str

    def files(self) -> list[File]:
        return [
            File(number, str(part.path), self._meta(part), part.size, part.changed)
            for number, part in enumerate(self.parts)
        ]

    def reason(self, splunk: Splunk) -> str:
        """Why the events have to be ingested before they are searched; empty where they need not be."""
        for part in self.parts:
            if not part.cloudtrail:
                return f"{part.sourcetype} becomes events by props.conf"
            if part.piped is not None or part.refused:
                return f"{part.path} is no plain file"
            if part.seconds:
                return "the times of events are moved"
            if splunk.index_time(self._meta(part)).steps:
                return f"settings of an app change events of {part.sourcetype} when they are indexed"
        return ""

    @property
    def size(self) -> int:
        """Bytes of all files, packed as they may be."""
        return sum(part.size for part in self.parts)

    def _meta(self, part: Part) -> Meta:
        return Meta(self.index, part.host, part.source, part.sourcetype)
