"""A container with Splunk in it: started, the app installed, waited for, and removed again or kept for the next run.

Facts here come from the documentation and from users' reports; none of it was run on a real engine.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from platformdirs import user_cache_path

from ..forwarder.endpoint import Endpoint
from .access import Access
from .causes import likely
from .compose import ADDON_FILE, FILE, Compose, Container, docker, projects
from .faults import TargetError
from .options import RunOptions, Say
from .packed import packed
from .ready import make_ready
from .uninterrupted import uninterrupted
from .waiting import NotYet, until

_PROJECT = "minisplunk-target"
"""The project of the container that is kept. Any other has a random name, so that two runs do not share one."""
_USER = "admin"
_MANAGEMENT, _HEC = 8089, 8088
_STARTING = 1200.0
"""Seconds until it has to be healthy: some minutes are usual, 20 minutes were reported (docker-splunk#700)."""
_SHOWN = 20
_TERMS = (
    "Starting Splunk in a container. By this you accept Splunk's licence and general terms:"
    " https://www.splunk.com/en_us/legal/splunk-general-terms.html"
)
_EMULATED = (
    "This engine runs on an ARM processor, and Splunk's image is for amd64 only: it is emulated, and slow. On Apple"
    " silicon switch on Rosetta in Docker Desktop. From Splunk 9.4 on the KV store does not start there, as it needs"
    " AVX; this app does not use it. SPLUNK_VERSION=9.3.1 has a KV store without AVX."
)


@contextmanager
def container(options: RunOptions, say: Say) -> Iterator[Access]:
    """A ready Splunk with the app and the add-on until the block ends; with `reuse` it stays for the next run.

    Raises TargetError, and ConfError for an archive that is not an app; whatever was started is then removed.
    """
    apps = [packed(path) for path in (options.addon, options.app) if path is not None]
    docker("compose", "version")
    if docker("info", "--format", "{{.Architecture}}").strip() in ("aarch64", "arm64"):
        say(_EMULATED)
    say(_TERMS)
    compose = Compose(_PROJECT if options.reuse else f"{_PROJECT}-{secrets.token_hex(4)}")
    with ExitStack() as stack:
        stack.callback(_remove, compose, say)
        environment = _secrets(compose, say)
        try:
            access = _started(compose, options, environment, say)
            make_ready(compose, access, apps, say)
        except TargetError as error:
            raise TargetError(_explained(error, compose, environment, say)) from error
        say(f"Ready: {access.management}")
        if options.reuse:
            say("It stays for the next run: make docker-down removes it.")
            stack.pop_all()
        yield access


def kept() -> Access:
    """The container that an earlier run has kept. TargetError where there is none."""
    compose = Compose(_PROJECT)
    container = compose.ps()
    if container is None or container.state != "running":
        raise TargetError("There is no container of ours that runs: make test SPLUNK=docker ARGS=--reuse keeps one.")
    return _access(compose, compose.environment(container))


def _secrets(compose: Compose, say: Say) -> dict[str, str]:
    """The password and token of the container that was kept, or new ones."""
    container = compose.ps()
    if container is not None and container.health == "unhealthy":
        say("The container that was kept is unhealthy: a new one takes its place.")
        compose.down()
    elif container is not None:
        say("There is a container from an earlier run.")
        environment = compose.environment(container)
        return {name: environment[name] for name in ("SPLUNK_PASSWORD", "SPLUNK_HEC_TOKEN")}
    return {"SPLUNK_PASSWORD": f"made-{secrets.token_hex(16)}", "SPLUNK_HEC_TOKEN": str(uuid.uuid4())}


def _started(compose: Compose, options: RunOptions, environment: Mapping[str, str], say: Say) -> Access:
    """Start the container, unless it runs as wanted, and wait until it is healthy."""
    files, paths = [FILE], {"MINISPLUNK_APP": _mounted(options.app, "app.spl", options.reuse)}
    if options.addon is not None:
        files.append(ADDON_FILE)
        paths["MINISPLUNK_ADDON"] = _mounted(options.addon, "addon.tgz", options.reuse)
    say("The image is fetched first, if it is not here.")
    compose.up(files, {**environment, **paths})
    say(f"Waiting until the container is healthy, which takes some minutes, and {_STARTING / 60:g} at most.")
    until("the container to be healthy", lambda: _healthy(compose.ps()), seconds=_STARTING, every=2)
    return _access(compose, environment)


def _access(compose: Compose, environment: Mapping[str, str]) -> Access:
    # The container has just made its certificate, so there is nothing to check it against; and requests go to this
    # machine's loopback address only.
    hec = Endpoint(_at(compose.port(_HEC)), environment["SPLUNK_HEC_TOKEN"], verify=False)
    return Access(_at(compose.port(_MANAGEMENT)), _USER, environment["SPLUNK_PASSWORD"], hec=hec, verify=False)


def _mounted(archive: Path, name: str, keep: bool) -> str:
    """The path that is mounted. For a container that is kept it is the same in each run, since compose makes one anew
    whose mounts differ, and it is still there when the container is started again."""
    if not keep:
        return str(archive.resolve())
    place = user_cache_path("minisplunk") / "container" / name
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(archive, place)
        place.chmod(0o644)  # Splunk's user in the container has to read it
    except OSError as error:
        raise TargetError(f"{place} cannot be written: {error.strerror or error}.") from error
    return str(place)


def _at(port: int) -> str:
    return f"https://127.0.0.1:{port}"


def _healthy(container: Container | None) -> Container:
    if container is None:
        raise TargetError("The container is gone: somebody else removed it.")
    if container.state not in ("running", "created", "restarting"):
        raise TargetError(f"The container has ended while it was starting, with exit code {container.exit_code}.")
    if container.health == "unhealthy":
        raise TargetError("The container has become unhealthy.")
    if container.health != "healthy":
        raise NotYet(f"it is {container.health or container.state}")
    return container


def _explained(error: TargetError, compose: Compose, environment: Mapping[str, str], say: Say) -> str:
    """The error with its likely cause, after the container's last lines were shown."""
    try:
        container = compose.ps()
        log = compose.logs(500) if container is not None else ""
    except TargetError:  # docker itself fails, and the error says so
        return error.message
    for secret in environment.values():
        log = log.replace(secret, "***")
    if lines := log.splitlines()[-_SHOWN:]:
        say("The container's last lines:")
        for line in lines:
            say(f"  {line}")
    cause = likely(log, container.exit_code if container is not None else 0)
    return error.message if cause is None else f"{error.message} {cause}"


def _remove(compose: Compose, say: Say) -> None:
    """An error here must not hide the first one, and a second Ctrl-C must not leave the container behind."""
    try:
        with uninterrupted():
            compose.down()
    except TargetError as error:
        say(f"The container may be left: {error.message} Then run make docker-down.")


def remove_all(say: Say) -> None:
    """Remove every container that was made here, and nothing else."""
    names = projects()
    for project in names:
        Compose(project).down()
        say(f"Removed the container of {project}.")
    if not names:
        say("There is no container of ours.")


def main() -> None:
    """`python -m minisplunk.targets.docker down`, which is make docker-down."""
    parser = argparse.ArgumentParser(prog="python -m minisplunk.targets.docker")
    parser.add_argument("verb", choices=["down"], help="remove every container that was made to try a detection on")
    parser.parse_args()
    try:
        remove_all(print)
    except TargetError as error:
        print(f"Error: {error.message}", file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
