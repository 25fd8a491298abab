"""The sendalert command: one alert action over all rows of a search.

[unverified]: that nothing is sent without results; what Enterprise Security calls the search that is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..conf import Setting, Stanza
from ..errors import DataError, UnsupportedSpl
from ..jobs import SearchJob
from ..search import SearchContext
from ..values import Row
from .actions import PARAMETER, run_action
from .alert import Alert
from .host import Host
from .saved import of_stanza

_AD_HOC = {"risk": "AdHoc Risk Score", "notable": "Manual Notable Event - Rule"}
"""What events of Enterprise Security's actions have as their source, where no saved search is. To others it has no
name."""
_UNSUPPORTED = ("not supported", "not run")
_FILE = "sendalert"


def send(
    host: Host, now: float, context: SearchContext, action: str, parameters: Mapping[str, str], rows: Sequence[Row]
) -> None:
    """Run the action once, with its tokens replaced. `now`: epoch seconds.

    Raises DataError for an action that is not there, is disabled or fails; UnsupportedSpl for one that is not done
    here; Cancelled.
    """
    given = {f"action.{action}.{PARAMETER}{name}": value for name, value in parameters.items()}
    settings = {"search": context.request.spl, f"action.{action}": "1", **given}
    stanza = Stanza(
        context.request.saved, _FILE, 0, {key: Setting(key, value, _FILE, 0) for key, value in settings.items()}
    )
    name = context.request.saved or _AD_HOC.get(action, "")
    saved = replace(of_stanza(stanza, context.view, context.app, context.user), name=name)
    job = SearchJob(context.request, context.window, list(rows), context.messages, [], 0)
    alert = Alert(saved, job, job.results, now, host, context.message, context.control)
    run = run_action(alert, saved.actions[action], context.view.conf("alert_actions").stanzas.get(action))
    if run.outcome in _UNSUPPORTED:
        raise UnsupportedSpl(run.text)
    if run.outcome != "done":
        raise DataError(run.text)
