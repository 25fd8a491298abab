"""Custom alert actions: what their scripts are told, and what is made of what they do."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from minisplunk.alerts import process
from minisplunk.alerts.dispatcher import DispatchRequest
from minisplunk.alerts.host import Server
from minisplunk.engine import Dispatched, Splunk
from minisplunk.errors import UnsupportedConf
from minisplunk.times import ManualClock
from tests.waiting import PATIENCE, until

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "script.yaml").read_text())
NOW = 1_772_530_991.25  # 2026-03-03 09:43:11.250 UTC
KEEP = """\
import json, os, sys
data = sys.stdin.buffer.read()
with open(os.environ["SPLUNK_HOME"] + "/kept", "a") as file:
    file.write(json.dumps([sys.argv[1:], data.decode(), dict(os.environ), os.getcwd()]) + "\\n")
"""
"""A script that writes down how it was called."""

Install = Callable[..., None]


@pytest.fixture
def splunk(tmp_path: Path) -> Iterator[Splunk]:
    with Splunk(tmp_path / "splunk", clock=ManualClock(NOW)) as made:
        made.host.server = Server("https://127.0.0.1:8089", "sh1", lambda user: nullcontext(f"key of {user}"))
        yield made


@pytest.fixture
def install(splunk: Splunk, tmp_path: Path) -> Install:
    """Install an app whose action `probe` runs the script, and whose search `alert` has that action."""

    def made(
        script: str, action: Mapping[str, Any] = {}, saved: Mapping[str, Any] = {}, name: str = "probe.py"
    ) -> None:
        app = tmp_path / "acme"
        alert = {"search": '| makeresults count=1 | eval user="dana"', "action.probe": "1", **saved}
        write(app, "app", {})
        write(app, "alert_actions", {"probe": {"is_custom": "1", "payload_format": "json", **action}})
        write(app, "savedsearches", {"alert": alert})
        (app / "bin").mkdir(exist_ok=True)
        (app / "bin" / name).write_text(script)
        (app / "bin" / name).chmod(0o755)
        splunk.install(app)

    return made


def write(app: Path, conf: str, stanzas: Mapping[str, Mapping[str, Any]]) -> None:
    lines = []
    for name, settings in stanzas.items():
        lines += [f"[{name}]", *(f"{key} = {value}" for key, value in settings.items())]
    (app / "default").mkdir(parents=True, exist_ok=True)
    (app / "default" / f"{conf}.conf").write_text("".join(f"{line}\n" for line in lines))


def dispatch(splunk: Splunk) -> Dispatched:
    return splunk.dispatch("alert", app="acme", trigger_actions=True)


def kept(splunk: Splunk) -> list[tuple[list[str], str, dict[str, str], str]]:
    return [tuple(json.loads(line)) for line in (splunk.folder / "kept").read_text().splitlines()]


def logged(splunk: Splunk) -> list[str]:
    """What the search of Splunk's own pages finds in splunkd.log, oldest first."""
    rows = splunk.search("search index=_internal sourcetype=splunkd component=sendmodalert").results[::-1]
    return [f"{row['log_level']:<5} {row['event_message']}" for row in rows]


def plain(splunk: Splunk, text: str, sid: str) -> str:
    """A message or line without what differs from run to run."""
    text = text.replace(sid, "SID").replace(str(splunk.folder), "HOME")
    text = re.sub(r"\S*/(\w+\.conf)", "CONF", text)
    return re.sub(r"duration=\d+", "duration=N", text)


@pytest.mark.skipif(os.name != "posix", reason="the scripts are a Unix's")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: Mapping[str, Any], splunk: Splunk, install: Install) -> None:
    install(case["script"], case.get("action", {}), case.get("saved", {}), case.get("file", "probe.py"))
    done = dispatch(splunk)
    assert [run.outcome for run in done.actions] == [case["outcome"]]
    told = [plain(splunk, f"{message.kind} {message.text}", done.job.sid) for message in done.job.messages]
    assert told == case.get("messages", [])
    if "log" in case:
        assert [plain(splunk, line, done.job.sid) for line in logged(splunk)] == case["log"]


