"""The alert actions of a saved search, run one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..conf import View
from ..errors import MinisplunkError
from .alert import Act, Alert
from .notable import write_notables
from .risk import write_risk
from .tokens import alert_tokens, replace_tokens

ACTIONS: Mapping[str, Act] = {"notable": write_notables, "risk": write_risk}
"""What is done for the actions of Enterprise Security; an action is there when alert_actions.conf has it."""

ELSEWHERE = ("email", "webhook", "script", "rss", "lookup", "populate_lookup", "summary_index", "logevent")
"""Splunk's own actions, which reach outside of the search; they are left out with a message."""


@dataclass(frozen=True, slots=True)
class ActionRun:
    """`outcome`: done, not found, not supported or failed; `events` that it wrote; `text`: why it was not done."""

    action: str
    outcome: str
    events: int = 0
    text: str = ""


def act(alert: Alert, view: View) -> Iterator[ActionRun]:
    """Run every enabled action of the saved search; what cannot be done is reported on the job, never passed over."""
    for name, parameters in alert.saved.actions.items():
        run = _act(name, replace(alert, parameters=parameters), view)
        if run.text:
            alert.report("ERROR" if run.outcome == "failed" else "WARN", run.text)
        yield run


def _act(name: str, alert: Alert, view: View) -> ActionRun:
    stanza = view.conf("alert_actions").stanzas.get(name)
    if stanza is None and name not in ELSEWHERE:
        return ActionRun(name, "not found", text=f'Alert action "{name}" is not there: no app defines it.')
    if stanza is not None and stanza.flag("disabled"):
        return ActionRun(name, "not found", text=f'Alert action "{name}" is disabled.')
    if name not in ACTIONS:
        return ActionRun(name, "not supported", text=f'Alert action "{name}" was not run: minisplunk does not do it.')
    try:
        return ActionRun(name, "done", sum(_each(ACTIONS[name], alert)))
    except MinisplunkError as error:
        return ActionRun(name, "failed", text=f'Alert action "{name}" failed: {error}')


def _each(action: Act, alert: Alert) -> Iterator[int]:
    """Once for all rows in digest mode, else once for each; tokens are those of the first row it is given."""
    groups = [alert.rows] if alert.saved.digest else [[row] for row in alert.rows]
    for rows in groups:
        tokens = alert_tokens(alert.saved, alert.job, rows, alert.now)
        parameters = {key: replace_tokens(value, tokens) for key, value in alert.parameters.items()}
        yield action(replace(alert, rows=rows, parameters=parameters))
