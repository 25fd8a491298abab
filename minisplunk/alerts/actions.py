"""The alert actions of a saved search, run one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..conf import Stanza, View
from ..dataclass import dataclass
from ..errors import MinisplunkError
from .alert import Act, Alert, Written
from .notable import write_notables
from .risk import write_risk
from .tokens import alert_tokens, replace_tokens

ACTIONS: Mapping[str, Act] = {"notable": write_notables, "risk": write_risk}
"""What is done for the actions of Enterprise Security; an action is there when alert_actions.conf has it."""

ELSEWHERE = ("email", "webhook", "script", "rss", "lookup", "populate_lookup", "summary_index", "logevent")
"""Splunk's own actions, which reach outside of the search; they are left out with a message."""

PARAMETER = "param."
_MOST_RESULTS = 500
"""limits.conf.spec, [scheduler] max_per_result_alerts: so many results of one run are alerts of their own."""


@dataclass(frozen=True, slots=True)
class ActionRun:
    """`outcome`: done, not found, disabled, not supported, not run or failed; `of_rows`: what it has written of
    each row, in their order; `text`: why it is not done."""

    action: str
    outcome: str
    of_rows: tuple[Written, ...] = ()
    text: str = ""

    @property
    def events(self) -> int:
        """How many it has written."""
        return sum(map(len, self.of_rows))

    @property
    def was_run(self) -> bool:
        """Whether the action was started, with success or not."""
        return self.outcome in ("done", "failed")


def act(alert: Alert, view: View) -> Iterator[ActionRun]:
    """Run every enabled action of the saved search; what cannot be done is reported on the job, never passed over."""
    for name, action in alert.saved.actions.items():
        run = run_action(alert, action, view.conf("alert_actions").stanzas.get(name))
        if run.text:
            alert.report("ERROR" if run.outcome == "failed" else "WARN", run.text)
        yield run


def run_action(alert: Alert, action: Stanza, defined: Stanza | None) -> ActionRun:
    """Run one action, if that can be done. `action`: its settings as they count; `defined`: its own stanza, if any."""
    name = action.name
    if defined is None and name not in ELSEWHERE:
        return ActionRun(name, "not found", text=f'Alert action "{name}" is not there: no app defines it.')
    if defined is not None and defined.flag("disabled"):
        return ActionRun(name, "disabled", text=f'Alert action "{name}" is disabled.')
    if name not in ACTIONS and not (defined is not None and defined.flag("is_custom")):
        return ActionRun(name, "not supported", text=f'Alert action "{name}" was not run: minisplunk does not do it.')
    if name not in ACTIONS and alert.host.server is None:
        needed = "its script needs a Splunk that serves, as `minisplunk serve` does"
        return ActionRun(name, "not run", text=f'Alert action "{name}" was not run: {needed}.')
    try:
        return ActionRun(name, "done", tuple(_each(ACTIONS.get(name) or _script(action), alert, action)))
    except MinisplunkError as error:
        return ActionRun(name, "failed", text=f'Alert action "{name}" failed: {error}')


def _script(action: Stanza) -> Act:
    from .script import run_script  # noqa: PLC0415 - most runs have no custom action

    def run(alert: Alert) -> Sequence[Written]:
        assert alert.host.server is not None
        run_script(alert, action, alert.host.server)
        return ()

    return run


def _each(act: Act, alert: Alert, action: Stanza) -> Iterator[Written]:
    """Once for all rows in digest mode, else once for each; tokens are those of the first row it is given."""
    if alert.saved.digest:
        yield from act(_with_parameters(alert, action))
        return
    if len(alert.rows) > _MOST_RESULTS:
        alert.report("WARN", f"Only the first {_MOST_RESULTS} of {len(alert.rows)} results are alerts of their own.")
    for number, row in enumerate(alert.rows[:_MOST_RESULTS]):
        yield from act(_with_parameters(replace(alert, rows=[row], result_id=str(number)), action))


def _with_parameters(alert: Alert, action: Stanza) -> Alert:
    """The alert with the action's parameters, their tokens replaced."""
    tokens = alert_tokens(alert.saved, alert.job, alert.rows, alert.now)
    parameters = {
        key.removeprefix(PARAMETER): replace_tokens(setting.value, tokens)
        for key, setting in action.settings.items()
        if key.startswith(PARAMETER)
    }
    return replace(alert, parameters=parameters)
