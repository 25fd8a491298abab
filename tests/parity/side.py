"""One of the two Splunks of a comparison."""

from __future__ import annotations

from dataclasses import dataclass

from splunklib.client import Service

from minisplunk.targets.target import Target


@dataclass(frozen=True, slots=True)
class Side:
    """`index`: where the run's events are."""

    target: Target
    index: str

    @property
    def name(self) -> str:
        return self.target.name

    @property
    def service(self) -> Service:
        """splunk-sdk's, in the namespace of the user and the app: what is written there is the user's own."""
        return self.target.service
