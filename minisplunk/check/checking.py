"""An installed app in; all that there is to say of it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..conf import App, check_app
from ..engine import Splunk
from .advice import operators, throttling
from .events import eventtypes, index_time, indexes, multikv, props, transforms
from .finding import Finding, wrong
from .macros import macros
from .searches import searches

Check = Callable[[Splunk, App], Iterator[Finding]]


def settings(splunk: Splunk, app: App) -> Iterator[Finding]:
    """Every setting against the conf table."""
    for finding in check_app(app, ours=True):
        yield Finding(str(finding.file), finding.line, "wrong" if finding.unknown else "unsupported", finding.message)


CHECKS: tuple[Check, ...] = (
    *(searches, macros, props, transforms, multikv, eventtypes, indexes, index_time, settings),
    *(throttling, operators),
)


def check(splunk: Splunk, app: App) -> list[Finding]:
    """Check an installed app, and read everything in it as a search would; nothing is run.

    Of several findings of a kind in a line the last counts.
    """
    passed_over = (wrong(warning) for warning in app.warnings)
    findings = (finding for check in CHECKS for finding in check(splunk, app))
    last = {(f.file, f.line, f.kind): f for f in (*findings, *passed_over)}
    return sorted(last.values(), key=lambda finding: (finding.file, finding.line))
