"""The sendalert command: an action once over all rows; what cannot be done is an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from minisplunk.alerts.host import Server
from minisplunk.engine import Splunk
from minisplunk.errors import DataError, MinisplunkError, UnsupportedSpl
from minisplunk.times import ManualClock

KEEP = """\
import os, sys
with open(os.environ["SPLUNK_HOME"] + "/kept", "ab") as file:
    file.write(sys.stdin.buffer.read() + b"\\n")
"""
ACTIONS = """\
[probe]
is_custom = 1
payload_format = json
param.color = red
param.text = none
[off]
is_custom = 1
disabled = 1
[fails]
is_custom = 1
payload_format = json
alert.execute.cmd = fails.py
"""


@pytest.fixture
def splunk(tmp_path: Path) -> Iterator[Splunk]:
    app = tmp_path / "acme"
    for folder in ("default", "bin"):
        (app / folder).mkdir(parents=True)
    (app / "default" / "app.conf").write_text("")
    (app / "default" / "alert_actions.conf").write_text(ACTIONS)
    (app / "default" / "savedsearches.conf").write_text("[mine]\nsearch = | makeresults | sendalert probe\n")
    for name, script in (("probe.py", KEEP), ("fails.py", "raise SystemExit(3)")):
        (app / "bin" / name).write_text(script)
        (app / "bin" / name).chmod(0o755)
    with Splunk(tmp_path / "splunk", clock=ManualClock(1_700_000_000)) as made:
        made.host.server = Server("https://127.0.0.1:8089", "sh1", lambda user: nullcontext(f"key of {user}"))
        made.install(app)
        made.install_enterprise_security()
        yield made


def rows(splunk: Splunk, spl: str, **asked: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in splunk.search(spl, app="acme", **asked).results]


def sent(splunk: Splunk) -> list[dict[str, Any]]:
    kept = splunk.folder / "kept"
    return [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []


def test_the_script_runs_once_for_all_rows(splunk: Splunk) -> None:
    spl = '| makeresults count=3 | eval u="ann" | table u | sendalert probe param.text="$result.u$ of $results.count$"'
    assert rows(splunk, f"{spl} | head 1") == [{"u": "ann"}]
    (payload,) = sent(splunk)
    assert payload["configuration"] == {"color": "red", "text": "ann of 3"}
    assert (payload["search_name"], payload["owner"], payload["app"]) == ("", "admin", "acme")
    assert (payload["result"], payload["session_key"]) == ({"u": "ann"}, "key of admin")


def test_a_saved_search_has_a_name(splunk: Splunk) -> None:
    splunk.dispatch("mine", app="acme")
    (payload,) = sent(splunk)
    assert (payload["search_name"], payload["configuration"]["color"]) == ("mine", "red")


def test_nothing_is_sent_without_results(splunk: Splunk) -> None:
    job = splunk.search("| makeresults | where u=1 | sendalert probe", app="acme")
    assert [message.text for message in job.messages] == ["No results. The alert action 'probe' was not run."]
    assert sent(splunk) == []


def test_a_preview_sends_nothing(splunk: Splunk) -> None:
    run = splunk.run(splunk.request("| makeresults | sendalert probe | stats count", app="acme"))
    results = run.rows()
    assert run.preview() == []
    assert sent(splunk) == []
    assert [dict(row) for row in results] == [{"count": 1}]
    assert len(sent(splunk)) == 1


def test_risk_is_scored(splunk: Splunk) -> None:
    risk = '[{"risk_object_field":"u","risk_object_type":"user","risk_score":7}]'
    spl = f'| makeresults | eval u="ann" | sendalert risk param._risk="{json.dumps(risk)[1:-1]}"'
    rows(splunk, spl)
    (event,) = rows(splunk, "index=risk | table source risk_object risk_score")
    assert event == {"source": "AdHoc Risk Score", "risk_object": "ann", "risk_score": "7"}


@pytest.mark.parametrize(
    ("action", "kind", "text"),
    [
        ("nothing", DataError, 'Alert action "nothing" is not there: no app defines it.'),
        ("off", DataError, 'Alert action "off" is disabled.'),
        ("fails", DataError, 'Alert action "fails" failed: Alert script returned error code 3.'),
        ("email", UnsupportedSpl, 'Alert action "email" was not run: minisplunk does not do it.'),
    ],
)
def test_what_is_not_done_ends_the_search(splunk: Splunk, action: str, kind: type[MinisplunkError], text: str) -> None:
    with pytest.raises(kind) as caught:
        rows(splunk, f"| makeresults | sendalert {action}")
    assert caught.value.message == f"Error in 'sendalert' command: {text}"


def test_a_script_needs_a_server(splunk: Splunk) -> None:
    splunk.host.server = None
    with pytest.raises(UnsupportedSpl, match="its script needs a Splunk that serves"):
        rows(splunk, "| makeresults | sendalert probe")


def test_a_capability_is_needed(splunk: Splunk) -> None:
    with pytest.raises(DataError, match="needs the capability run_sendalert"):
        rows(splunk, "| makeresults | sendalert probe", user="ann", roles=("can_delete",))
    assert sent(splunk) == []
