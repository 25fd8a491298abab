"""AppInspect: what is read from its report, and what the vetting makes of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from package import appinspect
from package.appinspect import CheckResult, Inspection
from package.checks.appinspect import CHECKS_RUN, appinspect_has_nothing_to_say, appinspect_ran_every_check
from package.errors import MissingTool, PackageError
from package.unpacked import Unpacked
from package.vet import vet

Files = dict[str, bytes]
Packed = Callable[[Files], Unpacked]


def with_inspection(app: Unpacked, *outcomes: CheckResult, version: str = "4.3.1", run: int = 252) -> Unpacked:
    """The app, as if AppInspect had said this of it."""
    app.__dict__["inspection"] = Inspection(version, {"success": run}, outcomes)
    return app


def test_a_sound_app_has_no_finding_and_one_allowed_warning(files: Files, packed: Packed) -> None:
    vetted = vet(packed(files).archive)
    assert [str(finding) for finding in vetted.findings] == []
    inspection = vetted.app.inspection
    assert inspection.run == CHECKS_RUN[inspection.version]
    assert list(vetted.allowed_warnings) == ["check_for_python_script_existence"]
    assert inspection.counts["warning"] == 1


def test_failures_and_other_warnings_are_found(files: Files, packed: Packed) -> None:
    files["default/app.conf"] = files["default/app.conf"].replace(b"is_configured = 0", b"is_configured = 1")
    files["default/macros.conf"] += b"description = see 192.168.1.10\n"
    found = [str(finding) for finding in appinspect_has_nothing_to_say(packed(files))]
    assert [line.rpartition(" - ")[2] for line in found] == [
        "AppInspect: failure of check_that_setup_has_not_been_performed",
        "AppInspect: warning of check_hostnames_and_ips",
    ]
    assert found[0].startswith("default/app.conf:2: ")
    assert found[1].startswith("default/macros.conf:3: ")


@pytest.mark.parametrize("result", ["error", "failure", "future_failure", "skipped", "manual_check", "warning", "new"])
def test_every_result_but_success_is_found(result: str, files: Files, packed: Packed) -> None:
    app = with_inspection(packed(files), CheckResult("check_x", result, "it is so", "default/app.conf", 3))
    (finding,) = appinspect_has_nothing_to_say(app)
    assert str(finding) == f"default/app.conf:3: it is so - AppInspect: {result.replace('_', ' ')} of check_x"


@pytest.mark.parametrize("result", ["success", "not_applicable"])
def test_success_is_not_found(result: str, files: Files, packed: Packed) -> None:
    assert list(appinspect_has_nothing_to_say(with_inspection(packed(files), CheckResult("check_x", result)))) == []


def test_the_allowed_warning_must_stay_a_warning(files: Files, packed: Packed) -> None:
    app = with_inspection(packed(files), CheckResult("check_for_python_script_existence", "failure", "no"))
    assert len(list(appinspect_has_nothing_to_say(app))) == 1


def test_the_number_of_checks_is_held(files: Files, packed: Packed) -> None:
    assert list(appinspect_ran_every_check(with_inspection(packed(files)))) == []
    (fewer,) = appinspect_ran_every_check(with_inspection(packed(files), run=12))
    assert fewer.what == "AppInspect 4.3.1 ran 12 checks of 252"
    (unknown,) = appinspect_ran_every_check(with_inspection(packed(files), version="9.0.0", run=300))
    assert unknown.what.startswith("AppInspect 9.0.0 ran 300 checks, and no one noted")


def test_reading_a_report() -> None:
    message = {
        "result": "warning",
        "message": "An address.\n  File: default/a.conf Line Number: 7",
        "message_filename": "default/a.conf",
        "message_line": "7",
    }
    bare = {"result": "failure", "message": "No good.", "message_filename": None, "message_line": None}
    noise = {**bare, "result": "success"}
    checks = [
        {"name": "check_a", "result": "warning", "messages": [message, noise]},
        {"name": "check_b", "result": "failure", "messages": [bare]},
        {"name": "check_c", "result": "success", "messages": []},
    ]
    document = {"reports": [{"groups": [{"checks": checks[:1]}, {"checks": checks[1:]}]}]}
    assert appinspect.read(document, "1") == Inspection(
        "1",
        {"warning": 1, "failure": 1, "success": 1},
        (
            CheckResult("check_a", "warning", "An address.", "default/a.conf", 7),
            CheckResult("check_b", "failure", "No good."),
            CheckResult("check_c", "success"),
        ),
    )


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(appinspect, "version", missing)
    with pytest.raises(MissingTool, match=r"pip install -e '\.\[dev\]'"):
        appinspect.inspect(Path("x.spl"))


WITHOUT_LIBMAGIC = """
import ctypes, ctypes.util
ctypes.util.find_library = lambda name: None
load = ctypes.CDLL.__init__
def refuse(self, name, *args, **kwargs):
    if name == "libmagic.so.1":
        raise OSError(f"{name}: cannot open shared object file")
    load(self, name, *args, **kwargs)
ctypes.CDLL.__init__ = refuse
"""
WITHOUT_PYLIBMAGIC = "import importlib.util; importlib.util.find_spec = lambda name: None\n"


@pytest.mark.skipif(sys.platform != "linux", reason="hides the library as Linux finds it")
def test_no_libmagic(files: Files, packed: Packed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appinspect, "BOOT", WITHOUT_LIBMAGIC + WITHOUT_PYLIBMAGIC + appinspect.BOOT)
    with pytest.raises(MissingTool) as caught:
        appinspect.inspect(packed(files).archive)
    message = str(caught.value)
    assert "\n" not in message
    assert "pip install pylibmagic" in message
    assert "apt-get install libmagic1" in message


@pytest.mark.skipif(sys.platform != "linux", reason="hides the library as Linux finds it")
@pytest.mark.skipif(find_spec("pylibmagic") is None, reason="pylibmagic is not installed")
def test_libmagic_of_pylibmagic(files: Files, packed: Packed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appinspect, "BOOT", WITHOUT_LIBMAGIC + appinspect.BOOT)
    assert appinspect.inspect(packed(files).archive).run == CHECKS_RUN[appinspect.installed()]


def ended(stderr: str) -> Any:
    return lambda command, **_: subprocess.CompletedProcess(command, 1, b"", stderr.encode())


def test_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", ended("first\nValueError: last\n"))
    with pytest.raises(PackageError, match=r"x\.spl: AppInspect .* gave no report: ValueError: last"):
        appinspect.inspect(Path("x.spl"))


def test_a_report_of_a_new_form(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(command: list[str], **_: object) -> Any:
        Path(command[-1]).write_text('{"runs": []}')
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr(subprocess, "run", write)
    with pytest.raises(PackageError, match="of a new form: KeyError"):
        appinspect.inspect(Path("x.spl"))


def test_it_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(command: list[str], **_: object) -> Any:
        raise subprocess.TimeoutExpired(command, 120)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(PackageError, match="did not end within 120 seconds"):
        appinspect.inspect(Path("x.spl"))
