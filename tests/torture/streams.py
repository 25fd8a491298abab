"""Results that are exported: hundreds of thousands of them need no more memory than a few, in whatever form."""

from __future__ import annotations

from collections.abc import Iterator

from .attack import Finding, Options
from .served import Served, served

_MOST = 20 * 2**20
"""Less than the smallest of these forms takes, of as many results as an ordinary run has."""
_FORMS = ("json", "csv", "xml", "raw")


def streams(options: Options) -> Iterator[Finding]:
    rows = 40 * options.requests
    for form in _FORMS:
        with served("--data-dir", str(options.folder)) as server:
            _exported(server, 1000, form)
            before = server.memory()
            size = _exported(server, rows, form)
            grown = server.memory() - before
        found = f"{size / 2**20:,.0f} MB, for which its memory grew by {grown / 2**20:.0f} MB"
        yield Finding(f"{rows:,} results as {form}", found, size > rows * 10 and grown < _MOST)


def _exported(server: Served, rows: int, form: str) -> int:
    """The size of what is exported, in bytes."""
    search = f'| makeresults count={rows} | eval _raw="an event of some hundred characters, which are these: " . _time'
    return server.download("/services/search/v2/jobs/export", {"search": search, "output_mode": form})
