"""The AWS add-on itself, which the user names: `make test ADDON=path`. Without one, stand-ins show that this works."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from minisplunk.errors import ConfError
from tests.detection.addon import NAME, AddOn, read_addon
from tests.detection.differences import compare
from tests.detection.matrix import IDENTITIES, RUNS, WITH, WITHOUT, Measured, measure
from tests.detection.staging import STAND_INS
from tests.detection.variants import without_fields
from tests.parity.addon import packed

FOLDER, ARCHIVE, YOURS = "a folder", "an archive", "yours"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "addon" in metafunc.fixturenames:
        given = metafunc.config.getoption("addon") is not None
        metafunc.parametrize("addon", [FOLDER, ARCHIVE, *([YOURS] if given else [])], indirect=True, scope="module")


@pytest.fixture(scope="module")
def addon(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AddOn:
    stand_in = STAND_INS / "aws_addon_8"
    path = {
        FOLDER: stand_in,
        ARCHIVE: packed(stand_in, tmp_path_factory.mktemp("archive")),
        YOURS: request.config.getoption("addon"),
    }[request.param]
    return read_addon(path, tmp_path_factory.mktemp("addon"))


@pytest.fixture
def column(request: pytest.FixtureRequest, measured: Measured) -> Measured:
    """Where the table takes its numbers from: of a stand-in, which has a column already, nowhere."""
    return measured if request.node.callspec.params["addon"] == YOURS else {}


@pytest.mark.parametrize("identity", IDENTITIES)
def test_every_failure_is_found_beside_it(addon: AddOn, identity: str, spl: Path, column: Measured) -> None:
    cell = (addon.label, identity)
    measure(WITH, cell, spl, column, [addon.root])
    assert column[WITH, cell] == RUNS


@pytest.mark.parametrize("identity", IDENTITIES)
def test_without_the_apps_fields_what_is_found_is_right(
    addon: AddOn, identity: str, spl: Path, column: Measured
) -> None:
    with TemporaryDirectory() as folder:
        measure(WITHOUT, (addon.label, identity), without_fields(spl, Path(folder)), column, [addon.root])


def test_the_fields_of_sign_ins_are_the_same(
    addon: AddOn, spl: Path, request: pytest.FixtureRequest, differences: list[str]
) -> None:
    compared = compare(addon, spl)
    if request.node.callspec.params["addon"] == YOURS:
        differences.extend(compared.lines())
    assert [str(fault) for fault in compared.faults] == []


# What differs is told


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[Path]:
    """A stand-in whose add-on names the target of IAM's own events, as the add-on does."""
    copy = Path(shutil.copytree(STAND_INS / "aws_addon_8", tmp_path / "changed"))
    yield copy / "default" / "props.conf"


def rewritten(props: Path, old: str, new: str) -> AddOn:
    text = props.read_text()
    assert old in text
    props.write_text(text.replace(old, new))
    return read_addon(props.parents[1], props.parents[2] / "read")


def test_a_difference_in_a_sign_in_is_a_fault(changed: Path, spl: Path) -> None:
    compared = compare(rewritten(changed, "sourceIPAddress AS src ", "userAgent AS src "), spl)
    assert {(fault.who, fault.field) for fault in compared.faults} == {("the app", "src"), ("the stand-in", "src")}
    assert (
        "  iam_user_failed_mfa: src is 'Mozilla/5.0 (X11; Linux x86_64)' with the add-on, '198.51.100.23' with the app"
    ) in compared.lines()


def test_a_difference_in_another_event_is_none(changed: Path, spl: Path) -> None:
    """In events of IAM's user management the add-on names the user that is made, the app the one who made it."""
    definition = "EVAL-user_name = coalesce("
    target = f"{definition}if(eventSource=\"iam.amazonaws.com\", 'requestParameters.userName', null()), "
    compared = compare(rewritten(changed, definition, target), spl)
    assert compared.faults == ()
    assert {(other.who, other.record, other.field, other.theirs, other.other) for other in compared.others} == {
        ("the app", "create_user", "user_name", "new.joiner", "dana.reyes"),
        ("the stand-in", "create_user", "user_name", "new.joiner", "dana.reyes"),
    }


def test_a_version_without_a_stand_in_is_compared_with_the_app_alone(changed: Path, spl: Path) -> None:
    conf = changed.with_name("app.conf")
    conf.write_text(conf.read_text().replace("8.3.0", "11.0.0"))
    compared = compare(read_addon(conf.parents[1], conf.parents[2] / "read"), spl)
    assert compared.faults == ()
    assert "  There is no stand-in for this version in tests/apps: only the app's fields are compared." in [
        *compared.lines()
    ]


def test_programs_of_the_add_on_are_left_behind(changed: Path) -> None:
    (changed.parents[1] / "bin").mkdir()
    (changed.parents[1] / "bin" / "collect.py").write_text("")
    read = rewritten(changed, "KV_MODE = json", "KV_MODE = json")
    assert sorted(path.name for path in read.root.iterdir()) == ["default", "lookups", "metadata"]


# Paths that are no add-on


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "does not exist: an app's folder or archive (.spl, .tgz) is wanted"),
        (lambda path: path.mkdir(), "is not a Splunk app: it has no default/app.conf"),
        (lambda path: path.write_text("no archive"), "is not an app archive: a gzip-compressed tar is wanted"),
        (lambda path: shutil.copytree(STAND_INS / "aws_index", path), f"and not the AWS add-on, {NAME}"),
    ],
)
def test_a_path_that_is_no_add_on(make, says: str, tmp_path: Path) -> None:
    path = tmp_path / "given"
    make(path)
    with pytest.raises(ConfError) as caught:
        read_addon(path, tmp_path / "read")
    assert str(caught.value).startswith(f"{path}: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
