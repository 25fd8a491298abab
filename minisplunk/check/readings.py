"""The searches of a library in; what reading each of them says, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..content import Search
from ..engine import Splunk
from ..errors import LimitError, MinisplunkError, PlacedError, SplError

RUNS = "runs"
UNSUPPORTED = "unsupported"
WRONG = "wrong"
MISSING = "missing"
BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a search is: one that runs, is unsupported or wrong; `missing`, where it needs what other apps define; or
    `broken`: reading it fails, which is our fault.

    `reason` is the error's message alone, or what is missing; `detail` the message with the place.
    """

    search: Search
    kind: str
    reason: str = ""
    detail: str = ""


def readings(splunk: Splunk, searches: Iterable[Search], app: str) -> Iterator[Reading]:
    """Each search, read as one of `app`, and not run."""
    return (_reading(splunk, search, app) for search in searches)


def reasons(found: Iterable[Reading], kind: str) -> list[tuple[str, int]]:
    """Why searches are of a kind, with how many, the most frequent first."""
    counts = Counter(reading.reason for reading in found if reading.kind == kind)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _reading(splunk: Splunk, search: Search, app: str) -> Reading:
    try:
        splunk.read(splunk.request(search.spl, app=app))
    except MinisplunkError as error:
        if isinstance(error, SplError) and error.undefined:
            return Reading(search, MISSING, error.undefined, error.explain())
        kind = UNSUPPORTED if error.exit_code == 3 or isinstance(error, LimitError) else WRONG
        return Reading(search, kind, error.message, error.explain() if isinstance(error, PlacedError) else "")
    except Exception as error:
        return Reading(search, BROKEN, f"{type(error).__name__}: {error}")
    return Reading(search, RUNS)
