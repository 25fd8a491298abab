"""The roles of a user in; how many searches he may run at a time, and how much he may keep of them, out.

authorize.conf.spec: srchJobsQuota, srchDiskQuota. Of several roles, imported ones among them, the greatest counts; zero
is no limit. Results are kept in memory here, so that is what the disk quota bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..conf import View, roles
from ..dataclass import dataclass
from ..errors import MinisplunkError

_JOBS, _DISK = ("srchJobsQuota", 3), ("srchDiskQuota", 100)
"""The settings and their defaults."""
_MB = 1 << 20

OF_A_JOB = 16 << 10
"""Bytes that each job counts for beside its results, so that there are not any number of them."""


class QuotaReached(MinisplunkError):
    """A search that cannot run now, and cannot wait for its turn."""


@dataclass(frozen=True, slots=True)
class Quota:
    """`jobs` that run at the same time, `disk` in bytes; zero for no limit."""

    jobs: int = 0
    disk: int = 0

    def reached(self, user: str, running: int, used: int) -> str:
        """Why the user may not start one more search, in Splunk's words; "" when he may."""
        if self.jobs and running >= self.jobs:
            return (
                "This search could not be dispatched because the role-based concurrency limit of historical searches "
                f'for user "{user}" has been reached (usage={running}, quota={self.jobs}).'
            )
        if self.disk and used >= self.disk:
            return (
                "This search could not be dispatched because the role-based disk usage quota of search artifacts for "
                f'user "{user}" has been reached (usage={used // _MB}MB, quota={self.disk // _MB}MB). Use the Job '
                "Manager to delete some of your search artifacts, or ask your Splunk administrator to increase the "
                "disk quota of search artifacts for your role in authorize.conf."
            )
        return ""

    def full(self, used: int) -> str:
        """Why a running search may keep no more; "" when it may. [unverified]: the text."""
        if self.disk and used > self.disk:
            return f"Search auto-finalized after disk usage limit ({self.disk // _MB}MB) reached."
        return ""


@dataclass(slots=True)
class Usage:
    """What one job keeps. `full`: why its user may keep no more, "" when he may; it is asked for each megabyte."""

    full: Callable[[], str] = str
    bytes: int = OF_A_JOB
    _asked: int = 0

    def hold(self, results: int) -> str:
        """Note the bytes of its results; why there may be no more, if that is so."""
        self.bytes = OF_A_JOB + results
        if results - self._asked < _MB:
            return ""
        self._asked = results
        return self.full()

    def drop(self) -> None:
        """There are no results any more."""
        self.bytes = OF_A_JOB


def quota(view: View, held: Iterable[str]) -> Quota:
    """That of somebody with these roles. Raises ConfError for a setting that is no number."""
    every = roles.with_imported(view, held)
    return Quota(_greatest(view, every, *_JOBS), _greatest(view, every, *_DISK) * _MB)


def _greatest(view: View, every: Iterable[str], key: str, default: int) -> int:
    stanzas = (roles.find(view, role) for role in every)
    limits = [max(0, stanza.integer(key, default)) for stanza in stanzas if stanza is not None] or [default]
    return 0 if 0 in limits else max(limits)