def test_the_payload_as_json(splunk: Splunk, install: Install) -> None:
    install(
        KEEP,
        {"param.index": "risk", "param.text": "default", "hostname": "https://splunk.example.com"},
        {
            "search": '| makeresults | eval user="dana", n=1.50, both=split("a;b", ";"), none=null() | fields - _time',
            "action.probe.param.text": "$result.user$ of $name$: $results.count$ $result.gone$!",
        },
    )
    sid = dispatch(splunk).job.sid
    ((arguments, data, _, _),) = kept(splunk)
    assert arguments == ["--execute"]
    assert json.loads(data) == {
        "app": "acme",
        "owner": "nobody",
        "results_file": f"{splunk.folder}/var/run/splunk/dispatch/{sid}/results.csv.gz",
        "results_link": f"https://splunk.example.com/app/acme/@go?sid={sid}",
        "search_uri": "/servicesNS/nobody/acme/saved/searches/alert",
        "server_host": "sh1",
        "server_uri": "https://127.0.0.1:8089",
        "session_key": "key of nobody",
        "sid": sid,
        "search_name": "alert",
        "configuration": {"index": "risk", "text": "dana of alert: 1 !"},
        "result": {"user": "dana", "n": "1.50", "both": ["a", "b"]},
    }


def test_the_payload_as_xml(splunk: Splunk, install: Install) -> None:
    install(
        KEEP,
        {"payload_format": "xml", "param.text": 'a < "b" & c'},
        {"search": '| makeresults | eval both=split("<;&", ";"), odd="\x0b" | fields - _time'},
    )
    dispatch(splunk)
    ((_, data, _, _),) = kept(splunk)
    alert = ElementTree.fromstring(data)
    assert alert.tag == "alert"
    assert alert.findtext("session_key") == "key of nobody"
    assert alert.findtext("results_link", "").startswith("http://sh1:8000/app/acme/@go?sid=")
    stanza = alert.find("configuration/stanza")
    assert stanza is not None
    assert (stanza.get("name"), stanza.findtext("param")) == ("alert", 'a < "b" & c')
    fields = {found.get("k"): [t.text or "" for t in found.iter("text")] for found in alert.iterfind("result/field")}
    assert fields == {"both": ["<", "&"], "odd": [""]}


def test_the_results_file(splunk: Splunk, install: Install) -> None:
    fields = 'user="d,a\\"na", both=mvappend("a$b", "c;d"), lines=replace("x|y", "\\|", urldecode("%0A"))'
    install(KEEP, saved={"search": f"| makeresults count=2 | eval {fields} | fields - _time | append [| makeresults]"})
    dispatch(splunk)
    ((_, data, _, _),) = kept(splunk)
    with gzip.open(json.loads(data)["results_file"], "rt", newline="") as file:
        header, *rows = csv.reader(file)
    assert sorted(header) == sorted(
        [*(f"{mv}{name}" for mv in ("", "__mv_") for name in ("both", "lines", "user", "_time"))]
    )
    first, second, last = (dict(zip(header, row, strict=True)) for row in rows)
    assert {name: value for name, value in first.items() if value} == {
        "user": 'd,a"na',
        "both": "a$b\nc;d",
        "lines": "x\ny",
        "__mv_both": "$a$$b$;$c;d$",
    }
    assert second == first
    assert [name for name, value in last.items() if value] == ["_time"]


