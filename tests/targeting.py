"""Which Splunk this suite runs on: --splunk says it, the fixture `splunk` is it, `sandbox` is a place of our own there.

A conftest says which app is under test by a fixture `app_under_test`, the path of its folder or .spl.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from minisplunk.errors import MinisplunkError
from minisplunk.targets.options import EMBEDDED, RunOptions, Say

if TYPE_CHECKING:
    from minisplunk.targets.sandbox import Sandbox
    from minisplunk.targets.target import Target

T = TypeVar("T")

_OPTIONS = ("splunk", "addon", "reuse", "ca_file", "insecure", "index", "write_risk", "read_only")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Those of `RunOptions` that say on which Splunk, and what may be done there."""
    group = parser.getgroup("splunk", "the Splunk that the tests run on")
    add = group.addoption
    add("--splunk", default=EMBEDDED, help="embedded (the default), docker, or the URL of a management port")
    add("--addon", type=Path, help="the AWS add-on to install too: its archive, on the embedded Splunk also its folder")
    add("--reuse", action="store_true", help="keep the container for the next run")
    add("--ca-file", type=Path, help="authorities that have signed the Splunk's certificates")
    add("--insecure", action="store_true", help="do not check the Splunk's certificates")
    add("--index", default="", help="an index that is there; else one is made and removed")
    add("--write-risk", action="store_true", help="let the search's risk actions run there")
    add("--read-only", action="store_true", help="change nothing there: only look, and run the search as it is")
    add("--mark-verified", action="store_true", help="write the version into the cases that passed on a real Splunk")


def options(config: pytest.Config, app: Path) -> RunOptions:
    return RunOptions(app, **{name: config.getoption(name) for name in _OPTIONS})


@pytest.fixture(scope="session")
def splunk(request: pytest.FixtureRequest, app_under_test: Path) -> Iterator[Target]:
    """The Splunk that --splunk names, the app in it."""
    from minisplunk.targets.opening import open_target

    with _entered(open_target(options(request.config, app_under_test), _say(request.config))) as target:
        yield target


@pytest.fixture(scope="session")
def sandbox(request: pytest.FixtureRequest, app_under_test: Path, splunk: Target) -> Iterator[Sandbox]:
    """What puts events there and runs the search over them. With --read-only the test is skipped."""
    from minisplunk.targets.sandbox import sandboxed

    given = options(request.config, app_under_test)
    if given.read_only:
        pytest.skip("--read-only: this test sends events and makes a macro")
    with _entered(sandboxed(splunk, given, _say(request.config))) as found:
        yield found


@contextmanager
def _entered(opening: AbstractContextManager[T]) -> Iterator[T]:
    """What keeps a Splunk from being used ends the run with its sentence: no test would say more."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(opening)
        except MinisplunkError as error:
            pytest.exit(str(error), returncode=error.exit_code)
        yield found


def _say(config: pytest.Config) -> Say:
    """Sentences go to the terminal, past pytest's capture."""
    capture = config.pluginmanager.getplugin("capturemanager")

    def say(sentence: str) -> None:
        if capture is None:
            print(sentence, file=sys.stderr)
            return
        with capture.global_and_fixture_disabled():
            print(sentence, file=sys.stderr)

    return say
