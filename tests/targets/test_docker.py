"""The container target, on a stand-in `docker`: what it says, what it runs, and that it lets no secret out."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

from minisplunk.cli.sending import endpoint_of
from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError
from minisplunk.forwarder.hec import Hec
from minisplunk.rest.server import serve
from minisplunk.targets.compose import docker
from minisplunk.targets.docker import container, remove_all
from minisplunk.targets.faults import TargetError
from minisplunk.targets.opening import open_target
from minisplunk.targets.options import RunOptions
from tests.targets.image import APP, connect, install
from tests.targets.stage import ROOT, Stage, Time
from tests.waiting import PATIENCE

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "docker.yaml").read_text())
NOWHERE = {"management": "0", "hec": "0", "password": "kept-password", "token": "kept-token"}


@pytest.fixture(scope="session")
def addon(tmp_path_factory):
    """A stand-in of the AWS add-on, packed as Splunkbase packs it, with a name as browsers make it."""
    archive = tmp_path_factory.mktemp("addon") / "splunk-add-on-for-aws_700 (1).tgz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(ROOT / "tests" / "apps" / "aws_addon_7", "Splunk_TA_aws")
    return archive


@pytest.fixture
def stage(tmp_path, monkeypatch):
    """On PATH is nothing else, so that no real docker is asked."""
    folder = tmp_path / "stage"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("STAGE", str(folder))
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    monkeypatch.setenv("COMPOSE_FILE", "/somewhere/else.yaml")
    monkeypatch.setattr("minisplunk.targets.docker.user_cache_path", lambda name: tmp_path / "cache" / name)
    return Stage(folder)


@pytest.fixture
def time(monkeypatch):
    time = Time()
    monkeypatch.setattr("minisplunk.targets.waiting.time", time)
    return time


@pytest.fixture
def server():
    """A served minisplunk, for what is in the container."""
    with Splunk() as splunk, serve(splunk, scheduler=False) as address:
        yield {
            "management": str(address.management_port),
            "hec": str(address.hec_port),
            "password": address.password,
            "token": address.hec_token,
        }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, stage, time, spl, addon, tmp_path, request):
    starts = "port 8089" in case["ran"]
    server = request.getfixturevalue("server") if starts else NOWHERE
    if case.get("kept") == "this version of the app":
        install(connect(server, server["password"]), spl)
    if case.get("docker") != "none":
        stage.play({} if starts else {"compose up": ""}, case.get("docker", {}), server=server)
    app = {"folder": tmp_path, "missing": tmp_path / "no.spl", "text": Path(__file__)}.get(case.get("app"), spl)
    wanted = RunOptions(app, "docker", addon=addon if "addon" in case else None, reuse="reuse" in case)
    copy = Path(f"/tmp/{hashlib.sha1(spl.read_bytes()).hexdigest()}.spl")
    shown = {"spl": spl.name, "app": app, "copy": copy, "address": f"https://127.0.0.1:{server['management']}"}
    said, error = [], ""
    try:
        with container(wanted, said.append) as access:
            assert access.management == shown["address"]
            assert access.hec.url == f"https://127.0.0.1:{server['hec']}"
            apps = {app.name for app in connect(server, access.password).apps}
            assert {APP, *(["Splunk_TA_aws"] if "addon" in case else [])} <= apps
    except MinisplunkError as raised:
        assert raised.exit_code == 2
        error = raised.message
    finally:
        copy.unlink(missing_ok=True)
    assert error == case.get("error", "").format(**shown)
    wanted_lines = [line.format(**shown) for line in case.get("said", [])]
    assert [line for line in said if line in wanted_lines] == wanted_lines
    assert stage.ran == case["ran"]
    assert_discreet(stage.calls, [*said, error])


def assert_discreet(calls, shown):
    """Secrets go to `up` by its environment, and nowhere else; what is meant for others' projects goes nowhere."""
    secrets = set()
    for call in calls:
        assert not [name for name in call["environment"] if name.startswith("COMPOSE_")]
        if call["key"] == "compose up":
            secrets |= {call["environment"][name] for name in ("SPLUNK_PASSWORD", "SPLUNK_HEC_TOKEN")}
        else:
            assert "SPLUNK_PASSWORD" not in call["environment"]
    assert "" not in secrets
    for text in [*shown, *(word for call in calls for word in call["words"])]:
        assert not [secret for secret in secrets if secret in text]