def test_fifty_thousand_results(splunk: Splunk, install: Install) -> None:
    script = """\
import csv, gzip, json, sys
payload = json.load(sys.stdin)
with gzip.open(payload["results_file"], "rt", newline="") as file:
    rows = list(csv.DictReader(file))
print("INFO", len(rows), rows[0]["n"], rows[-1]["n"], payload["result"]["n"], file=sys.stderr)
"""
    install(script, {"maxresults": "50000"}, {"search": "| makeresults count=50000"})
    splunk.change("acme", "savedsearches", "alert", {"search": "| makeresults count=50000 | eval n=1"})
    assert [run.outcome for run in dispatch(splunk).actions] == ["done"]
    assert "INFO  action=probe STDERR -  50000 1 1 1" in logged(splunk)


def test_a_flood_of_lines_is_kept_up_to_a_limit(
    splunk: Splunk, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "MOST_LINES", 1000)
    install('import sys\nfor n in range(200_000):\n    print("INFO line", n, file=sys.stderr)\nsys.exit(2)\n')
    (run,) = dispatch(splunk).actions
    assert run.text == 'Alert action "probe" failed: Alert script returned error code 2.'
    lines = [line for line in logged(splunk) if "STDERR" in line]
    assert len(lines) == 1001
    assert lines[999:] == [
        "INFO  action=probe STDERR -  line 999",
        "WARN  action=probe STDERR -  199000 more lines were not kept",
    ]


def test_a_line_without_end_is_cut(splunk: Splunk, install: Install) -> None:
    install('import sys\nsys.stderr.write("x" * 5_000_000 + "\\nINFO next\\nINFO last")\n')
    dispatch(splunk)
    long, following, last = [line for line in logged(splunk) if "STDERR" in line]
    assert len(long) == len("ERROR action=probe STDERR -  ") + process.LONGEST_LINE
    assert (following, last) == ("INFO  action=probe STDERR -  next", "INFO  action=probe STDERR -  last")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_what_a_killed_script_has_started_is_killed_too(splunk: Splunk, install: Install) -> None:
    # a shell is there at once, also on a busy machine
    script = """\
#!/bin/sh
sleep 600 &
echo $! > "$SPLUNK_HOME/kept"
wait
"""
    install(script, {"maxtime": "1s"}, name="probe")
    dispatch(splunk)
    status = Path("/proc", (splunk.folder / "kept").read_text().strip(), "stat")
    assert not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"


