"""What splunkd says of a search that cannot be read: at once, before there is a job, or in the job.

splunkd refuses a request whose pipeline it cannot read: an unknown command, quotes or brackets that don't close, a
macro that isn't there. The arguments of a command it reads in the job, which then fails (measured on 10.4.2 and 10.6 by
third parties); but the expression of `search` it reads at once (as clients of its API have it in their tests: the text
comes with a 400). [unverified] on a real Splunk: of a `search` behind a pipe, too.
"""

from __future__ import annotations

from ..errors import PIPELINE, PlacedError, SplError, UnsupportedSpl


def refused_at_once(error: SplError) -> bool:
    """Whether there is no job for a search with this error."""
    return error.command in (PIPELINE, "search")


def failure(error: Exception) -> str:
    """An error as a message on a job. What minisplunk cannot do says so, whatever command it came from."""
    if isinstance(error, UnsupportedSpl):
        return f"minisplunk does not support this search. {error.message} docs/SUPPORTED.md lists what it supports."
    return error.message if isinstance(error, PlacedError) else str(error)
