"""A Splunk that answers, with the app under test in it."""

from __future__ import annotations

from dataclasses import dataclass

from splunklib.client import Service

from .access import Access, is_cloud


@dataclass(frozen=True, slots=True)
class Target:
    """`name`: embedded, docker or a URL; `service`: splunk-sdk's, in the namespace of the user and the app.

    `disposable`: all of it is ours, so that it may be changed and thrown away; `real`: it is a Splunk, and not a served
    minisplunk, which says its own name.
    """

    name: str
    access: Access
    service: Service
    user: str
    app: str
    version: str
    disposable: bool
    real: bool

    @property
    def cloud(self) -> bool:
        return is_cloud(self.access.management)