def test_the_environment_holds_no_secret(splunk: Splunk, install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPLUNK_PASSWORD", "hunter2")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    install(KEEP)
    dispatch(splunk)
    ((_, _, environment, folder),) = kept(splunk)
    environment.pop("LC_CTYPE", None)  # Python's own coercion of the C locale
    allowed = {"PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "TZ", "SYSTEMROOT", "COMSPEC", "PATHEXT"}
    assert environment.keys() - allowed == {"SPLUNK_HOME", "SPLUNK_ETC", "SPLUNK_DB"}
    assert environment["SPLUNK_HOME"] == str(splunk.folder)
    assert folder == Path(splunk.folder).anchor


def test_the_session_key_is_nowhere_but_in_the_input(splunk: Splunk, install: Install) -> None:
    install(KEEP)
    dispatch(splunk)
    files = [path for path in splunk.folder.rglob("*") if path.is_file() and path.name != "kept"]
    assert files
    assert [path for path in files if b"key of nobody" in path.read_bytes()] == []
    assert "key of nobody" not in repr(splunk.host.server)


def test_without_a_server_no_script_is_run(splunk: Splunk, install: Install) -> None:
    splunk.host.server = None
    install(KEEP)
    done = dispatch(splunk)
    assert [run.outcome for run in done.actions] == ["not run"]
    assert [(message.kind, message.text) for message in done.job.messages] == [
        (
            "WARN",
            'Alert action "probe" was not run: its script needs a Splunk that serves, as `minisplunk serve` does.',
        )
    ]
    assert not (splunk.folder / "kept").exists()


@pytest.mark.parametrize("key", ["alert.execute.cmd", "is_custom", "python.version", "command"])
def test_a_saved_search_cannot_say_what_is_run(splunk: Splunk, install: Install, key: str) -> None:
    install("", saved={f"action.probe.{key}": "1"})
    with pytest.raises(UnsupportedConf, match=rf"savedsearches\.conf:4: action\.probe\.{key}: what an action runs"):
        dispatch(splunk)


def test_only_so_many_results_are_alerts_of_their_own(splunk: Splunk, install: Install) -> None:
    splunk.install_enterprise_security()
    install("", {}, {"search": "| makeresults count=501 | eval user=1", "alert.digest_mode": "0", "action.probe": "0"})
    risk = {"action.risk": "1", "action.risk.param._risk": '[{"risk_object_field":"user","risk_score":1}]'}
    splunk.change("acme", "savedsearches", "alert", risk)
    done = dispatch(splunk)
    assert [run.events for run in done.actions] == [500]
    assert [message.text for message in done.job.messages] == [
        "Only the first 500 of 501 results are alerts of their own."
    ]


def test_a_platform_s_own_script_comes_first(splunk: Splunk, install: Install, tmp_path: Path) -> None:
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        pytest.skip("the folder is named for Linux on x86_64")
    install("import sys\nsys.exit(9)\n")
    folder = splunk.folder / "etc" / "apps" / "acme" / "linux_x86_64" / "bin"
    folder.mkdir(parents=True)
    (folder / "probe.sh").write_text("#!/bin/sh\nexit 8\n")
    (folder / "probe.sh").chmod(0o755)
    (run,) = dispatch(splunk).actions
    assert run.text.endswith("returned error code 8.")


def test_a_script_that_runs_when_the_splunk_is_closed_is_killed(splunk: Splunk, install: Install) -> None:
    script = """\
import os, time
open(os.environ["SPLUNK_HOME"] + "/kept", "w").close()
time.sleep(600)
"""
    install(script)
    found: list[Dispatched] = []
    thread = threading.Thread(target=lambda: found.append(dispatch(splunk)))
    thread.start()
    until((splunk.folder / "kept").exists)
    splunk.host.scripts.stop()
    thread.join()
    (run,) = found[0].actions
    assert run.text == 'Alert action "probe" failed: Alert script was killed: splunkd ends'
    assert dispatch(splunk).actions[0].text == run.text


@pytest.mark.parametrize("finalized", [False, True])
def test_a_script_whose_search_is_cancelled_is_killed(splunk: Splunk, install: Install, finalized: bool) -> None:
    """With all that it has started; and the search has no results."""
    script = """\
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(os.environ["SPLUNK_HOME"] + "/kept", "w").close()
child.wait()
"""
    rows = "| makeresults count=100000000 | stats count" if finalized else "| makeresults"
    install(script, saved={"search": rows})
    job = splunk.dispatcher.start(splunk.saved_search("alert", "acme"), DispatchRequest(NOW, trigger_actions=True))
    if finalized:
        until(lambda: job.state == "RUNNING")
    job.finalize()
    until(lambda: job.is_done or (splunk.folder / "kept").exists())
    assert not job.is_done
    job.cancel()
    assert job.wait(PATIENCE)
    assert (job.state, job.results) == ("USER_CANCEL", [])
    killed = "ERROR action=probe - Alert action script was killed: the search was cancelled"
    assert logged(splunk)[-1] == killed


def test_the_files_of_a_job_go_with_it(splunk: Splunk, install: Install) -> None:
    install(KEEP)
    first, second = dispatch(splunk).job.sid, dispatch(splunk).job.sid
    folders = splunk.folder / "var" / "run" / "splunk" / "dispatch"
    assert {folder.name for folder in folders.iterdir()} == {first, second}
    splunk.jobs.remove(first)
    third = dispatch(splunk).job.sid
    assert {folder.name for folder in folders.iterdir()} == {second, third}


def test_a_sid_does_not_lead_out_of_its_folder(splunk: Splunk) -> None:
    folder = splunk.host.dispatch_folder("../../..__search__RMD5a_at_1_1")
    assert folder.parent == splunk.folder / "var" / "run" / "splunk" / "dispatch"
