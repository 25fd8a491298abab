"""Batches of one request in; they are on disk when it returns, or HEC's refusal is raised. What is dropped is told of.

Success, and an ack, mean that the events are on disk: what Splunk promises for an ack alone, minisplunk keeps for each
answer.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from itertools import islice

from ...dataclass import dataclass
from ...engine import Splunk
from ...errors import NotFound
from ...ingest.routing import dropped
from ...store import Batch, Full, Meta, StoreBusy
from ..instance.bulletins import Bulletin, BulletinBoard
from .replies import BUSY, QUEUE_FULL, SHUTTING_DOWN, HecError

_log = logging.getLogger(__name__)

_UNWRITABLE, _MALFORMED, _UNKNOWN_KEY = "events_cannot_be_written", "malformed_metric_data", "hec_unknown_key"
_MOST_REPORTED, _LONGEST_REPORTED = 100, 256


@dataclass
class Delivery:
    """`bulletins`: where users see what was dropped. `unwritable`: why events could not be written the last time; empty
    when they could."""

    splunk: Splunk
    bulletins: BulletinBoard
    unwritable: str = ""

    def store(self, batches: Iterable[Batch], *, later: bool = False, backpressure: bool = False) -> None:
        """Returns once the events are on disk. Events for missing indexes are dropped and reported, as Splunk does.

        While they cannot be written nothing is acknowledged, and each request tries again. `later`: they belong to a
        request of which some are stored already, and wait for room, since its client would send those again.
        """
        splunk, known = self.splunk, self.splunk.indexes()
        accepted: list[Batch] = []
        missing: dict[str, Meta] = {}
        for batch in batches:
            if batch.meta.index in known:
                accepted.append(batch)
            else:
                missing.setdefault(batch.meta.index, batch.meta)
        self._report_missing(missing.values())
        if splunk.writer.closed:
            raise HecError(SHUTTING_DOWN)
        if not accepted:
            return
        try:
            if later:
                splunk.writer.write(accepted, patient=True)
            else:
                splunk.writer.write(accepted)
        except Full as full:
            raise HecError(QUEUE_FULL if backpressure else BUSY) from full
        except StoreBusy as busy:
            self._report_unwritable(busy.message)
            raise HecError(BUSY) from busy
        self._report_unwritable("")

    def report_malformed(self, metas: Collection[Meta]) -> None:
        """What is no metric data point is dropped, as Splunk drops it after HEC has answered. The text is shorter than
        Splunk's, and says what that says."""
        for index, host, source, sourcetype in map(_cut, islice(metas, _MOST_REPORTED)):
            text = (
                f"The metric event is not properly structured, source={source}, sourcetype={sourcetype}, host={host}, "
                f"index={index}. It has no metric name with a number for a value, and is dropped."
            )
            _log.error("%s", text)
            self.bulletins.put(Bulletin(f"{_MALFORMED}_{index}", text, "error", self.splunk.clock.now()))

    def report_unknown(self, key: str) -> None:
        text = (
            f"HTTP Event Collector does not know the key '{key[:_LONGEST_REPORTED]}' of an event, and as on Splunk "
            "neither that event nor those behind it in the request are indexed"
        )
        _log.warning("%s", text)
        self.bulletins.put(Bulletin(_UNKNOWN_KEY, text, "warn", self.splunk.clock.now()))

    def _report_unwritable(self, why: str) -> None:
        """Tell when it begins that events cannot be written, and when it ends; not with each request."""
        before, self.unwritable = self.unwritable, why
        if why and why != before:
            text = f"HTTP Event Collector refuses events, which cannot be written: {why}"
            _log.error("%s", text)
            self.bulletins.put(Bulletin(_UNWRITABLE, text, "error", self.splunk.clock.now()))
        elif before and not why:
            _log.warning("HTTP Event Collector takes events again")
            with suppress(NotFound):
                self.bulletins.remove(_UNWRITABLE)

    def _report_missing(self, metas: Collection[Meta]) -> None:
        """Report each missing index once, up to a limit for each request; texts from clients are cut."""
        now = self.splunk.clock.now()
        for meta in map(_cut, islice(metas, _MOST_REPORTED)):
            text = dropped(meta)
            _log.warning("%s", text)
            self.bulletins.put(Bulletin(f"missing_index_{meta.index}", text, "warn", now))
        if len(metas) > _MOST_REPORTED:
            _log.warning("Received events for %d more indexes that there are not.", len(metas) - _MOST_REPORTED)


def _cut(meta: Meta) -> Meta:
    return Meta(*(text[:_LONGEST_REPORTED] for text in meta))
