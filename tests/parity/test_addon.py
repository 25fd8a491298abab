"""The AWS add-on compared with its stand-in: played by a stand-in under the add-on's own name, which may be changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from minisplunk.rest.server import Address, serve
from tests.parity import __main__ as command
from tests.parity import addon
from tests.parity.addon import NAME, SOURCETYPE, VERSIONS, fields, packed, records
from tests.parity.apps import stanzas
from tests.parity.cases import TESTS

APPS = TESTS / "apps"
ALL = sorted(set(VERSIONS.values()))
SHOWN = "iam_user_failed_mfa"
Parity = Callable[..., tuple[int, str, str]]
Changed = Callable[..., Path]


@dataclass(frozen=True)
class Built:
    """The folder itself will do as the app: building it is tests/package's."""

    path: Path


@pytest.fixture
def parity(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Parity:
    """The command, with no cases but those of the add-on: its exit code, what it prints, and what it says."""
    monkeypatch.setattr(command, "cases", lambda: iter(()))
    monkeypatch.setattr(command, "build", lambda root, folder: Built(root))

    def run(*arguments: object) -> tuple[int, str, str]:
        code = command.main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """An archive of a stand-in in which a text of a file is another one."""

    def made(folder: str, file: str, text: str, other: str) -> Path:
        copy = Path(shutil.copytree(APPS / folder, tmp_path / folder))
        before = (copy / file).read_text()
        assert before.count(text) == 1
        (copy / file).write_text(before.replace(text, other))
        return packed(copy, tmp_path)

    return made


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """One record is asked, where one shows the difference."""
    monkeypatch.setattr(addon, "records", lambda: {SHOWN: records()[SHOWN]})


@pytest.fixture
def theirs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Address]:
    """Somebody's Splunk with our app in it; the environment says how to come in."""
    with Splunk() as splunk:
        splunk.install(command.ROOT)
        with serve(splunk, scheduler=False) as address:
            monkeypatch.setenv("SPLUNK_USERNAME", address.username)
            monkeypatch.setenv("SPLUNK_PASSWORD", address.password)
            monkeypatch.setenv("SPLUNK_HEC_TOKEN", address.hec_token)
            monkeypatch.setenv("SPLUNK_HEC_URL", address.hec)
            yield address


@pytest.mark.slow
@pytest.mark.parametrize("folder", ALL)
def test_a_stand_in_does_not_differ_from_itself(parity: Parity, folder: str, tmp_path: Path) -> None:
    code, printed, said = parity("--splunk", "embedded", "--addon", packed(APPS / folder, tmp_path))
    assert (code, f"{len(records())} the same, 0 different" in printed) == (0, True), printed + said


@pytest.mark.parametrize(
    ("folder", "file", "text", "other", "told"),
    [
        pytest.param(
            *("aws_addon_5", "default/props.conf", "sourceIPAddress AS src_ip", "userAgent AS src_ip"),
            'Splunk    [{"src_ip": "Mozilla',
            id="an alias",
        ),
        pytest.param(
            *("aws_addon_7", "default/props.conf", 'EVAL-vendor_product = "AWS CloudTrail"\n', ""),
            'embedded  [{"vendor_product": "AWS CloudTrail"}]',
            id="a calculated field less",
        ),
        pytest.param(
            *("aws_addon_8", "lookups/sign_in_outcomes.csv", "ConsoleLogin,*,failure", "ConsoleLogin,*,failed"),
            'Splunk    [{"action": "failed"}]',
            id="a lookup",
        ),
    ],
)
@pytest.mark.usefixtures("few")
def test_another_definition_is_noticed(
    parity: Parity, changed: Changed, folder: str, file: str, text: str, other: str, told: str
) -> None:
    code, printed, _ = parity("--splunk", "embedded", "--addon", changed(folder, file, text, other))
    assert code == 1
    assert f"apps/{folder}/default/props: {SHOWN} (other results)" in printed
    assert told in printed


@pytest.mark.parametrize("folder", ALL)
def test_each_field_of_a_stand_in_is_asked(folder: str) -> None:
    props = (APPS / folder / "default" / "props.conf").read_text()
    found = list(fields(stanzas(props)[SOURCETYPE]))
    assert len(found) == len(set(found)) > 20
    assert {"src", "src_ip", "aws_account_id", "errorCode", "user", "action", "app"} <= set(found)
    assert ("user_name" in found) == (folder != "aws_addon_5")


@pytest.mark.parametrize("version", ["4.6.1", "9.0.0", "x"])
def test_a_version_that_has_no_stand_in(parity: Parity, changed: Changed, version: str) -> None:
    archive = changed("aws_addon_7", "default/app.conf", "version = 7.0.0", f"version = {version}")
    code, printed, said = parity("--splunk", "embedded", "--addon", archive)
    assert (code, printed) == (2, "")
    assert f"There is no comparison. tests/apps has no stand-in for version {version} of the AWS add-on." in said


def test_an_archive_of_something_else(parity: Parity, tmp_path: Path) -> None:
    archive = packed(APPS / "aws_index", tmp_path, "org_indexes")
    code, printed, said = parity("--splunk", "embedded", "--addon", archive)
    assert (code, printed) == (2, "")
    assert f"There is no comparison. embedded has no AWS add-on (the app {NAME})" in said


def test_without_an_add_on_the_rest_is_compared(parity: Parity) -> None:
    code, printed, said = parity("--splunk", "embedded")
    assert (code, "0 the same, 0 different" in printed) == (0, True)
    assert f"embedded has no AWS add-on (the app {NAME}): its fields are not compared." in said


def test_on_a_splunk_of_others_no_add_on_is_installed(parity: Parity, theirs: Address, tmp_path: Path) -> None:
    archive = packed(APPS / "aws_addon_7", tmp_path)
    code, printed, said = parity("--splunk", theirs.management, "--insecure", "--addon", archive)
    assert (code, printed) == (2, "")
    assert f"--addon is for the container. Nothing is installed on {theirs.management}" in said
    assert NAME not in {app.id for app in theirs.splunk.layers.apps}


@pytest.mark.usefixtures("few")
def test_on_a_splunk_of_others_the_one_that_is_there_is_compared(
    parity: Parity, theirs: Address, changed: Changed
) -> None:
    there = changed("aws_addon_8", "default/props.conf", 'EVAL-vendor_product = "AWS', 'EVAL-vendor_product = "Amazon')
    theirs.splunk.install(there)
    code, printed, said = parity("--splunk", theirs.management, "--insecure")
    assert code == 1, printed + said
    assert 'Splunk    [{"vendor_product": "Amazon CloudTrail"}]' in printed
