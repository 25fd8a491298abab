"""A Splunk that answers, with the app under test in it."""

from __future__ import annotations

from typing import Any

from splunklib.binding import HTTPError
from splunklib.client import Service

from ..dataclass import dataclass
from . import answers
from .access import Access, is_cloud
from .refusals import refused
from .uninterrupted import uninterrupted


@dataclass(frozen=True, slots=True)
class Target:
    """`name`: embedded, docker or a URL; `service`: splunk-sdk's, in the namespace of the user and the app.

    `disposable`: all of it is ours, so that it may be changed and thrown away; `real`: it is a Splunk, and not a served
    minisplunk, which says its own name.

    Requests raise TargetError. They are made in the namespace of the user and the app unless they name another.
    """

    name: str
    access: Access
    service: Service
    user: str
    app: str
    version: str
    disposable: bool
    real: bool
    app_version: str = ""

    @property
    def cloud(self) -> bool:
        return is_cloud(self.access.management)

    def entries(self, path: str, **query: Any) -> list[dict[str, Any]]:
        with refused(self.access):
            return answers.entries(self.service, path, **query)

    def entry(self, path: str, **query: Any) -> dict[str, Any] | None:
        """The first entry of a path; None where there is nothing at this path."""
        with refused(self.access):
            try:
                return answers.entries(self.service, path, **query)[0]
            except HTTPError as error:
                if error.status == 404:
                    return None
                raise

    def post(self, path: str, **arguments: Any) -> None:
        """Make or change something. Ctrl-C waits until splunkd has answered."""
        with uninterrupted(), refused(self.access):
            self.service.post(path, **arguments)

    def delete(self, path: str, **namespace: str) -> None:
        """Remove something, if it is there: a run can be ended before splunkd has made it. Ctrl-C waits."""
        with uninterrupted(), refused(self.access):
            try:
                self.service.delete(path, **namespace)
            except HTTPError as error:
                if error.status != 404:
                    raise