def options(stage, verb):
    """The words of the one call of a verb."""
    (call,) = [call for call in stage.calls if call["key"] == f"compose {verb}"]
    return call["words"]


def test_it_is_a_target_as_the_others_are(stage, time, spl, server):
    stage.play(server=server)
    with open_target(RunOptions(spl, "docker"), print) as target:
        assert (target.name, target.app, target.user) == ("docker", APP, "admin")
        assert target.disposable
        assert not target.real  # a minisplunk stands in the container here
    assert stage.ran[-1] == "down"


def test_the_harness_runs_in_a_container(stage, server):
    """Its own process, as make test SPLUNK=docker starts it; risk actions run, since the container is ours alone."""
    stage.play(server=server)
    verb = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "tests/harness",
        "--splunk",
        "docker",
        "-k",
        "root or installation or ui",
    ]
    done = subprocess.run(verb, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(r"\d+ passed, \d+ deselected in", done.stdout.splitlines()[-1])  # and none is skipped
    assert "Starting Splunk in a container. By this you accept Splunk's licence and general terms" in done.stderr
    assert stage.ran[-1] == "down"


def test_the_container_that_is_kept_takes_what_is_replayed(stage, server):
    stage.play({"compose ps": "healthy"}, server=server)
    told = endpoint_of("docker", verify=True)
    assert (told.url, told.token) == (f"https://127.0.0.1:{server['hec']}", server["token"])
    with Hec(told) as hec:
        assert hec.health() == "HEC is healthy"


@pytest.mark.parametrize("state", ["none", "exited 1"])
def test_without_one_that_runs_nothing_is_replayed(stage, state):
    stage.play({"compose ps": state}, server=NOWHERE)
    with pytest.raises(TargetError, match="There is no container of ours that runs"):
        endpoint_of("docker", verify=True)


def test_ctrl_c_in_the_block_removes_it(stage, time, spl, server):
    stage.play(server=server)
    with pytest.raises(KeyboardInterrupt), container(RunOptions(spl, "docker"), print):
        raise KeyboardInterrupt
    assert stage.ran[-1] == "down"


def test_ctrl_c_while_it_starts_removes_it_also_when_it_was_to_stay(stage, time, spl):
    stage.play({"compose up": "", "compose ps": ["none", "starting"]}, server=NOWHERE)
    time.interrupted = True
    with pytest.raises(KeyboardInterrupt), container(RunOptions(spl, "docker", reuse=True), print):
        pytest.fail("it is not healthy")
    assert stage.ran == ["version", "info", "ps", "up", "ps", "down"]


def test_ctrl_c_while_it_is_removed_waits_until_it_is(stage, time, spl):
    scene = {"compose up": "", "compose ps": ["none", "exited 1"], "compose down": {"do": ["press Ctrl-C"]}}
    stage.play(scene, server=NOWHERE)
    with pytest.raises(KeyboardInterrupt) as raised, container(RunOptions(spl, "docker"), print):
        pytest.fail("it is not healthy")
    assert "subprocess.py" not in [Path(entry.path).name for entry in raised.traceback]  # there it would end docker


def test_what_fails_in_the_block_keeps_what_is_to_stay(stage, time, spl, server):
    stage.play(server=server)
    with pytest.raises(ZeroDivisionError), container(RunOptions(spl, "docker", reuse=True), print) as access:
        assert access.username == "admin"
        raise ZeroDivisionError
    assert "down" not in stage.ran


def test_what_up_and_down_are_told(stage, time, spl, addon, server):
    stage.play(server=server)
    with container(RunOptions(spl, "docker", addon=addon), print):
        pass
    up, down = options(stage, "up"), options(stage, "down")
    project = up[2]
    assert re.fullmatch("minisplunk-target-[0-9a-f]{8}", project)
    assert [Path(word).name for word in up] == [
        *("compose", "--project-name", project, "--file", "compose.yaml", "--file", "addon.yaml"),
        *("up", "--detach", "--quiet-pull", "--renew-anon-volumes"),
    ]
    assert down == [
        *("compose", "--project-name", project),
        *("down", "--volumes", "--timeout", "1"),
    ]
    asked = {tuple(call["words"][3:]) for call in stage.calls if call["key"] == "compose ps"}
    assert asked == {("ps", "--all", "--format", "json")}  # without --all one that has ended is not shown
    (environment,) = [call["environment"] for call in stage.calls if call["key"] == "compose up"]
    assert (environment["MINISPLUNK_APP"], environment["MINISPLUNK_ADDON"]) == (str(spl), str(addon))


def test_what_is_kept_has_the_same_mounts_wherever_the_archives_are(stage, time, spl, addon, tmp_path):
    """Else compose would make it anew; and where the archives are, pytest tidies up."""
    stage.play({"compose up": "", "compose ps": ["none", "exited 1"]}, server=NOWHERE)
    moved = Path(shutil.copy(spl, tmp_path / "another.spl"))
    for app in (spl, moved):
        with pytest.raises(TargetError), container(RunOptions(app, "docker", addon=addon, reuse=True), print):
            pass
    ups = [call["environment"] for call in stage.calls if call["key"] == "compose up"]
    first, second = ([given[name] for name in ("MINISPLUNK_APP", "MINISPLUNK_ADDON")] for given in ups)
    assert first == second
    assert [Path(path).read_bytes() for path in first] == [spl.read_bytes(), addon.read_bytes()]


def test_each_container_has_secrets_of_its_own(stage, time, spl):
    stage.play({"compose up": "", "compose ps": ["none", "exited 1"]}, server=NOWHERE)
    for _ in range(2):
        with pytest.raises(TargetError), container(RunOptions(spl, "docker"), print):
            pass
    given = [call["environment"] for call in stage.calls if call["key"] == "compose up"]
    for name in ("SPLUNK_PASSWORD", "SPLUNK_HEC_TOKEN"):
        first, second = (environment[name] for environment in given)
        assert len(first) >= 32
        assert first != second


def test_a_docker_that_hangs(stage):
    stage.play({"ps": {"do": ["hang"]}}, server=NOWHERE)
    with pytest.raises(TargetError, match=r"docker ps did not end within 0\.5 s: is the engine busy, or hung\?"):
        docker("ps", seconds=0.5)


def make_docker_down():
    command = [sys.executable, "-m", "minisplunk.targets.docker", "down"]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_all_of_ours_are_removed_and_nothing_else(stage):
    stage.play({"ps": "minisplunk\nminisplunk-0a1b2c3d\nminisplunk\n"}, server=NOWHERE)
    done = make_docker_down()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Removed the container of minisplunk.",
        "Removed the container of minisplunk-0a1b2c3d.",
    ]
    asked, *downs = stage.calls
    assert asked["words"][:4] == ["ps", "--all", "--filter", "label=minisplunk"]
    assert [call["words"][2] for call in downs] == ["minisplunk", "minisplunk-0a1b2c3d"]


def test_there_is_none_of_ours(stage):
    stage.play(server=NOWHERE)
    said = []
    remove_all(said.append)
    assert said == ["There is no container of ours."]
    assert stage.ran == ["ps"]


def test_removing_without_an_engine(stage):
    refusal = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
    stage.play({"ps": {"err": refusal, "code": 1}}, server=NOWHERE)
    done = make_docker_down()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: docker ps failed. It says: Cannot connect to the Docker daemon at ")
