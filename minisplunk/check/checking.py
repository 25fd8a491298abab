"""An installed app in; all that there is to say of it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from ..conf import App, check_app
from ..engine import Splunk
from .events import eventtypes, index_time, indexes, multikv, props, transforms
from .finding import Finding, told
from .lints.running import of_app
from .macros import macros
from .searches import searches

_STANZA = re.compile(r"^\[[^]]*\] ")
_Line = tuple[str, int, str, str]
Check = Callable[[Splunk, App], Iterator[Finding]]


def settings(splunk: Splunk, app: App) -> Iterator[Finding]:
    """Every setting against the conf table."""
    for finding in check_app(app, ours=True):
        yield Finding(str(finding.file), finding.line, "wrong" if finding.unknown else "unsupported", finding.message)


CHECKS: tuple[Check, ...] = (
    *(searches, macros, props, transforms, multikv, eventtypes, indexes, index_time, settings),
    of_app,
)


def check(splunk: Splunk, app: App) -> list[Finding]:
    """Check an installed app, and read everything in it as a search would; nothing is run.

    Where several checks have findings of a kind in a line, those of the last check count.
    """
    of_lines: dict[_Line, list[Finding]] = {}
    for findings in (*(check(splunk, app) for check in CHECKS), map(told, app.warnings)):
        of_lines |= _by_line(findings)
    return sorted(chain(*of_lines.values()), key=lambda finding: (finding.file, finding.line))


def _by_line(findings: Iterable[Finding]) -> dict[_Line, list[Finding]]:
    """Findings by file, line, kind and lint. Those that differ by the stanza alone that they begin with are one:
    several stanzas use what it is about."""
    found: dict[_Line, dict[str, Finding]] = {}
    for finding in findings:
        of_line = found.setdefault((finding.file, finding.line, finding.kind, finding.code), {})
        of_line.setdefault(_STANZA.sub("", finding.message), finding)
    return {line: list(of_line.values()) for line, of_line in found.items()}
