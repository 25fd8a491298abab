"""Files of events that have not been ingested, and which of them can be searched as they lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..dataclass import dataclass
from ..engine import Splunk
from ..files import File
from ..ingest.places import At
from ..replay import Part
from ..sources import Meta


@dataclass(frozen=True, slots=True)
class Mountain:
    """`parts`: files as they are given, in the order in which they would be ingested; `index`: where to."""

    parts: Sequence[Part]
    index: str

    def file(self, number: int) -> File:
        part = self.parts[number]
        try:
            changed = part.changed
        except OSError:  # it is gone, as whoever reads it will find
            changed = 0
        return File(number, part.path, self._meta(part), part.size, changed)

    @property
    def paths(self) -> list[At]:
        return [part.path for part in self.parts]

    def reasons(self, splunk: Splunk) -> Iterator[str]:
        """Of each file, why its events have to be ingested before they are searched; empty where they need not be."""
        return (self._reason(splunk, part) for part in self.parts)

    def _reason(self, splunk: Splunk, part: Part) -> str:
        if not part.cloudtrail:
            return f"{part.sourcetype} becomes events by props.conf"
        if part.piped is not None:
            return f"{part.path} can be read once"
        if part.refused:
            return part.refused
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
