"""Case files as pytest's tests, and the fixture `minisplunk`; see pytest_plugin.py, which says when this counts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..errors import MinisplunkError
from ..targets.options import EMBEDDED, RunOptions
from ..visible import in_one_line, written_out
from .case import Case
from .finding import PATTERN
from .interactive import Minisplunk
from .pool import SECONDS, Work, Worker, data_sets
from .reading import read
from .report import lines
from .snapshot import Snapshots

if TYPE_CHECKING:
    from .elsewhere import Elsewhere

_RUNS: pytest.StashKey[Worker | Elsewhere] = pytest.StashKey()


class _Failed(Exception):
    """A case that is not as expected; its lines say how."""


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: Case, **given: Any) -> None:
        super().__init__(**given)
        self.case = case
        self.user_properties.append(("place", f"{case.file}:{case.line}"))
        for tag in case.said.tags:
            self.extra_keyword_matches.add(tag)

    def runtest(self) -> None:
        verdict = runs(self.config)(self.case)
        if verdict.notes:  # pytest shows them where the case fails, and of all with -rA
            self.add_report_section("call", "notes", "\n".join(verdict.notes))
        if verdict.outcome == "skipped":
            pytest.skip(verdict.error)
        if not verdict.passed:
            raise _Failed("\n".join(map(in_one_line, lines(verdict))))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *given: Any, **more: Any) -> Any:
        if isinstance(excinfo.value, _Failed):
            return f"{excinfo.value}\n{self.case.file}:{self.case.line}"
        return super().repr_failure(excinfo, *given, **more)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.case.line - 1, self.name


class CaseFile(pytest.File):
    """The cases of a file. One that cannot be read is an error of its own, and the others run."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        found = read(self.path, shown=self.nodeid or str(self.path))
        for case in found.cases:
            yield CaseItem.from_parent(self, name=in_one_line(case.name), case=case)
        for number, fault in enumerate(found.faults, 1):
            yield FaultItem.from_parent(self, name=f"unreadable-{number}", fault=fault)


class FaultItem(pytest.Item):
    """What is wrong with a file."""

    def __init__(self, *, fault: MinisplunkError, **given: Any) -> None:
        super().__init__(**given)
        self.fault = fault

    def runtest(self) -> None:
        raise self.fault

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *given: Any, **more: Any) -> Any:
        return written_out(str(self.fault))

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"{self.path.name}: a case that cannot be read"


def begin(config: pytest.Config) -> None:
    """Raises UsageError for an app that cannot be installed: no case would say more."""
    try:
        with Snapshots() as snapshots:
            snapshots.of_app(config.getini("minisplunk_app")[0])
    except MinisplunkError as error:
        raise pytest.UsageError(written_out(f"minisplunk_app: {error}")) from error
    if config.getoption("minisplunk_splunk") != EMBEDDED:
        for name, default in (("run_scripts", False), ("seconds", SECONDS)):
            if config.getoption(f"minisplunk_{name}") != default:
                raise pytest.UsageError(f"--minisplunk-{name.replace('_', '-')} is for the embedded Splunk")


def runs(config: pytest.Config) -> Worker | Elsewhere:
    """What runs cases, on the Splunk that the options name: opened with the first case, and kept until the end."""
    if _RUNS not in config.stash:
        closing = ExitStack()
        config.add_cleanup(closing.close)
        try:
            config.stash[_RUNS] = closing.enter_context(_opened(config))
        except MinisplunkError as error:  # no other case would come further
            pytest.exit(written_out(str(error)), returncode=error.exit_code)
    return config.stash[_RUNS]


def _opened(config: pytest.Config) -> AbstractContextManager[Worker | Elsewhere]:
    def option(name: str) -> Any:
        return config.getoption(f"minisplunk_{name}")

    data = data_sets(Path(option("attack_data")) if option("attack_data") else None, offline=option("offline"))
    work = Work(tuple(config.getini("minisplunk_app")), data, scripts=option("run_scripts"), seconds=option("seconds"))
    if option("splunk") == EMBEDDED:
        return closing(Worker(work))
    from .elsewhere import elsewhere  # noqa: PLC0415  splunk-sdk is slow to import

    asked = RunOptions(
        work.apps[0],
        option("splunk"),
        index=option("index"),
        ca_file=Path(option("ca_file")) if option("ca_file") else None,
        insecure=option("insecure"),
        write_risk=option("write_risk"),
    )
    return elsewhere(asked, work, lambda sentence: print(in_one_line(sentence), file=sys.stderr))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    return CaseFile.from_parent(parent, path=file_path) if file_path.match(PATTERN) else None


@pytest.fixture
def minisplunk(request: pytest.FixtureRequest) -> Minisplunk:
    """Runs searches of the app over events: `minisplunk.run("My search", events=[...])`; see docs/test-your-app.md."""
    return Minisplunk(runs(request.config).found, request.path.parent)
