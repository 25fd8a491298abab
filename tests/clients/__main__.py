"""Published clients, unchanged, against a served minisplunk: a line for each; exit code 1 when one fails.

A client is a declaration (`known.py` has all, a file each) and a script of ours that does with it what its users do
(`scripts/`; `content/` is a library for contentctl, `addon/` an add-on for pytest-splunk-addon). It is installed into
an environment of its own below .venv/.clients the first time, from PyPI or npm, and runs there against a server of its
own; then the server is asked, without the client, whether all is there. What cannot run here, for want of a newer
Python or Node.js, is said, and is no failure.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.torture.served import PASSWORD, NotServed, Served, served

from .client import Client, Wrong
from .environment import NotHere, NotInstalled, inside, installed
from .known import CLIENTS

_PATIENCE = 900
"""Seconds for one script. pytest-splunk-addon alone sleeps for fifty after it has sent its events."""

_SAID = 40
"""Lines of what a script said that are shown when it fails, the last ones."""


@dataclass(frozen=True)
class Verdict:
    """`word`: ok, FAIL, or -- for a client that was not run; `found`: what it did, or why it did not."""

    client: str
    word: str
    found: str

    def __str__(self) -> str:
        return f"{self.word:<4} {self.client}: {self.found}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.clients", description=__doc__)
    parser.add_argument("clients", nargs="*", metavar="CLIENT", help=f"of {', '.join(CLIENTS)}; all without any")
    arguments = parser.parse_args()
    if unknown := set(arguments.clients) - CLIENTS.keys():
        parser.error(f"there is no client {', '.join(sorted(unknown))}")
    verdicts = []
    for name in arguments.clients or CLIENTS:
        verdicts.append(_verdict(name, CLIENTS[name]))
        print(verdicts[-1], flush=True)
    words = [verdict.word for verdict in verdicts]
    print(f"{words.count('ok')} ok, {words.count('FAIL')} failed, {words.count('--')} not run")
    return 1 if "FAIL" in words else 0


def _verdict(name: str, client: Client) -> Verdict:
    """`name` alone says which client it is until its version is known."""
    title = f"{client.package} ({name})"
    try:
        folder = installed(name, client.environment)
        version = client.environment.version(folder, client.package)
        title = f"{client.package} {version} ({client.environment.registry})"
        return Verdict(title, "ok", _run(client, folder))
    except NotHere as reason:
        return Verdict(title, "--", f"not run: {reason}")
    except NotInstalled as fault:
        return Verdict(title, "FAIL", f"could not be installed: {fault}")
    except (Wrong, NotServed) as fault:
        return Verdict(title, "FAIL", str(fault))


def _run(client: Client, folder: Path) -> str:
    """What a client did, in a Splunk of its own, and what that Splunk says of it."""
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        with served(*client.serve, *client.prepare(work)) as server:
            done = subprocess.run(
                [*client.environment.command(folder, client.script), _place(server)],
                cwd=work,
                env=inside(),
                capture_output=True,
                text=True,
                check=False,
                timeout=_PATIENCE,
                stdin=subprocess.DEVNULL,
            )
            if done.returncode:
                said = (done.stdout + done.stderr).rstrip().splitlines()
                raise Wrong("\n".join((f"its script ended with {done.returncode}", *said[-_SAID:])))
            checked = client.check(server)
            if tracebacks := server.tracebacks():
                raise Wrong(f"minisplunk wrote a traceback: {tracebacks[0]}")
    return f"{done.stdout.strip().splitlines()[-1]}; {checked}"


def _place(server: Served) -> str:
    """What a script knows of the server, as JSON in its one argument."""
    return json.dumps(
        {
            "host": "127.0.0.1",
            "port": server.port,
            "hec_port": server.hec_port,
            "hec_token": server.address["hec_token"],
            "web": server.address.get("web", ""),
            "username": "admin",
            "password": PASSWORD,
        }
    )


if __name__ == "__main__":
    sys.exit(main())
