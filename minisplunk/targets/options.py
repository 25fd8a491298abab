"""What is asked of a run: on which Splunk, of which app, over which events, and what it may do there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from ..dataclass import dataclass
from ..ingest.places import Wanted

if TYPE_CHECKING:
    from ..replay import Data

EMBEDDED, DOCKER = "embedded", "docker"

Say = Callable[[str], None]
"""Tells the person who waits, in a sentence, what is being done."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`app`: the .spl or folder of the app under test; `splunk`: embedded, docker, or the URL of a management port.

    On the embedded Splunk alone: `beside`, other apps to install; `enterprise_security`, whether its profile is
    installed; `common_information_model`, whether minisplunk's data models are; `look_alikes`, whether the events that
    stayed silent are listed. Elsewhere: `addon`, an archive of the AWS add-on for a Splunk that is ours alone; `reuse`,
    keep the container for the next run; `ca_file` and `insecure`, how certificates are checked; `write_risk`, let the
    search's risk actions run; `read_only`, send and change nothing.

    `data`: files and folders of events; `sourcetype`: that of data which says none, empty where it is to be found out;
    `index`: where the events go, empty for main on the embedded Splunk and for an index made for the run elsewhere.
    `saved_search`: empty for the app's only one. `window`: `data` for the whole span of the data, or `saved` for the
    saved search's own time range, ending after the newest event.

    `data_dir`: a folder of replayed events in place of files, on the embedded Splunk alone; it is left as it was.
    `wanted`: which files of a folder are read; `strict`: whether a file that cannot be read ends the run; `earliest`
    and `latest`: time modifiers that the span of the data is cut to, empty for none.
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
    beside: Sequence[Path] = ()
    enterprise_security: bool = True
    common_information_model: bool = False
    look_alikes: bool = False
    data: Sequence[Path | Data] = ()
    sourcetype: str = ""
    saved_search: str = ""
    window: str = "data"
    data_dir: Path | None = None
    wanted: Wanted = field(default_factory=Wanted)
    strict: bool = False
    earliest: str = ""
    latest: str = ""

    @property
    def verify(self) -> bool | str:
        return verification(self.ca_file, insecure=self.insecure)


def verification(ca_file: Path | None, *, insecure: bool) -> bool | str:
    """How certificates are checked, as `requests` takes it: against what is known here, against a file, or not."""
    return not insecure if ca_file is None else str(ca_file)
