"""A search in; what reading it to its end says of it, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..content import Search
from ..engine import Splunk
from ..errors import LimitError, MinisplunkError, PlacedError, SplError
from ..search import Prepared
from .finding import BROKEN, MISSING, UNSUPPORTED, WRONG, Finding


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a search cannot run here. `kind`: unsupported, wrong, `missing` where it needs what other apps define, or
    `broken` where reading it fails, which is our fault. `reason`: the message alone, or what is missing."""

    kind: str
    reason: str
    error: Exception


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
        return Reading(search, (Fault(BROKEN, f"{type(error).__name__}: {error}", error),), where=where)
    return Reading(search, tuple(map(_fault, found.faults)), found.prepared, where)


def _fault(error: MinisplunkError) -> Fault:
    if isinstance(error, SplError) and error.undefined:
        return Fault(MISSING, error.undefined, error)
    return Fault(UNSUPPORTED if error.exit_code == 3 or isinstance(error, LimitError) else WRONG, error.message, error)


def findings(reading: Reading) -> Iterator[Finding]:
    """What is to be said of a search that has been read, each at its place in the search's file."""
    for fault in reading.faults:
        message = fault.error.message if isinstance(fault.error, MinisplunkError) else fault.reason
        error = fault.error if isinstance(fault.error, PlacedError) else None
        yield finding(reading, fault.kind, message, error)


def finding(reading: Reading, kind: str, message: str, error: PlacedError | None = None, code: str = "") -> Finding:
    """A finding about a search. `error`: what knows the place in its text, in macros too."""
    search, place = reading.search, error.place if error else None
    if error is None or place is None:
        return Finding(search.file, search.line, kind, reading.where + message, code=code)
    line, column = search.place(place.span.start)
    carets = "\n".join(error.explain().split("\n")[1 + error.message.count("\n") :])
    return Finding(search.file, line, kind, reading.where + message, carets, code, column)


def reasons(read: Iterable[Reading], kind: str) -> list[tuple[str, int]]:
    """Why searches cannot run, of a kind, with how many searches each is true of; the most frequent first."""
    counts = Counter(reason for one in read for reason in {fault.reason for fault in one.faults if fault.kind == kind})
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
