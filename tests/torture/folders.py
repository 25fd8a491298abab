"""What a server finds on disk: files that are none, another server in its folder, and what a killed one has left."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.waiting import until

from .attack import Finding, Options
from .served import ROOT, NotServed, Served, served


def folders(options: Options) -> Iterator[Finding]:
    yield _pipes(options, options.folder / "pipes")
    yield from _two(options.folder / "two")
    yield _alerts(options, options.folder / "alerts")


def _pipes(options: Options, folder: Path) -> Finding:
    """Pipes that nobody writes to, where apps, conf files and lookups are expected: who opens one waits for ever."""
    app = folder / "etc" / "apps" / "guest"
    for place in ("default", "lookups", "metadata"):
        (app / place).mkdir(parents=True)
    (app / "default" / "app.conf").write_text("[ui]\nlabel = Guest\n")
    (app / "default" / "transforms.conf").write_text("[pipe]\nfilename = pipe.csv\n")
    for pipe in ("default/macros.conf", "lookups/pipe.csv"):
        os.mkfifo(app / pipe)
    os.mkfifo(folder / "pipe.spl")
    with served("--data-dir", str(folder)) as server:
        form = {"name": str(folder / "pipe.spl"), "filename": "1"}
        installed = server.ask("POST", "/services/apps/local", form).status
        form = {"search": "| inputlookup pipe", "exec_mode": "oneshot"}
        looked_up = server.ask("POST", "/servicesNS/nobody/guest/search/jobs", form)
        waits = server.ask("GET", "/services/server/info").seconds
    found = f"an app is {installed}, a lookup {looked_up.status}, others were answered within {waits * 1000:.0f} ms"
    good = installed == 400 and b"pipe.csv" in looked_up.body and waits < options.within(0.2)
    return Finding("pipes in the place of files", found, good)


def _two(folder: Path) -> Iterator[Finding]:
    with served("--data-dir", str(folder)) as server:
        pid = str(server.process.pid)
        try:
            with served("--data-dir", str(folder)):
                refusal = "it was served twice"
        except NotServed as error:
            refusal = str(error).strip()
        yield Finding("a second server of a folder", refusal, pid in refusal)
        sample = ROOT / "tests" / "data" / "attack_data" / "aws_failed_mfa"
        command = [sys.executable, "-m", "minisplunk", "replay", str(sample), "--data-dir", str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        yield Finding(
            "a replay into a folder that is served", done.stderr.strip(), done.returncode == 2 and pid in done.stderr
        )
    with served("--data-dir", str(folder)) as server:
        status = server.ask("GET", "/services/server/info").status
        yield Finding("after kill -9 of the first", f"the next one answers {status}", status == 200)


def _alerts(options: Options, folder: Path) -> Finding:
    """Triggered alerts and their throttling are there after a restart."""
    form = {
        "name": "alert",
        "search": "| makeresults",
        "alert_type": "always",
        "alert.track": "1",
        "alert.severity": "3",
        "alert.suppress": "1",
        "alert.suppress.period": "1h",
        "is_scheduled": "1",
        "cron_schedule": "0 0 1 1 *",
    }
    with served("--data-dir", str(folder)) as server:
        server.ask("POST", "/servicesNS/admin/search/saved/searches", form)
        _dispatch(server)
        until(lambda: _triggered(server) == 1)
    with served("--data-dir", str(folder)) as server:
        before = _triggered(server)
        sid = _dispatch(server)
        until(lambda: server.ask("GET", f"/services/search/jobs/{sid}").json()["entry"][0]["content"]["isDone"])
        time.sleep(options.within(0.02))
        after = _triggered(server)
    found = (
        f"{before} triggered alert after kill -9, and {after} when it would be triggered again within its throttling"
    )
    return Finding("triggered alerts and throttling", found, (before, after) == (1, 1))


def _dispatch(server: Served) -> str:
    path = "/servicesNS/admin/search/saved/searches/alert/dispatch"
    return str(server.ask("POST", path, {"trigger_actions": "1"}).json()["sid"])


def _triggered(server: Served) -> int:
    answer = server.ask("GET", "/servicesNS/admin/search/alerts/fired_alerts/alert")
    return len(answer.json()["entry"]) if answer.status == 200 else 0
