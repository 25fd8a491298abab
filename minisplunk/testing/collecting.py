"""Case files as pytest's tests, and the fixture `minisplunk`; see pytest_plugin.py, which says when this counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..errors import MinisplunkError
from .case import Case
from .finding import PATTERN
from .interactive import Minisplunk
from .pool import Work, Worker, data_sets
from .reading import read
from .report import lines

_WORKER: pytest.StashKey[Worker] = pytest.StashKey()


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
        verdict = self.config.stash[_WORKER](self.case)
        if verdict.outcome == "skipped":
            pytest.skip(verdict.error)
        if not verdict.passed:
            raise _Failed("\n".join(lines(verdict)))

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
            yield CaseItem.from_parent(self, name=case.name, case=case)
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
        return str(self.fault)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"{self.path.name}: a case that cannot be read"


def begin(config: pytest.Config) -> None:
    """Raises UsageError for an app that cannot be installed: no case would say more."""
    apps = tuple(config.getini("minisplunk_app"))
    folder, offline = config.getoption("minisplunk_attack_data"), config.getoption("minisplunk_offline")
    data = data_sets(Path(folder) if folder else None, offline=offline)
    worker = Worker(Work(apps, data, scripts=config.getoption("minisplunk_run_scripts")))
    try:
        worker.snapshots.of_app(apps[0])
    except MinisplunkError as error:
        worker.close()
        raise pytest.UsageError(f"minisplunk_app: {error}") from error
    config.stash[_WORKER] = worker
    config.add_cleanup(worker.close)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    return CaseFile.from_parent(parent, path=file_path) if file_path.match(PATTERN) else None


@pytest.fixture
def minisplunk(request: pytest.FixtureRequest) -> Minisplunk:
    """Runs searches of the app over events: `minisplunk.run("My search", events=[...])`; see docs/test_your_app.md."""
    return Minisplunk(request.config.stash[_WORKER], request.path.parent)
