"""`$...$` in an action's parameters, replaced from the job, the saved search and the result.

Alerting Manual, "Use tokens in email notifications" names them: `$result.field$` (first result), `$name$`, `$app$`,
`$owner$`, `$search$`, `$trigger_time$`, `$results.count$`, `$job.*$`, any setting of the saved search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from .. import lazy_re
from ..jobs import SearchJob
from ..times import TimeRange
from ..values import Row, texts
from .saved import SavedSearch

_TOKEN = lazy_re.compile(r"\$([^$\s]+)\$")


def alert_tokens(saved: SavedSearch, job: SearchJob, rows: list[Row], now: float) -> dict[str, str]:
    """The tokens that splunkd itself replaces, by name."""
    first = rows[0] if rows else {}
    tokens = {f"result.{name}": "\n".join(texts(value)) for name, value in first.items()}
    tokens |= saved.settings
    return tokens | {
        "name": saved.name,
        "app": saved.app,
        "owner": saved.owner,
        "search": saved.search,
        "results.count": str(len(job.results)),
        "trigger_time": str(int(now)),
        "job.sid": job.sid,
        "job.label": saved.name,
        "job.resultCount": str(len(job.results)),
        "job.runDuration": f"{job.run_duration:.3f}",
        "job.earliestTime": str(max(job.window.earliest // 1_000_000, 0)),
        "job.latestTime": str(
            int(now) if job.window.latest == TimeRange.ALL.latest else job.window.latest // 1_000_000
        ),
    }


def replace_tokens(text: str, tokens: Mapping[str, str]) -> str:
    """`$name$` replaced where there is such a token; `$result.x$` of a field that the result lacks becomes nothing.

    Any other `$...$` stays: it may be an action's own notation, such as the `$field$` of a risk message.
    """
    return _TOKEN.sub(_lookup(tokens), text)


def replace_fields(text: str, row: Row) -> str:
    """`$field$` replaced from a result row, as Enterprise Security's actions do; a field that is not there stays."""
    return replace_tokens(text, {name: ", ".join(texts(value)) for name, value in row.items() if value is not None})


def _lookup(tokens: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def value(match: re.Match[str]) -> str:
        name = match[1]
        return tokens.get(name, "" if name.startswith("result.") else match[0])

    return value
