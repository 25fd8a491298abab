"""What an alert action is given, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from ..dataclass import dataclass
from ..jobs import SearchJob
from ..search import Control
from ..store import Meta
from ..values import Row, Value
from .host import Host
from .saved import SavedSearch


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert that has triggered. `rows` are those that may act: all in digest mode, one at a time without it.

    `now`: when it triggered; `control`: who may cancel what it does; `result_id`: which of the rows this is, without
    digest mode; `parameters`: of the action.
    """

    saved: SavedSearch
    job: SearchJob
    rows: list[Row]
    now: float
    host: Host
    report: Callable[[str, str], None]
    control: Control
    parameters: Mapping[str, str] = field(default_factory=dict)
    result_id: str = ""

    def write(self, index: str, events: list[str]) -> int:
        """Events of source type stash, at the alert's time; how many. Raises NotFound for a missing index."""
        meta = Meta(index=index, host="localhost", source=self.saved.name, sourcetype="stash")
        moment = round(self.now * 1_000_000)
        return self.host.store.add(meta, ((moment, event) for event in events), moment)

    def info(self) -> dict[str, str]:
        """The info_* fields, as addinfo gives them."""
        window = self.job.window
        everything = type(window).ALL
        latest = "+Infinity" if window.latest == everything.latest else f"{window.latest / 1_000_000:.3f}"
        return {
            "info_min_time": "0.000"
            if window.earliest == everything.earliest
            else f"{window.earliest / 1_000_000:.3f}",
            "info_max_time": latest,
            "info_search_time": f"{self.now:.3f}",
            "orig_sid": self.job.sid,
        }


Written = Sequence[Mapping[str, Value]]
"""Events that an action has written of a row: the fields of each that are its own, not those of the row."""
Act = Callable[[Alert], Sequence[Written]]
"""Does an action; returns what it has written of each row, in the order of these, or nothing where it never writes."""
