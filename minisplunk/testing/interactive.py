"""What a case file may say, said by a program instead; what the search has found, out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .comparing import shown
from .pool import Worker
from .reading import case_of
from .running import found
from .verdict import Shown


@dataclass(frozen=True, slots=True)
class Result:
    """`rows`, `risk` and `findings` are as Splunk's REST API returns them: values are text, several are a list."""

    fired: bool
    rows: list[Shown]
    risk: list[Shown]
    findings: list[Shown]
    messages: list[str]
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Minisplunk:
    """`folder`: where paths begin."""

    worker: Worker
    folder: Path

    def run(self, saved_search: str = "", **case: Any) -> Result:
        """Run a saved search (by default the app's detection), or SPL with `search=`, in a Splunk of its own.

        The keywords are those of a case in YAML that say what is around: `events=[{"json": {...}, "sourcetype": ...}]`,
        `now`, `settings`, `macros`, ... Raises DataError for what no case may say, and any MinisplunkError.
        """
        said = {**case, "name": "run", **({"saved_search": saved_search} if saved_search else {})}
        one = case_of(said, self.folder)
        snapshot = self.worker.snapshots.of(one.setup(self.worker.work.apps))
        got = found(one, snapshot, self.worker.work.data, scripts=self.worker.work.scripts)
        return Result(
            got.fired,
            shown(got.rows),
            shown(got.risk or []),
            shown(got.findings or []),
            [message.text for message in got.messages],
            list(got.reasons),
        )
