"""Which Splunk is wanted, and what may be done to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

EMBEDDED, DOCKER = "embedded", "docker"

Say = Callable[[str], None]
"""Takes a sentence about what is being done, for a person who waits."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`splunk`: embedded, docker, or the URL of a management port; `app`: the .spl or folder of the app under test.

    `addon`: an archive of the AWS add-on, for a Splunk that is ours alone; `reuse`: keep the container for the next
    run; `index`: an index that is there, else one is made and removed; `write_risk`: let the search's risk actions run;
    `read_only`: change nothing.
    """

    app: Path
    splunk: str = EMBEDDED
    addon: Path | None = None
    reuse: bool = False
    ca_file: Path | None = None
    insecure: bool = False
    index: str = ""
    write_risk: bool = False
    read_only: bool = False

    @property
    def verify(self) -> bool | str:
        return verification(self.ca_file, insecure=self.insecure)


def verification(ca_file: Path | None, *, insecure: bool) -> bool | str:
    """How certificates are checked, as `requests` takes it: against what is known here, against a file, or not."""
    return not insecure if ca_file is None else str(ca_file)
