"""A search in; what reading it to its end says of it, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import field

from ..content import Search
from ..dataclass import dataclass
from ..engine import Splunk
from ..errors import LimitError, MinisplunkError, Place, PlacedError, SplError
from ..search import Prepared
from .finding import BROKEN, MISSING, UNSUPPORTED, WRONG, Finding


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a search cannot run here. `kind`: unsupported, wrong, `missing` where it needs what other apps define, or
    `broken` where reading it fails, which is our fault. `reason`: the message alone, or what is missing."""

    kind: str
    reason: str
    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """`prepared`: what has been read, None where not even its text can be made out. `where`: what findings begin with,
    such as the stanza that the search is of."""

    search: Search
    faults: tuple[Fault, ...] = ()
    prepared: Prepared | None = field(default=None, repr=False)
    where: str = ""

    @property
    def runs(self) -> bool:
        return not self.faults


def read(splunk: Splunk, search: Search, app: str, where: str = "") -> Reading:
    """Read a search as one of `app`; nothing is run."""
    try:
        found = splunk.read_on(splunk.request(search.spl, app=app))
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        return Reading(search, (Fault(BROKEN, message, message),), where=where)
    return Reading(search, tuple(map(_fault, found.faults)), found.prepared, where)


def _fault(error: MinisplunkError) -> Fault:
    place = error.place if isinstance(error, PlacedError) else None
    if isinstance(error, SplError) and error.undefined:
        return Fault(MISSING, error.undefined, error.message, place)
    kind = UNSUPPORTED if error.exit_code == 3 or isinstance(error, LimitError) else WRONG
    return Fault(kind, error.message, error.message, place)


def findings(reading: Reading) -> Iterator[Finding]:
    """What is to be said of a search that has been read."""
    for fault in reading.faults:
        yield finding(reading, fault.kind, fault.message, fault.place)


def finding(reading: Reading, kind: str, message: str, place: Place | None, code: str = "") -> Finding:
    """A finding about a search, of which the place in the SPL becomes one in the search's file."""
    search = reading.search
    line, column = (search.line, 0) if place is None else search.place(place.span.start)
    carets = "" if place is None else place.carets()
    return Finding(search.file, line, kind, reading.where + message, carets, code, column)


def reasons(read: Iterable[Reading], kind: str) -> list[tuple[str, int]]:
    """Why searches cannot run, of a kind, with how many searches each is true of; the most frequent first."""
    counts = Counter(reason for one in read for reason in {fault.reason for fault in one.faults if fault.kind == kind})
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
