"""A custom alert action, run as splunkd runs it: the script reads the alert on stdin, its stderr is logged.

Developing Views and Apps, "Create a custom alert action script"; alert_actions.conf.spec; the words in splunkd.log are
those that its readers look for (`index=_internal sourcetype=splunkd component=sendmodalert`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from ..conf import Stanza
from ..search import Cancelled
from ..spl.columns import columns
from .alert import Alert
from .command import ScriptFault, command, environment
from .duration import seconds
from .host import Server
from .payload import Payload
from .process import Killed, Reason
from .results_file import write_results

_COMPONENT = "sendmodalert"
_THREAD = "AlertNotifierWorker-0"
_WHY: Mapping[Reason, str] = {
    "timed out": "it ran for longer than its maxtime of {maxtime}",
    "cancelled": "the search was cancelled",
    "stopped": "splunkd ends",
}
_LEVEL = re.compile(r"(DEBUG|INFO|WARN|ERROR|FATAL)\s+(.*)", re.DOTALL)


def run_script(alert: Alert, action: Stanza, server: Server) -> None:
    """Run the script of a custom action once, for `alert.rows`.

    `action` holds the action's settings as they count for this saved search; `alert.parameters` are those of them that
    begin with `param.`, their tokens replaced. Raises ScriptFault when the script cannot be run, fails or is killed,
    and Cancelled when the search is cancelled meanwhile.
    """
    with server.session(alert.saved.owner) as key:
        _run(alert, action, server, key)


def _run(alert: Alert, action: Stanza, server: Server, key: str) -> None:
    known = environment(alert.host.home)
    arguments = command(action, known)
    try:
        payload = _payload(alert, action, server, key)
    except OSError as error:
        raise ScriptFault(f"The results could not be handed to the script: {error.strerror or error}") from error
    _log(alert, "INFO", f"Invoking modular alert action={action.name} for {_origin(alert)}")
    started = time.perf_counter()
    try:
        code = alert.host.scripts.run(
            arguments,
            environment=known,
            folder=Path(alert.host.home.anchor),
            payload=payload.json() if action.get("payload_format").strip().lower() == "json" else payload.xml(),
            maxtime=seconds(action.settings["maxtime"]),
            on_lines=lambda lines: _log_stderr(alert, action.name, lines),
            control=alert.control,
        )
    except OSError as error:
        _log(alert, "ERROR", f"action={action.name} - Execution of alert action script failed")
        raise ScriptFault(f"Execution of alert action script failed: {error.strerror or error}") from error
    except Killed as killed:
        why = _WHY[killed.reason].format(maxtime=action.get("maxtime"))
        _log(alert, "ERROR", f"action={action.name} - Alert action script was killed: {why}")
        if killed.reason == "cancelled":
            raise Cancelled from killed
        raise ScriptFault(f"Alert script was killed: {why}") from killed
    _judge(alert, action, code, round((time.perf_counter() - started) * 1000))


def _judge(alert: Alert, action: Stanza, code: int, milliseconds: int) -> None:
    done = f"action={action.name} - Alert action script"
    _log(alert, "INFO", f"{done} completed in duration={milliseconds} ms with exit code={code}")
    if code:
        _log(alert, "WARN", f"{done} returned error code={code}")
        raise ScriptFault(f"Alert script returned error code {code}.")


def _payload(alert: Alert, action: Stanza, server: Server, key: str) -> Payload:
    sid, saved = alert.job.sid, alert.saved
    rows = alert.rows[: action.integer("maxresults")]
    if len(rows) < len(alert.rows):
        text = f'Alert action "{action.name}" is given the first {len(rows)} of {len(alert.rows)} results (maxresults).'
        alert.report("WARN", text)
    folder = alert.host.dispatch_folder(sid)
    name = f"per_result_alert/tmp_{alert.result_id}.csv.gz" if alert.result_id else "results.csv.gz"
    write_results(folder / name, rows, list(columns(rows)))
    return Payload(
        app=saved.app,
        owner=saved.owner,
        results_file=str(folder / name),
        results_link=f"{_web(action.get('hostname'), server.name)}/app/{saved.app}/@go?sid={quote(sid, safe='')}",
        search_uri=f"/servicesNS/{saved.owner}/{saved.app}/saved/searches/{quote(saved.name, safe='')}",
        server_host=server.name,
        server_uri=server.uri,
        session_key=key,
        sid=sid,
        search_name=saved.name,
        configuration=alert.parameters,
        result=rows[0] if rows else {},
        result_id=alert.result_id,
    )


def _web(hostname: str, name: str) -> str:
    """Where Splunk Web would be: `hostname` names a host, or is an address as it stands (alert_actions.conf.spec)."""
    return hostname.rstrip("/") if hostname.startswith(("http://", "https://")) else f"http://{hostname or name}:8000"


def _origin(alert: Alert) -> str:
    saved = alert.saved
    return f'search="{saved.name}" sid="{alert.job.sid}" in app="{saved.app}" owner="{saved.owner}" type="saved"'


def _log(alert: Alert, level: str, text: str) -> None:
    alert.host.log.write(level, _COMPONENT, text, thread=_THREAD)


def _log_stderr(alert: Alert, name: str, lines: Sequence[str]) -> None:
    """Log the lines of stderr. A line that begins with a level has it; others, such as a traceback, are errors."""
    leveled = [(match[1], match[2]) if (match := _LEVEL.match(line)) else ("ERROR", line) for line in lines if line]
    entries = [(level, f"action={name} STDERR -  {text}") for level, text in leveled]
    alert.host.log.write_all(entries, _COMPONENT, thread=_THREAD)
