"""How a kind's events got their times in; the time as the text of one says it, found again when a search asks, out.

So it costs nothing when events come in. What is found counts only if it is the time that the event has; it had another
origin otherwise: an envelope, the file, the event before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timezone
from functools import cache, partial

from ..conf.parser import Conf
from ..errors import DataError
from ..fields.dates import Written
from ..fields.default import Meta
from ..fields.props import Stanzas, merged
from ..times import Moment
from .archive import CLOUDTRAIL, event_time
from .context import IndexContext
from .index_time import before_typing
from .notes import Notes
from .stamps import Stamper

_STEP = 15 * 60
_FARTHEST = 14 * 3600
"""The seconds of all offsets from UTC are a multiple of this, and the greatest of them."""


def written(props: Callable[[], Conf]) -> Callable[[Meta], Written]:
    """By the kind. `props`: props.conf of the global context, its stanzas as written, asked for when first needed."""

    @cache
    def stanzas() -> Stanzas:
        return Stanzas(props())

    def of(meta: Meta) -> Written:
        rules = before_typing(merged(stanzas().matching(meta)), IndexContext()).stamping
        # Of a text without a zone only the clock on the wall matters, so that any zone will do.
        stamper = Stamper(replace(rules, zone=timezone.utc), now=0, modified=None, notes=Notes())
        return partial(_of_record if meta.sourcetype == CLOUDTRAIL else _of_text, stamper)

    return of


def _of_text(stamper: Stamper, time: int, raw: str) -> Moment | None:
    seconds = time / 1_000_000
    moment = stamper.found(raw.encode(), seconds)
    if moment is None:
        return None
    offset = moment.time - seconds
    known = 0 if moment.offset is not None or abs(offset) > _FARTHEST else round(offset / _STEP) * _STEP
    return moment if abs(offset - known) < 1 else None


def _of_record(stamper: Stamper, time: int, raw: str) -> Moment | None:
    """Of CloudTrail, whose records are read by their eventTime, which is in UTC, whatever props.conf says."""
    try:
        if event_time(raw) == time:
            return Moment(time / 1_000_000, 0)
    except DataError:
        pass
    return _of_text(stamper, time, raw)
