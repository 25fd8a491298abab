"""An installed app in; all that there is to say of it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from ..conf import App, check_app
from ..engine import Splunk
from . import reading
from .events import eventtypes, index_time, indexes, multikv, props, transforms
from .finding import UNSUPPORTED, WRONG, Finding, told
from .lints.lint import Lint
from .lints.running import ON, of_app
from .macros import macros
from .own import saved_searches
from .reading import Reading
from .searches import searches
from .written import Lines, search
from .written import lines as lines_of

_STANZA = re.compile(r"^\[[^]]*\] ")
_Line = tuple[str, int, str, str]
Check = Callable[[Splunk, App], Iterator[Finding]]


def settings(splunk: Splunk, app: App) -> Iterator[Finding]:
    """Every setting against the conf table."""
    for finding in check_app(app, ours=True):
        yield Finding(str(finding.file), finding.line, WRONG if finding.unknown else UNSUPPORTED, finding.message)


CHECKS: tuple[Check, ...] = (searches, macros, props, transforms, multikv, eventtypes, indexes, index_time, settings)


def check(splunk: Splunk, app: App, read: Sequence[Reading] | None = None, lints: Iterable[Lint] = ON) -> list[Finding]:
    """Check an installed app, and read everything in it as a search would; nothing is run. `read`: its saved searches,
    where they have been read.

    Where several checks have findings of a kind in a line, those of the last check count.
    """
    searches = readings(splunk, app) if read is None else read
    of_searches = chain.from_iterable(map(reading.findings, searches))
    of_lines: dict[_Line, list[Finding]] = {}
    of_checks = (one(splunk, app) for one in CHECKS)
    for findings in (of_searches, *of_checks, of_app(splunk, app, searches, lints), map(told, app.warnings)):
        of_lines |= _by_line(findings)
    return sorted(chain(*of_lines.values()), key=lambda finding: (finding.file, finding.line, finding.column))


def readings(splunk: Splunk, app: App, written: Lines | None = None) -> list[Reading]:
    """The saved searches of an installed app, read. `written`: its conf files, where they are known."""
    written = lines_of(app) if written is None else written
    of_stanzas = ((stanza, search(stanza, written)) for stanza in saved_searches(splunk, app))
    return [reading.read(splunk, one, app.id, f"[{stanza.name}] search: ") for stanza, one in of_stanzas]


def _by_line(findings: Iterable[Finding]) -> dict[_Line, list[Finding]]:
    """Findings by file, line, kind and lint. Those that differ by the stanza alone that they begin with are one:
    several stanzas use what it is about."""
    found: dict[_Line, dict[tuple[str, int], Finding]] = {}
    for finding in findings:
        of_line = found.setdefault((finding.file, finding.line, finding.kind, finding.code), {})
        of_line.setdefault((_STANZA.sub("", finding.message), finding.column), finding)
    return {line: list(of_line.values()) for line, of_line in found.items()}
