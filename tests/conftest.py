"""What holds for all tests: how much hypothesis tries, how slow passwords are; apps; Chromium; --addon is read."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from minisplunk.commands import COMMANDS, resolve
from minisplunk.conf import Layers, View, system
from minisplunk.conf.app import load
from minisplunk.errors import ConfError
from minisplunk.rest.instance import users
from minisplunk.targets.options import EMBEDDED
from tests import profiles
from tests.browser import LAUNCH_ARGS, WAIT, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]

# what tests share and assert with, whichever folder is read first
pytest.register_assert_rewrite(
    *(f"tests.detection.{name}" for name in ("matrix", "records", "staging", "sign_ins")), "tests.harness.trials"
)
profiles.load()
# pytest rewrites what is imported for the first time, by ast, which two threads cannot use at once (CPython gh-106905):
# so servers in this process find their commands there
for command in COMMANDS:
    resolve(command)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell leaves it to what it runs in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config: pytest.Config) -> None:
    """An AWS add-on for the embedded Splunk is read first: a wrong path is one sentence, and no test has run."""
    addon = config.getoption("addon")
    if addon is None or config.getoption("splunk") != EMBEDDED:
        return
    from tests.detection.addon import read_addon

    try:
        with TemporaryDirectory() as folder:
            read_addon(addon, Path(folder))
    except ConfError as error:
        raise pytest.UsageError(f"--addon: {error}") from error


@pytest.fixture(scope="session", autouse=True)
def fast_hashes() -> Iterator[None]:
    """The hash of a password is slow on purpose. Here it protects nothing, and each server makes one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(users._COST, "n", 2)
        yield


MakeView = Callable[..., View]


@pytest.fixture
def make_view(tmp_path: Path) -> MakeView:
    """Conf texts by name without `.conf`, and lookup files by name -> the view of an app that has them."""

    def make(confs: Mapping[str, str], lookups: Mapping[str, str] | None = None) -> View:
        root = tmp_path / "cases"
        for folder in ("default", "lookups"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        (root / "default" / "app.conf").write_text("[ui]\nlabel = Cases\n")
        for name, text in confs.items():
            (root / "default" / f"{name}.conf").write_text(text)
        for name, text in (lookups or {}).items():
            (root / "lookups" / name).write_text(text)
        return Layers(system(), (load(root),)).context("cases")

    return make


@pytest.fixture(scope="session")
def spl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app, built as it is installed."""
    from package.build import build

    return build(ROOT, tmp_path_factory.mktemp("dist")).path


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """One for all tests of a run."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="make test-dashboard installs playwright")
    executable = chromium()
    if executable is None:
        pytest.skip("there is no Chromium; $CHROMIUM may name one")
    sync_api.expect.set_options(timeout=WAIT)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(LAUNCH_ARGS))
        yield browser
        browser.close()
