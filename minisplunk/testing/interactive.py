"""What a case file may say, said by a program instead; what the search has found, out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..dataclass import dataclass
from ..errors import MinisplunkError
from ..ingest.notes import Notes
from .case import Case
from .comparing import shown
from .reading import case_of
from .running import Found
from .verdict import Shown


@dataclass(frozen=True, slots=True)
class Result:
    """`rows`, `risk` and `findings` are as Splunk's REST API returns them: values are text, several are a list;
    `notes`: sentences on the data and the app."""

    fired: bool
    rows: list[Shown]
    risk: list[Shown]
    findings: list[Shown]
    messages: list[str]
    reasons: list[str]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Minisplunk:
    """`found`: runs a case; `folder`: where paths begin."""

    found: Callable[[Case, Notes], Found]
    folder: Path

    def run(self, saved_search: str = "", **case: Any) -> Result:
        """Run a saved search (by default the app's detection), or SPL with `search=`, in a Splunk of its own.

        The keywords are those of a case in YAML that say what is around: `events=[{"json": {...}, "sourcetype": ...}]`,
        `now`, `settings`, `macros`, ... Raises DataError for what no case may say, and any MinisplunkError.
        """
        said = {**case, "name": "run", **({"saved_search": saved_search} if saved_search else {})}
        notes = Notes()
        __tracebackhide__ = True
        try:
            got = self.found(case_of(said, self.folder), notes)
        except MinisplunkError as error:  # what a user can mend: pytest shows the test, and nothing of our own
            raise error.with_traceback(None) from None
        return Result(
            got.fired,
            shown(got.rows),
            shown(got.risk or []),
            shown(got.findings or []),
            [message.text for message in got.messages],
            list(got.reasons),
            list(notes),
        )
