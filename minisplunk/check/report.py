"""Apps and files of searches in; all findings, each with the path of its file, and how many searches can run, out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ..conf import App
from ..content import NAME, Library, Unreadable
from ..dataclass import dataclass
from ..engine import Splunk
from . import reading
from .checking import check, readings
from .finding import ADVICE, KINDS, UNSUPPORTED, WRONG, Finding, shown_path
from .ignoring import heeded
from .lints.lint import Lint
from .lints.running import ON, of_reading
from .reading import Reading
from .written import lines

UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Report:
    """`searches`: all that were read."""

    findings: tuple[Finding, ...] = ()
    searches: tuple[Reading, ...] = ()

    @property
    def runs(self) -> int:
        """How many searches can run here."""
        return sum(one.runs for one in self.searches)

    @property
    def exit_code(self) -> int:
        """0 where there is nothing, or advice alone, 3 where there is something unsupported, 2 for all else."""
        kinds = {finding.kind for finding in self.findings} - {ADVICE}
        return 2 if kinds - {UNSUPPORTED} else 3 if kinds else 0

    def __add__(self, other: Report) -> Report:
        return Report((*self.findings, *other.findings), (*self.searches, *other.searches))

    def filtered(self, select: Sequence[str], ignore: Sequence[str]) -> Report:
        """With those findings alone that `select` names, all if it is empty, and none that `ignore` names."""
        kept = (one for one in self.findings if not select or one.named(select))
        return replace(self, findings=tuple(one for one in kept if not one.named(ignore)))


def of_app(splunk: Splunk, app: App, path: Path, lints: Sequence[Lint] = ON) -> Report:
    """An installed app, which came from a path."""
    written = lines(app)
    read = readings(splunk, app, written)
    found = heeded(check(splunk, app, read, lints), written, (), _looked_for(lints))
    return Report(tuple(replace(one, file=_below(one.file, app, path)) for one in found), tuple(map(_counted, read)))


def of_library(splunk: Splunk, library: Library, lints: Sequence[Lint] = ON) -> Report:
    """The searches of a library, which find its macros."""
    splunk.update(lambda layers: layers.with_app(library.app()))
    found = [*map(_unreadable, library.faults)]
    read: list[Reading] = []
    view = splunk.context(NAME)[0]
    for search in library.searches:
        one = reading.read(splunk, search, NAME)
        found += (*reading.findings(one), *of_reading(one, view, lints))
        read.append(_counted(one))
    written = {file: text.split("\n") for file, text in library.texts.items()}
    left = heeded(found, written, library.searches, _looked_for(lints))
    return Report(tuple(replace(one, file=_from_here(one.file)) for one in left), tuple(read))


def _looked_for(lints: Iterable[Lint]) -> list[str]:
    return [*KINDS, *(lint.code for lint in lints)]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: (one.file, one.line, one.column)))


def _counted(one: Reading) -> Reading:
    """Without what has been read, which of thousands would fill the memory."""
    return replace(one, prepared=None)


def _unreadable(fault: Unreadable) -> Finding:
    return Finding(fault.file, fault.line, WRONG, fault.reason, code=UNREADABLE)


def _below(file: str, app: App, path: Path) -> str:
    """The path of an installed file where the app came from."""
    return _from_here((path / shown_path(file, app)).as_posix()) if Path(file).is_relative_to(app.root) else file


def _from_here(file: str) -> str:
    """A path as seen from the working directory, if it is below that."""
    here = Path.cwd()
    return Path(file).relative_to(here).as_posix() if Path(file).is_relative_to(here) else file
